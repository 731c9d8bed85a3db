import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { importedArn, type Pattern } from './acknowledge.ts';
import { flowArn, flowStatements } from './flow.ts';

/** What a function gets to use a service beside the tables. */
export type ServiceGrant = {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
  readonly patterns: readonly Pattern[];
};

type BucketRow = { readonly isBucketItself?: boolean; readonly actions: readonly string[]; readonly isWriting?: boolean };

/** What functions do with the buckets. Nobody deletes: the inbox empties itself, the archive is locked. */
const bucketRows = {
  archive: [{ actions: ['GetObject', 'GetObjectVersion'] }, { actions: ['PutObject', 'PutObjectRetention'], isWriting: true }],
  inbox: [
    { actions: ['GetObject'] },
    // Without it S3 answers 403 for a file that never arrived, which could not be told from a refusal.
    { actions: ['ListBucket'], isBucketItself: true },
    { actions: ['PutObject'], isWriting: true },
  ],
} as const satisfies Record<string, readonly BucketRow[]>;

/**
 * The use of a bucket: its name in `ARCHIVE_BUCKET` or `INBOX_BUCKET`. A function that only reads gets no right to write.
 *
 * @example
 * grantBucket('archive', { bucket, isReading: true })
 */
export function grantBucket(name: keyof typeof bucketRows, options: { bucket: IBucket; isReading: boolean }): ServiceGrant {
  const { bucket, isReading } = options;
  const arn = importedArn(bucket, bucket.bucketArn);
  const objects = `${arn}/*`;
  const rows: readonly BucketRow[] = bucketRows[name];
  return {
    environment: { [`${name.toUpperCase()}_BUCKET`]: bucket.bucketName },
    statements: rows
      .filter(({ isWriting }) => !(isWriting && isReading))
      .map(
        ({ actions, isBucketItself }) => new PolicyStatement({ actions: actions.map((action) => `s3:${action}`), resources: [isBucketItself ? arn : objects] }),
      ),
    patterns: [{ arn: objects, reason: 'The keys are content addresses, which are not known before the files are.' }],
  };
}

/**
 * The use of the flows: the ARN of each in a variable such as `CONTRACT_FILING_MACHINE`.
 *
 * @example
 * grantFlows(stack, { machines: { 'contract-filing': 'anchang-contract-filing' }, isReading: false })
 */
export function grantFlows(scope: Construct, options: { machines: Readonly<Record<string, string>>; isReading: boolean }): ServiceGrant {
  const { machines, isReading } = options;
  const variables = Object.entries(machines).map(([flow, name]) => [`${flow.toUpperCase().replaceAll('-', '_')}_MACHINE`, flowArn(scope, name)]);
  const grants = Object.values(machines).map((name) => flowStatements(scope, name, { isReading }));
  return {
    environment: Object.fromEntries(variables),
    statements: grants.flatMap(({ statements }) => statements),
    patterns: grants.map(({ executions }) => ({ arn: executions, reason: 'Executions are named by the records they follow.' })),
  };
}

/**
 * The sending of webhooks: networks that are reached although they are not public, in `WEBHOOK_NETWORKS`.
 *
 * @example
 * grantWebhooks('10.1.0.0/16')
 */
export const grantWebhooks = (networks: string): ServiceGrant => ({ environment: { WEBHOOK_NETWORKS: networks }, statements: [], patterns: [] });
