import type { Bucket } from './buckets.ts';
import type { Call } from './call.ts';
import type { Headers } from './digest.ts';
import { refuse } from './errors.ts';
import { toLegalHold, toRetention } from './lock.ts';
import { tagsFromHeader } from './tags.ts';
import type { Draft } from './versions.ts';

const keptHeaders = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'];
/** S3's limit for the names and values of x-amz-meta-* together. */
const maxMetadataBytes = 2048;

/** The x-amz-* headers {@link readDraft} understands, beside x-amz-meta-*. */
export const draftHeaders = [
  'x-amz-tagging',
  'x-amz-storage-class',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
];

/**
 * Reads what a client says of a new object: headers to give back, metadata, tags, lock.
 *
 * @example
 * const draft = readDraft(call.headers, call.bucket(), clock.now())
 */
export function readDraft(headers: Headers, bucket: Bucket, now: number): Draft {
  const storageClass = headers['x-amz-storage-class'];
  if (storageClass !== undefined && storageClass !== 'STANDARD')
    throw refuse('NotImplemented', `The storage class ${storageClass} is not implemented.`, { detail: { Header: 'x-amz-storage-class' } });
  const retention = toRetention(headers['x-amz-object-lock-mode'], headers['x-amz-object-lock-retain-until-date'], now);
  const legalHold = toLegalHold(headers['x-amz-object-lock-legal-hold']);
  if ((retention || legalHold) && !bucket.isLockEnabled) throw refuse('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  return {
    headers: { ...readKept(headers), ...readMetadata(headers) },
    tags: tagsFromHeader(headers['x-amz-tagging']),
    lock: { retention, legalHold },
  };
}

/**
 * Demands the permissions that tags and locks need beside s3:PutObject.
 *
 * @example
 * demandDraft(call, draft)
 */
export function demandDraft(call: Pick<Call, 'demand'>, draft: Draft, target?: { key: string }): void {
  if (draft.tags.length > 0) call.demand('s3:PutObjectTagging', target);
  if (draft.lock.retention) call.demand('s3:PutObjectRetention', target);
  if (draft.lock.legalHold) call.demand('s3:PutObjectLegalHold', target);
}

/**
 * Refuses what could not be given back as a header. Form fields and URL parameters may hold anything; a file name in
 * Chinese belongs into `filename*=UTF-8''…`.
 *
 * @example
 * checkHeader('content-type', 'application/pdf')
 */
export function checkHeader(name: string, value: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw refuse('InvalidArgument', `${name} is no name of a header.`);
  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) throw refuse('InvalidArgument', `Header value cannot be represented using ISO-8859-1: ${name}`);
  return value;
}

function readKept(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = headers[name];
    if (value) kept[name] = checkHeader(name, value);
  }
  const codings = (headers['content-encoding'] ?? '').split(',').map((coding) => coding.trim());
  // aws-chunked is how the body travelled, not what it is.
  const encoding = codings.filter((coding) => coding && coding !== 'aws-chunked').join(',');
  if (encoding) kept['content-encoding'] = checkHeader('content-encoding', encoding);
  return kept;
}

function readMetadata(headers: Headers): Record<string, string> {
  const metadata: Record<string, string> = {};
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-meta-') || value === undefined) continue;
    metadata[name] = checkHeader(name, value);
    bytes += name.length - 'x-amz-meta-'.length + Buffer.byteLength(value, 'latin1');
  }
  if (bytes > maxMetadataBytes) throw refuse('MetadataTooLarge');
  return metadata;
}
