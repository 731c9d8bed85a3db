import { storeBody, storeStream } from './body.ts';
import { type Call, checkVersionId, type Reply } from './call.ts';
import { findAlgorithm } from './checksums.ts';
import { checkWrite, isNotModified } from './conditions.ts';
import { type Digest, type Headers, readExpectation } from './digest.ts';
import { demandDraft, readDraft } from './draft.ts';
import { refuse } from './errors.ts';
import { checksumHeaders, versionHeader } from './read-object.ts';
import { addVersion, type Content, type Draft, findVersion, type Version } from './versions.ts';
import { toXml } from './xml.ts';

/**
 * PutObject: the bytes reach the disk first, then the version is published, if its conditions still hold.
 *
 * @example
 * const reply = await putObject(call)
 */
export async function putObject(call: Call): Promise<Reply> {
  const { store, clock } = call.service;
  const bucket = call.bucket();
  const draft = readDraft(call.headers, bucket, clock.now());
  demandDraft(call, draft);
  const expected = readExpectation(call.headers, call.payload.hash);
  const isLocked = draft.lock.retention !== null || bucket.defaultRetention !== null;
  if (isLocked && expected.value === undefined && !expected.isInTrailer && expected.md5 === undefined)
    throw refuse('InvalidRequest', 'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters');
  // Once before the body, to save the upload; the one that counts is in publish.
  checkWrite(call.headers, findVersion(store, { bucket: bucket.name, key: call.key }));
  const { id, digest } = await storeBody(call, expected);
  const content = toContent(id, digest);
  const { versionId } = await publish(call, { key: call.key, draft, content, conditions: call.headers });
  const headers = { etag: `"${digest.etag}"`, ...checksumHeaders(content.checksum), ...versionHeader(call, versionId) };
  return { status: 200, headers };
}

/**
 * CopyObject. The bytes are read and written anew, which gives the copy a life of its own and finds a source that has
 * rotted on the disk.
 *
 * @example
 * const reply = await copyObject(call)
 */
export async function copyObject(call: Call): Promise<Reply> {
  const { store, clock } = call.service;
  const source = findSource(call);
  if (isNotModified(call.headers, source, 'x-amz-copy-source-')) throw refuse('PreconditionFailed');
  const fresh = readDraft(call.headers, call.bucket(), clock.now());
  const replacesHeaders = directive(call.headers, 'x-amz-metadata-directive');
  const replacesTags = directive(call.headers, 'x-amz-tagging-directive');
  if (source.bucket === call.bucketName && source.key === call.key && source.isLatest && !replacesHeaders && !replacesTags)
    throw refuse('InvalidRequest', "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.");
  const draft: Draft = {
    headers: replacesHeaders ? fresh.headers : source.headers,
    tags: replacesTags ? fresh.tags : source.tags,
    lock: fresh.lock,
  };
  demandDraft(call, draft);
  const algorithm = findAlgorithm(call.headers['x-amz-checksum-algorithm'] ?? source.checksum.algorithm);
  if (!algorithm) throw refuse('InvalidRequest', 'Checksum algorithm provided is unsupported.');
  const expected = { algorithm, isInTrailer: false, sizeBytes: source.sizeBytes };
  const release = store.blobs.pin(source.pieces);
  const bytes = store.blobs.read(source.pieces, { start: 0, end: source.sizeBytes - 1 });
  const { id, digest } = await storeStream(store, expected, { source: bytes, trailers: {} }).finally(release);
  if (digest.sha256 !== source.sha256) {
    store.blobs.remove([id]);
    throw refuse('InternalError', 'The data of the source object does not match its recorded SHA-256.');
  }
  const content = toContent(id, digest);
  const { versionId } = await publish(call, { key: call.key, draft, content, conditions: call.headers });
  const headers = versionHeader(call, versionId);
  if (call.service.buckets.get(source.bucket)?.versioning) headers['x-amz-copy-source-version-id'] = source.versionId;
  const document = toXml('CopyObjectResult', {
    ETag: `"${digest.etag}"`,
    LastModified: new Date(clock.now()).toISOString(),
    ChecksumType: content.checksum.type,
    [`Checksum${digest.algorithm}`]: digest.checksum,
  });
  return { status: 200, headers, document };
}

/**
 * Publishes bytes that are on the disk as a new version, if the conditions hold at that moment; removes them if not.
 *
 * @example
 * const { versionId } = await publish(call, { key, draft, content, conditions: call.headers })
 */
export async function publish(call: Call, object: { key: string; draft: Draft; content: Content; conditions: Headers }): Promise<{ versionId: string }> {
  const { store, clock } = call.service;
  const bucket = call.bucket();
  try {
    return await store.write((transaction) => {
      checkWrite(object.conditions, findVersion(store, { bucket: bucket.name, key: object.key }));
      return addVersion(store, transaction, { ...object, bucket, now: clock.now() });
    });
  } catch (error) {
    store.blobs.remove(object.content.pieces.map((piece) => piece.id));
    throw error;
  }
}

/**
 * A digested data file as the content of an object.
 *
 * @example
 * const content = toContent(id, digest)
 */
export function toContent(id: string, digest: Digest): Content {
  return {
    pieces: [{ id, sizeBytes: digest.sizeBytes }],
    sizeBytes: digest.sizeBytes,
    etag: digest.etag,
    sha256: digest.sha256,
    checksum: { algorithm: digest.algorithm, value: digest.checksum, type: 'FULL_OBJECT' },
  };
}

function findSource(call: Call): Version {
  const [, bucket, encodedKey, encodedVersion] = /^\/?([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(call.headers['x-amz-copy-source'] ?? '') ?? [];
  if (!bucket || !encodedKey) throw refuse('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  const key = decodeURIComponent(encodedKey);
  const versionId = encodedVersion === undefined ? undefined : checkVersionId(decodeURIComponent(encodedVersion));
  if (!call.service.buckets.has(bucket)) throw refuse('NoSuchBucket', undefined, { detail: { BucketName: bucket } });
  call.demand(versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', { bucket, key, versionId });
  const version = findVersion(call.service.store, { bucket, key, versionId });
  if (version && !version.isMarker) return version;
  if (!call.allows('s3:ListBucket', { bucket, key: '' })) throw refuse('AccessDenied');
  if (version && versionId !== undefined)
    throw refuse('InvalidRequest', 'The source of a copy request may not specifically refer to a delete marker by version id.');
  throw refuse(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion', undefined, { detail: { Key: key } });
}

function directive(headers: Headers, name: string): boolean {
  const value = headers[name] ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE') throw refuse('InvalidArgument', `Unknown ${name}: ${value}`);
  return value === 'REPLACE';
}
