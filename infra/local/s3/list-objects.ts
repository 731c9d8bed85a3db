import { type Call, checkVersionId, type Reply, wholeNumber } from './call.ts';
import { refuse } from './errors.ts';
import { afterPrefix, commonPrefix, listPage, type Position } from './listing.ts';
import { findVersion, type Version } from './versions.ts';
import { toXml } from './xml.ts';

const maxEntries = 1000;
const start: Position = { key: '', isAfter: false };

/**
 * ListObjectsV2.
 *
 * @example
 * const reply = listObjects(call)
 */
export function listObjects(call: Call): Reply {
  if (call.query.get('list-type') !== '2') throw refuse('InvalidArgument', 'Invalid list-type: only 2 is implemented');
  const query = readQuery(call);
  const token = call.query.get('continuation-token');
  const startAfter = call.query.get('start-after');
  const from = token !== null ? fromToken(token) : startAfter ? { key: startAfter, isAfter: true } : start;
  const page = listPage(call.service.store, { ...query, from, allVersions: false });
  const { encode } = query;
  const document = toXml('ListBucketResult', {
    Name: call.bucketName,
    Prefix: encode(query.prefix),
    Delimiter: query.delimiter === '' ? undefined : encode(query.delimiter),
    StartAfter: startAfter === null ? undefined : encode(startAfter),
    EncodingType: call.query.get('encoding-type') ?? undefined,
    MaxKeys: query.limit,
    KeyCount: page.versions.length + page.prefixes.length,
    IsTruncated: page.next !== undefined,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: page.next && toToken(page.next.position),
    Contents: page.versions.map((version) => ({ Key: encode(version.key), ...describe(version) })),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
  return { status: 200, document };
}

/**
 * ListObjectVersions: versions and delete markers, newest first within a key.
 *
 * @example
 * const reply = listVersions(call)
 */
export function listVersions(call: Call): Reply {
  const query = readQuery(call);
  const page = listPage(call.service.store, { ...query, from: readMarkers(call, query), allVersions: true });
  const { encode } = query;
  const identify = ({ key, versionId, isLatest }: Version) => ({ Key: encode(key), VersionId: versionId, IsLatest: isLatest });
  const document = toXml('ListVersionsResult', {
    Name: call.bucketName,
    Prefix: encode(query.prefix),
    Delimiter: query.delimiter === '' ? undefined : encode(query.delimiter),
    EncodingType: call.query.get('encoding-type') ?? undefined,
    KeyMarker: encode(call.query.get('key-marker') ?? ''),
    VersionIdMarker: call.query.get('version-id-marker') ?? '',
    MaxKeys: query.limit,
    IsTruncated: page.next !== undefined,
    NextKeyMarker: page.next && encode(page.next.last.key),
    NextVersionIdMarker: page.next?.last.versionId,
    Version: page.versions.filter((one) => !one.isMarker).map((one) => ({ ...identify(one), ...describe(one) })),
    DeleteMarker: page.versions.filter((one) => one.isMarker).map((one) => ({ ...identify(one), LastModified: new Date(one.modified).toISOString() })),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
  return { status: 200, document };
}

function describe(version: Version) {
  return {
    LastModified: new Date(version.modified).toISOString(),
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: version.checksum.algorithm,
    ChecksumType: version.checksum.type,
    Size: version.sizeBytes,
    StorageClass: 'STANDARD',
  };
}

function readQuery(call: Call) {
  const encoding = call.query.get('encoding-type');
  if (encoding !== null && encoding !== 'url') throw refuse('InvalidArgument', 'Invalid Encoding Method specified in Request');
  return {
    bucket: call.bucket().name,
    prefix: call.query.get('prefix') ?? '',
    delimiter: call.query.get('delimiter') ?? '',
    limit: Math.min(wholeNumber(call, 'max-keys', maxEntries), maxEntries),
    encode: encoding === 'url' ? encodeKey : (text: string) => text,
  };
}

/**
 * A client that empties a bucket deletes a page and then asks for the next one: the version its marker names is gone,
 * and what is left of that key must still be listed.
 */
function readMarkers(call: Call, query: { bucket: string; prefix: string; delimiter: string }): Position {
  const key = call.query.get('key-marker');
  const marker = call.query.get('version-id-marker');
  if (!key) {
    if (marker) throw refuse('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
    return start;
  }
  if (!marker) return commonPrefix(key, query) === key ? (afterPrefix(key) ?? { key, isAfter: true }) : { key, isAfter: true };
  const version = findVersion(call.service.store, { bucket: query.bucket, key, versionId: checkVersionId(marker) });
  return version ? { key, isAfter: true, seq: version.seq } : { key, isAfter: false };
}

function toToken(position: Position): string {
  return Buffer.from(JSON.stringify([position.key, position.isAfter])).toString('base64url');
}

function fromToken(token: string): Position {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(value) && typeof value[0] === 'string') return { key: value[0], isAfter: value[1] === true };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw refuse('InvalidArgument', 'The continuation token provided is incorrect');
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}
