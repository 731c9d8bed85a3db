import { type Call, type Reply, versionIdOf } from './call.ts';
import { checksumHeader } from './checksums.ts';
import { isNotModified, toRange } from './conditions.ts';
import { checkHeader } from './draft.ts';
import { refuse } from './errors.ts';
import { type Checksum, findVersion, type Version } from './versions.ts';

/** Query parameters of a read that replace a header of the answer. */
export const overrides: Record<string, string> = {
  'response-content-type': 'content-type',
  'response-content-language': 'content-language',
  'response-content-encoding': 'content-encoding',
  'response-content-disposition': 'content-disposition',
  'response-cache-control': 'cache-control',
  'response-expires': 'expires',
};

/**
 * The object a request reads. Who may not list the bucket learns AccessDenied instead of what does not exist.
 *
 * @example
 * const version = currentVersion(call)
 */
export function currentVersion(call: Call): Version {
  const versionId = versionIdOf(call);
  const version = findVersion(call.service.store, { bucket: call.bucket().name, key: call.key, versionId });
  const canList = call.allows('s3:ListBucket', { key: '' });
  if (!version) {
    if (!canList) throw refuse('AccessDenied');
    const detail: Record<string, string> = { Key: call.key };
    if (versionId !== undefined) detail.VersionId = versionId;
    throw refuse(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion', undefined, { detail });
  }
  if (!version.isMarker) return version;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  if (versionId !== undefined) {
    const modified = new Date(version.modified).toUTCString();
    throw refuse('MethodNotAllowed', undefined, { headers: { ...headers, allow: 'DELETE', 'last-modified': modified } });
  }
  if (!canList) throw refuse('AccessDenied');
  throw refuse('NoSuchKey', undefined, { detail: { Key: call.key }, headers });
}

/**
 * GetObject, and HeadObject when the server leaves the bytes out.
 *
 * @example
 * const reply = getObject(call)
 */
export function getObject(call: Call): Reply {
  const version = currentVersion(call);
  const headers = objectHeaders(call, version);
  if (isNotModified(call.headers, version)) return { status: 304, headers };
  for (const [parameter, header] of Object.entries(overrides)) {
    const value = call.query.get(parameter);
    if (value !== null) headers[header] = checkHeader(header, value);
  }
  const range = toRange(call.headers.range, version.sizeBytes);
  const { start, end } = range ?? { start: 0, end: version.sizeBytes - 1 };
  headers['content-length'] = String(end - start + 1);
  if (range) headers['content-range'] = `bytes ${start}-${end}/${version.sizeBytes}`;
  const isWhole = end - start + 1 === version.sizeBytes;
  if (isWhole && call.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED') Object.assign(headers, checksumHeaders(version.checksum));
  const release = call.service.store.blobs.pin(version.pieces);
  return { status: range ? 206 : 200, headers, data: { pieces: version.pieces, start, end, release } };
}

/**
 * The headers that carry an object's checksum.
 *
 * @example
 * Object.assign(headers, checksumHeaders(version.checksum))
 */
export function checksumHeaders(checksum: Checksum): Record<string, string> {
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/**
 * The header that names a version, where the bucket has versions at all.
 *
 * @example
 * const headers = versionHeader(call, 'null')
 */
export function versionHeader(call: Call, versionId: string): Record<string, string> {
  return call.bucket().versioning === null ? {} : { 'x-amz-version-id': versionId };
}

function objectHeaders(call: Call, version: Version): Record<string, string> {
  const { retention, legalHold } = version.lock;
  return {
    'content-type': 'binary/octet-stream',
    ...version.headers,
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modified).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(call, version.versionId),
    ...(version.tags.length > 0 && { 'x-amz-tagging-count': String(version.tags.length) }),
    ...(retention && {
      'x-amz-object-lock-mode': retention.mode,
      'x-amz-object-lock-retain-until-date': new Date(retention.until).toISOString(),
    }),
    ...(legalHold && { 'x-amz-object-lock-legal-hold': legalHold }),
  };
}
