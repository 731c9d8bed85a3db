import { readDocument, readText } from './body.ts';
import { newBucket, saveBucket } from './buckets.ts';
import type { Call, Reply } from './call.ts';
import { refuse } from './errors.ts';
import { childText, expectChildren, parseXml, toXml } from './xml.ts';

/**
 * ListBuckets.
 *
 * @example
 * const reply = listBuckets(call)
 */
export function listBuckets(call: Call): Reply {
  const buckets = [...call.service.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const Bucket = buckets.map(({ name, created }) => ({ Name: name, CreationDate: new Date(created).toISOString() }));
  const document = toXml('ListAllMyBucketsResult', { Buckets: { Bucket }, Owner: { ID: call.service.account } });
  return { status: 200, document };
}

/**
 * CreateBucket.
 *
 * @example
 * const reply = await createBucket(call)
 */
export async function createBucket(call: Call): Promise<Reply> {
  const { store, buckets, clock, region } = call.service;
  const text = await readText(call, { needsDigest: false });
  if (text !== '') {
    const configuration = parseXml(text, 'CreateBucketConfiguration');
    expectChildren(configuration, ['LocationConstraint']);
    const location = childText(configuration, 'LocationConstraint');
    if (location !== undefined && location !== region)
      throw refuse('IllegalLocationConstraintException', `The ${location} location constraint is incompatible with ${region}.`);
  }
  if (buckets.has(call.bucketName)) throw refuse('BucketAlreadyOwnedByYou');
  const isLockEnabled = call.headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true';
  const bucket = newBucket(call.bucketName, { isLockEnabled, now: clock.now() });
  // At once, so that a second request for the name is refused while the first is being written.
  buckets.set(bucket.name, bucket);
  await saveBucket(store, bucket).catch((error) => {
    buckets.delete(bucket.name);
    throw error;
  });
  return { status: 200, headers: { location: `/${bucket.name}` } };
}

/**
 * HeadBucket.
 *
 * @example
 * const reply = headBucket(call)
 */
export function headBucket(call: Call): Reply {
  call.bucket();
  return { status: 200, headers: { 'x-amz-bucket-region': call.service.region } };
}

/**
 * GetBucketVersioning.
 *
 * @example
 * const reply = getVersioning(call)
 */
export function getVersioning(call: Call): Reply {
  const { versioning } = call.bucket();
  return { status: 200, document: toXml('VersioningConfiguration', { Status: versioning ?? undefined }) };
}

/**
 * PutBucketVersioning: on, or suspended where no Object Lock stands.
 *
 * @example
 * const reply = await putVersioning(call)
 */
export async function putVersioning(call: Call): Promise<Reply> {
  const bucket = call.bucket();
  const document = await readDocument(call, 'VersioningConfiguration', { needsDigest: true });
  expectChildren(document, ['Status']);
  const status = childText(document, 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw refuse('MalformedXML');
  if (bucket.isLockEnabled && status !== 'Enabled')
    throw refuse('InvalidBucketState', 'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.');
  const changed = { ...bucket, versioning: status } as const;
  await saveBucket(call.service.store, changed);
  call.service.buckets.set(bucket.name, changed);
  return { status: 200 };
}

/**
 * GetObjectLockConfiguration.
 *
 * @example
 * const reply = getLockConfiguration(call)
 */
export function getLockConfiguration(call: Call): Reply {
  const { isLockEnabled, defaultRetention: rule } = call.bucket();
  if (!isLockEnabled) throw refuse('ObjectLockConfigurationNotFoundError');
  const Rule = rule ? { DefaultRetention: { Mode: rule.mode, Days: rule.days, Years: rule.years } } : undefined;
  return { status: 200, document: toXml('ObjectLockConfiguration', { ObjectLockEnabled: 'Enabled', Rule }) };
}

/**
 * GetBucketCors.
 *
 * @example
 * const reply = getCors(call)
 */
export function getCors(call: Call): Reply {
  const { cors } = call.bucket();
  if (cors.length === 0) throw refuse('NoSuchCORSConfiguration');
  const CORSRule = cors.map((rule) => ({
    AllowedOrigin: rule.allowedOrigins,
    AllowedMethod: rule.allowedMethods,
    AllowedHeader: rule.allowedHeaders,
    ExposeHeader: rule.exposedHeaders,
    MaxAgeSeconds: rule.maxAgeSeconds,
  }));
  return { status: 200, document: toXml('CORSConfiguration', { CORSRule }) };
}

/**
 * GetBucketLifecycleConfiguration.
 *
 * @example
 * const reply = getLifecycle(call)
 */
export function getLifecycle(call: Call): Reply {
  const { lifecycle } = call.bucket();
  if (lifecycle.length === 0) throw refuse('NoSuchLifecycleConfiguration');
  const Rule = lifecycle.map((rule, index) => ({
    ID: rule.id ?? `rule-${index + 1}`,
    Filter: { Prefix: rule.prefix ?? '' },
    Status: rule.isEnabled ? 'Enabled' : 'Disabled',
    Expiration:
      rule.expirationDays === undefined && rule.expiredObjectDeleteMarker === undefined
        ? undefined
        : { Days: rule.expirationDays, ExpiredObjectDeleteMarker: rule.expiredObjectDeleteMarker },
    NoncurrentVersionExpiration:
      rule.noncurrentDays === undefined ? undefined : { NoncurrentDays: rule.noncurrentDays, NewerNoncurrentVersions: rule.newerNoncurrentVersions },
    AbortIncompleteMultipartUpload: rule.abortIncompleteUploadDays === undefined ? undefined : { DaysAfterInitiation: rule.abortIncompleteUploadDays },
  }));
  return { status: 200, document: toXml('LifecycleConfiguration', { Rule }) };
}
