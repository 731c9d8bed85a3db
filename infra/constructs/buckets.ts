import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  HttpMethods,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** What every bucket of the office has. */
const closed = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN,
} as const satisfies BucketProps;

/** Days that access logs are kept: the law asks for six months (Cybersecurity Law, article 21), a year covers the yearly audit. */
const logDays = 400;

/**
 * The bucket that the others log their accesses to.
 *
 * @example
 * const logs = createLogBucket(stack, 'AccessLogs')
 */
export function createLogBucket(scope: Construct, id: string, options: { isForEdge?: boolean } = {}): Bucket {
  const bucket = new Bucket(scope, id, {
    ...closed,
    // CloudFront delivers its logs by access control list; nothing else here does.
    objectOwnership: options.isForEdge ? ObjectOwnership.BUCKET_OWNER_PREFERRED : closed.objectOwnership,
    lifecycleRules: [{ expiration: Duration.days(logDays) }],
  });
  acknowledge(bucket, { 'AwsSolutions-S1': 'It holds the access logs of the other buckets; logging its own accesses would feed itself.' });
  return bucket;
}

/**
 * The archive: every version is locked in COMPLIANCE mode, so nobody, the account's owner included, can delete it before its
 * day. Objects carry the retention of their class; `defaultRetentionDays` is the floor of whatever is put without one.
 *
 * @example
 * const archive = createArchiveBucket(stack, 'Archive', { logs, defaultRetentionDays: 365 })
 */
export function createArchiveBucket(scope: Construct, id: string, options: { logs: IBucket; defaultRetentionDays: number }): Bucket {
  const { logs, defaultRetentionDays } = options;
  if (!Number.isInteger(defaultRetentionDays) || defaultRetentionDays < 1)
    throw new Error(`expected defaultRetentionDays to be a whole number of days, got ${defaultRetentionDays}`);
  return new Bucket(scope, id, {
    ...closed,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(defaultRetentionDays)),
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: 'archive/',
  });
}

/**
 * The inbox: what people send straight from the browser, until it is checked and moved to the archive or two days have passed.
 *
 * @example
 * const inbox = createInboxBucket(stack, 'Inbox', { logs, origin: 'https://office.example.cn' })
 */
export const createInboxBucket = (scope: Construct, id: string, options: { logs: IBucket; origin: string }): Bucket =>
  new Bucket(scope, id, {
    ...closed,
    cors: [{ allowedMethods: [HttpMethods.PUT], allowedOrigins: [options.origin], allowedHeaders: ['*'], maxAge: 3600 }],
    lifecycleRules: [{ expiration: Duration.days(2), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    serverAccessLogsBucket: options.logs,
    serverAccessLogsPrefix: 'inbox/',
  });

/**
 * The files of the console.
 *
 * @example
 * const site = createSiteBucket(stack, 'Site', { logs })
 */
export const createSiteBucket = (scope: Construct, id: string, options: { logs: IBucket }): Bucket =>
  new Bucket(scope, id, { ...closed, versioned: true, serverAccessLogsBucket: options.logs, serverAccessLogsPrefix: 'site/' });
