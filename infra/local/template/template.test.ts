// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { synthFixture } from '../fixture/app.ts';
import { temporaryFolder } from '../testing.ts';
import { readTemplate } from './template.ts';
import type { Template } from './types.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const read = (dir: string, parameters: Record<string, string> = {}) =>
  readTemplate(dir, {
    origin: 'http://127.0.0.1:1',
    region: 'us-east-1',
    account: '000000000000',
    partition: 'aws',
    parameters,
    secret: (name, length) => `${name}:${length}`,
  });

/** Reads an assembly of the given stacks. */
function readStacks(stacks: Record<string, object>, parameters?: Record<string, string>): Template {
  const dir = join(folder.path, Math.random().toString(36).slice(2));
  mkdirSync(dir);
  writeFileSync(join(dir, 'fn.mjs'), '');
  writeFileSync(join(dir, 'assets.json'), '{"files":{"abc":{"source":{"path":"."}}}}');
  const artifacts: Record<string, object> = { assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } } };
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(join(dir, `${name}.json`), JSON.stringify(template));
    artifacts[name] = { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.json` }, dependencies: ['assets'] };
  }
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ artifacts }));
  return read(dir, parameters);
}
const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } };
const fn = (variables: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'b', S3Key: 'abc.zip' },
    Handler: 'fn.run',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: { Variables: variables },
  },
});
const resolved = (value: unknown, rest: object = {}, parameters?: Record<string, string>) =>
  readStacks({ S: { Resources: { Role: role, Fn: fn({ V: value }) }, ...rest } }, parameters).functions[0]?.environment.V;

describe('intrinsic functions', () => {
  const rest = {
    Parameters: { Given: { Type: 'String' }, Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' } },
    Conditions: { IsChina: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] }, IsNot: { 'Fn::Not': [{ Condition: 'IsChina' }] } },
    Mappings: { M: { 'us-east-1': { host: 'h' } } },
  };
  const cases: [unknown, string][] = [
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-us-east-1'],
    [{ Ref: 'Given' }, 'given'],
    [{ Ref: 'Version' }, '/cdk/version'],
    [{ Ref: 'Role' }, 'S-Role'],
    [{ 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::000000000000:role/S-Role'],
    [{ 'Fn::Sub': 'x-${AWS::AccountId}-${Role.Arn}-${!Kept}' }, 'x-000000000000-arn:aws:iam::000000000000:role/S-Role-${Kept}'],
    [{ 'Fn::Sub': ['${A}-${Given}', { A: { Ref: 'AWS::Partition' } }] }, 'aws-given'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::If': ['IsChina', 'cn', 'global'] }, 'global'],
    [{ 'Fn::If': ['IsNot', 'global', 'cn'] }, 'global'],
    [{ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'host'] }, 'h'],
    [{ 'Fn::Base64': 'a' }, 'YQ=='],
  ];
  test.each(cases)('%j is %s', (value, expected) => {
    expect(resolved(value, rest, { Given: 'given' })).toBe(expected);
  });
  test('AWS::NoValue leaves the member out', () => {
    expect(resolved({ 'Fn::If': ['IsChina', 'cn', { Ref: 'AWS::NoValue' }] }, rest, { Given: '' })).toBeUndefined();
  });
  test.each([
    [{ 'Fn::Transform': {} }, 'the intrinsic function Fn::Transform is not supported'],
    [{ Ref: 'Given' }, 'the parameter Given has no value'],
    [{ 'Fn::ImportValue': 'x' }, 'no stack exports x'],
    [{ 'Fn::GetAtt': ['Role', 'Shape'] }, 'the attribute Shape of Role (AWS::IAM::Role) is not known'],
  ])('%j names what is wrong, and where', (value, message) => {
    expect(() => resolved(value, rest)).toThrow(`S/Fn (AWS::Lambda::Function): ${message}`);
  });
  test('exports of one stack reach another, in either order', () => {
    const output = { Value: { 'Fn::GetAtt': ['Role', 'Arn'] }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:arn' } } };
    const { functions } = readStacks({
      A: { Resources: { Role: role, Fn: fn({ V: { 'Fn::ImportValue': 'B:arn' } }) } },
      B: { Resources: { Role: role }, Outputs: { O: output } },
    });
    expect(functions[0]?.environment.V).toBe('arn:aws:iam::000000000000:role/B-Role');
  });
  test('a secret is generated and filled in', () => {
    const Secret = { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: { PasswordLength: 20 } } };
    const V = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString:::}}']] };
    expect(readStacks({ S: { Resources: { Role: role, Secret, Fn: fn({ V }) } } }).functions[0]?.environment.V).toBe('S-Secret:20');
  });
});

describe('refused with its name is', () => {
  const refuse = (resources: object) => () => readStacks({ S: { Resources: { Role: role, ...resources } } });
  test('a runtime other than the pinned one', () => {
    const old = fn({});
    old.Properties.Runtime = 'nodejs18.x';
    expect(refuse({ Fn: old })).toThrow('S/Fn (AWS::Lambda::Function): Properties.Runtime');
  });
  test('a handler that is not in the bundle', () => {
    const lost = fn({});
    lost.Properties.Handler = 'gone.run';
    expect(refuse({ Fn: lost })).toThrow('there is no gone.run in');
  });
  test('a policy condition that cannot be evaluated', () => {
    const PolicyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: { IpAddress: { a: 'b' } } }] };
    const policy = { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument, Roles: [{ Ref: 'Role' }] } };
    expect(refuse({ P: policy })).toThrow('S/P (AWS::IAM::Policy): unknown condition operator IpAddress');
  });
  test('a managed policy that is not known', () => {
    const open = { ...role, Properties: { ...role.Properties, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] } };
    expect(refuse({ Open: open })).toThrow('AdministratorAccess is not known');
  });
  test('a schedule that cannot be read', () => {
    const schedule = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: { ScheduleExpression: 'cron(0 0 * * * *)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: 'arn:aws:lambda:x', RoleArn: 'r' } },
    };
    expect(refuse({ Nightly: schedule })).toThrow('S/Nightly (AWS::Scheduler::Schedule): exactly one of day-of-month');
  });
});

describe('the small office', () => {
  let template: Template;
  beforeAll(() => {
    synthFixture(join(folder.path, 'cdk.out'));
    template = read(join(folder.path, 'cdk.out'));
  });

  test('has its tables and buckets', () => {
    expect(template.tables).toMatchObject([
      {
        create: {
          TableName: 'Core-Records091F6ECA',
          BillingMode: 'PAY_PER_REQUEST',
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
          GlobalSecondaryIndexes: [{ IndexName: 'gsi1', Projection: { ProjectionType: 'ALL' } }],
        },
        ttlAttribute: 'expires',
      },
    ]);
    expect(template.buckets).toMatchObject([
      {
        name: 'core-files8e6940b8',
        versioning: true,
        objectLock: { mode: 'COMPLIANCE', days: 30 },
        cors: [{ allowedMethods: ['PUT'], allowedOrigins: ['*'] }],
        lifecycle: [{ isEnabled: true, noncurrentDays: 60 }],
        policy: { Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] },
      },
    ]);
  });

  test('has its functions with the role of each', () => {
    const work = template.functions.find(({ export: name }) => name === 'work');
    expect(work).toMatchObject({ timeoutSeconds: 5, memoryMb: 256, environment: { TABLE: 'Core-Records091F6ECA', BUCKET: 'core-files8e6940b8' } });
    const actions = JSON.stringify(template.rolePolicies[work?.roleArn ?? '']);
    expect(actions).toContain('arn:aws:dynamodb:us-east-1:000000000000:table/Core-Records091F6ECA/index/*');
    expect(actions).toContain('arn:aws:s3:::core-files8e6940b8/*');
    expect(template.functions.map(({ export: name }) => name).toSorted()).toEqual(['audit', 'door', 'gate', 'intruder', 'work']);
  });

  test('has its routes with their authorizer', () => {
    const [api] = template.apis;
    expect(api).toMatchObject({ stage: '$default', cors: { origins: ['http://127.0.0.1:5173'] } });
    expect(api?.routes.map(({ key, authorizer }) => [key, authorizer?.kind])).toEqual([
      ['ANY /records/{id}', 'lambda'],
      ['POST /flows', 'lambda'],
      ['ANY /flows/{proxy+}', 'lambda'],
      ['ANY /intruder', undefined],
      ['ANY /echo/{name}', undefined],
    ]);
    expect(api?.routes[0]?.authorizer).toMatchObject({ ttlSeconds: 300, identitySources: ['$request.header.Authorization'] });
  });

  test('has its flow with the placeholders filled in', () => {
    const [machine] = template.machines;
    const { States } = JSON.parse(machine?.definition ?? '{}');
    expect(States.Ask.Resource).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken');
    expect(States.Ask.Arguments.FunctionName).toBe(template.functions.find(({ export: name }) => name === 'work')?.arn);
    expect(template.rolePolicies).toHaveProperty([machine?.roleArn ?? '']);
  });

  test('has its schedule and its stream', () => {
    expect(template.schedules).toMatchObject([{ expression: 'cron(30 8 * * ? *)', timeZone: 'Asia/Shanghai', targets: [{ input: '{"tick":true}' }] }]);
    expect(template.mappings).toMatchObject([
      {
        tableName: 'Core-Records091F6ECA',
        batchSize: 10,
        isBisecting: true,
        isPartial: true,
        retries: 1,
        startsAt: 'TRIM_HORIZON',
        filters: [{ eventName: ['INSERT', 'MODIFY'] }],
      },
    ]);
  });
});
