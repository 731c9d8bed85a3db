import { createHash } from 'node:crypto';
import type { Resource } from './assembly.ts';

export type Place = { region: string; account: string; partition: string; origin: string };
export type Named = { stack: string; id: string; type: string; name: string; place: Place };

/** The property that may fix the name of a resource. */
const nameProperties = ['TableName', 'BucketName', 'FunctionName', 'StateMachineName', 'RoleName', 'ManagedPolicyName', 'QueueName'];
const maxNameLength = 63;

type Maker = (resource: Named) => string;

const arn =
  (service: string, path: string): Maker =>
  ({ name, place }) =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${path}${name}`;
const globalArn =
  (service: string, path: string): Maker =>
  ({ name, place }) =>
    `arn:${place.partition}:${service}::${place.account}:${path}${name}`;
const name: Maker = (resource) => resource.name;
const apiId: Maker = ({ stack, id }) => hash(`${stack}/${id}`).slice(0, 10);

const tableAttributes = {
  Arn: arn('dynamodb', 'table/'),
  // The engine labels the stream when it makes the table; in a policy the wildcard covers whatever label that is.
  StreamArn: (resource: Named) => `${arn('dynamodb', 'table/')(resource)}/stream/*`,
};
const bucketAttributes = {
  Arn: ({ name, place }: Named) => `arn:${place.partition}:s3:::${name}`,
  DomainName: ({ name }: Named) => `${name}.s3.localhost`,
  RegionalDomainName: ({ name, place }: Named) => `${name}.s3.${place.region}.localhost`,
};

/** What `Ref` and `Fn::GetAtt` give for each type. */
const identities: Record<string, { ref: Maker; attributes: Record<string, Maker> }> = {
  'AWS::DynamoDB::GlobalTable': { ref: name, attributes: tableAttributes },
  'AWS::DynamoDB::Table': { ref: name, attributes: tableAttributes },
  'AWS::S3::Bucket': { ref: name, attributes: bucketAttributes },
  'AWS::Lambda::Function': { ref: name, attributes: { Arn: arn('lambda', 'function:') } },
  'AWS::IAM::Role': { ref: name, attributes: { Arn: globalArn('iam', 'role/'), RoleId: name } },
  'AWS::IAM::ManagedPolicy': { ref: globalArn('iam', 'policy/'), attributes: {} },
  'AWS::StepFunctions::StateMachine': {
    ref: arn('states', 'stateMachine:'),
    attributes: { Arn: arn('states', 'stateMachine:'), Name: name },
  },
  'AWS::ApiGatewayV2::Api': {
    ref: apiId,
    attributes: { ApiId: apiId, ApiEndpoint: ({ place }) => `${place.origin}/api` },
  },
  'AWS::ApiGatewayV2::Stage': { ref: name, attributes: {} },
  'AWS::ApiGatewayV2::Integration': { ref: apiId, attributes: {} },
  'AWS::ApiGatewayV2::Authorizer': { ref: apiId, attributes: { AuthorizerId: apiId } },
  'AWS::Scheduler::Schedule': { ref: name, attributes: { Arn: arn('scheduler', 'schedule/default/') } },
  'AWS::Events::Rule': { ref: name, attributes: { Arn: arn('events', 'rule/') } },
  'AWS::SQS::Queue': {
    ref: ({ name, place }) => `${place.origin}/_local/parked/${name}`,
    attributes: { Arn: arn('sqs', ''), QueueName: name },
  },
  'AWS::SecretsManager::Secret': { ref: arn('secretsmanager', 'secret:'), attributes: {} },
};

/**
 * The physical name of a resource: the one the template fixes, else `<stack>-<logical id>`.
 *
 * @example
 * physicalName('Core', 'Records091F6ECA', { Type: 'AWS::DynamoDB::GlobalTable' }) // 'Core-Records091F6ECA'
 */
export function physicalName(stack: string, id: string, resource: Resource): string {
  const fixed = nameProperties.map((property) => resource.Properties?.[property]).find((value) => value !== undefined);
  const full = typeof fixed === 'string' ? fixed : `${stack}-${id}`;
  const cut = full.length > maxNameLength ? `${full.slice(0, maxNameLength - 9)}-${hash(full).slice(0, 8)}` : full;
  return resource.Type === 'AWS::S3::Bucket' ? cut.toLowerCase() : cut;
}

/**
 * What `Ref` gives for a resource.
 *
 * @example
 * reference({ stack: 'Core', id: 'Files', type: 'AWS::S3::Bucket', name: 'core-files', place }) // 'core-files'
 */
export function reference(resource: Named): string {
  return (identities[resource.type]?.ref ?? name)(resource);
}

/**
 * What `Fn::GetAtt` gives for a resource; an attribute that is not known throws.
 * A type that is left aside answers any attribute, since nothing that runs here will look at it.
 *
 * @example
 * attributeOf(files, 'Arn') // 'arn:aws:s3:::core-files'
 */
export function attributeOf(resource: Named, attribute: string): string {
  const identity = identities[resource.type];
  if (!identity) return `${arn('left-aside', '')(resource)}/${attribute}`;
  const make = identity.attributes[attribute];
  if (!make) throw new Error(`the attribute ${attribute} of ${resource.id} (${resource.type}) is not known`);
  return make(resource);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
