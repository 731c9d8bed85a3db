import type { BucketOptions } from '../s3/buckets.ts';
import { callersPolicy } from './access.ts';
import type { Declarations } from './declared.ts';
import type { Properties } from './schemas.ts';
import type { Table } from './types.ts';

/**
 * The tables, in the words of CreateTable.
 *
 * @example
 * for (const { create } of readTables(declarations)) await call('CreateTable', create)
 */
export function readTables(declarations: Declarations): Table[] {
  const plain = declarations.of('AWS::DynamoDB::Table').map(({ name, properties }) => toTable(name, properties, properties.DeletionProtectionEnabled));
  const replicated = declarations
    .of('AWS::DynamoDB::GlobalTable')
    .map(({ name, properties }) => toTable(name, properties, properties.Replicas[0]?.DeletionProtectionEnabled));
  return [...plain, ...replicated];
}

type TableProperties = Pick<
  Properties<'AWS::DynamoDB::Table'>,
  'KeySchema' | 'AttributeDefinitions' | 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes' | 'StreamSpecification' | 'TimeToLiveSpecification'
>;

function toTable(name: string, properties: TableProperties, isProtected: boolean | undefined): Table {
  const { GlobalSecondaryIndexes, LocalSecondaryIndexes, StreamSpecification, TimeToLiveSpecification } = properties;
  return {
    create: {
      TableName: name,
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      ...(GlobalSecondaryIndexes?.length
        ? {
            GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
              IndexName,
              KeySchema,
              Projection,
            })),
          }
        : {}),
      ...(LocalSecondaryIndexes?.length ? { LocalSecondaryIndexes } : {}),
      ...(StreamSpecification ? { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } } : {}),
      ...(isProtected ? { DeletionProtectionEnabled: true } : {}),
    },
    ttlAttribute: TimeToLiveSpecification?.Enabled ? TimeToLiveSpecification.AttributeName : undefined,
  };
}

/**
 * The buckets with their rules and policies.
 *
 * @example
 * const buckets = readBuckets(declarations)
 */
export function readBuckets(declarations: Declarations): BucketOptions[] {
  const policies = new Map(
    declarations.of('AWS::S3::BucketPolicy').map(({ properties, fail }) => [properties.Bucket, callersPolicy(properties.PolicyDocument, fail)] as const),
  );
  return declarations.of('AWS::S3::Bucket').map(({ name, properties }) => {
    const { ObjectLockConfiguration, CorsConfiguration, LifecycleConfiguration } = properties;
    const retention = ObjectLockConfiguration?.Rule?.DefaultRetention;
    return {
      name,
      // CloudFormation switches versioning on with the lock.
      versioning: properties.VersioningConfiguration?.Status === 'Enabled' || properties.ObjectLockEnabled === true,
      objectLock: properties.ObjectLockEnabled ? { mode: retention?.Mode, days: retention?.Days, years: retention?.Years } : undefined,
      cors: CorsConfiguration?.CorsRules.map((rule) => ({
        allowedOrigins: rule.AllowedOrigins,
        allowedMethods: rule.AllowedMethods,
        allowedHeaders: rule.AllowedHeaders,
        exposedHeaders: rule.ExposedHeaders,
        maxAgeSeconds: rule.MaxAge,
      })),
      lifecycle: LifecycleConfiguration?.Rules.map((rule) => ({
        id: rule.Id,
        isEnabled: rule.Status === 'Enabled',
        prefix: rule.Prefix,
        expirationDays: rule.ExpirationInDays,
        expiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
        noncurrentDays: rule.NoncurrentVersionExpiration?.NoncurrentDays,
        newerNoncurrentVersions: rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions,
        abortIncompleteUploadDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
      })),
      policy: policies.get(name),
    };
  });
}
