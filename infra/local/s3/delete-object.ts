import { readDocument } from './body.ts';
import { type Call, canBypass, checkKey, checkVersionId, type Reply, versionIdOf } from './call.ts';
import { checkWrite } from './conditions.ts';
import { refuse, S3Error } from './errors.ts';
import { assertRemovable } from './lock.ts';
import { findVersion, hideKey, removeVersion } from './versions.ts';
import { childText, expectChildren, toXml, type XmlElement, type XmlValue } from './xml.ts';

/** What went: `versionId` is the one removed or the marker made, none in a bucket without versions. */
type Deleted = { versionId?: string; isMarker: boolean };

const maxKeys = 1000;

/**
 * DeleteObject: a delete marker, or with versionId the version itself, unless it is locked.
 *
 * @example
 * const reply = await deleteObject(call)
 */
export async function deleteObject(call: Call): Promise<Reply> {
  const { versionId, isMarker } = await remove(call, { key: call.key, versionId: versionIdOf(call) });
  return {
    status: 204,
    headers: {
      ...(versionId !== undefined && { 'x-amz-version-id': versionId }),
      ...(isMarker && { 'x-amz-delete-marker': 'true' }),
    },
  };
}

/**
 * DeleteObjects: each key succeeds or fails for itself.
 *
 * @example
 * const reply = await deleteObjects(call)
 */
export async function deleteObjects(call: Call): Promise<Reply> {
  const request = await readDocument(call, 'Delete', { needsDigest: true });
  expectChildren(request, ['Object', 'Quiet']);
  const objects = request.children.filter((child) => child.name === 'Object');
  if (objects.length === 0 || objects.length > maxKeys) throw refuse('MalformedXML');
  const isQuiet = childText(request, 'Quiet')?.toLowerCase() === 'true';
  const results = await Promise.all(objects.map((object) => deleteOne(call, object)));
  const deleted = results.flatMap((result) => result.deleted ?? []);
  const failed = results.flatMap((result) => result.failed ?? []);
  return { status: 200, document: toXml('DeleteResult', { Deleted: isQuiet ? [] : deleted, Error: failed }) };
}

async function deleteOne(call: Call, object: XmlElement): Promise<{ deleted?: XmlValue; failed?: XmlValue }> {
  expectChildren(object, ['Key', 'VersionId']);
  const key = childText(object, 'Key');
  const versionId = childText(object, 'VersionId');
  if (!key) throw refuse('MalformedXML');
  try {
    checkKey(key);
    if (versionId !== undefined) checkVersionId(versionId);
    call.demand(versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', { key, versionId });
    const result = await remove(call, { key, versionId });
    const marker = result.isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: result.versionId } : {};
    return { deleted: { Key: key, VersionId: versionId, ...marker } };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return { failed: { Key: key, VersionId: versionId, Code: error.code, Message: error.message } };
  }
}

function remove(call: Call, target: { key: string; versionId?: string }): Promise<Deleted> {
  const { store, clock } = call.service;
  const bucket = call.bucket();
  const { key, versionId } = target;
  const bypass = canBypass(call, target);
  if (versionId !== undefined && call.headers['if-match'] !== undefined)
    throw refuse('NotImplemented', undefined, { detail: { Header: 'If-Match', additionalMessage: 'not together with versionId' } });
  return store.write((transaction) => {
    if (versionId === undefined) {
      checkWrite(call.headers, findVersion(store, { bucket: bucket.name, key }));
      const { markerId } = hideKey(store, transaction, { bucket, key, now: clock.now() });
      return { versionId: markerId, isMarker: markerId !== undefined };
    }
    const version = findVersion(store, { bucket: bucket.name, key, versionId });
    if (!version) return { versionId, isMarker: false };
    assertRemovable(version.lock, { now: clock.now(), canBypass: bypass });
    removeVersion(store, transaction, version);
    return { versionId, isMarker: version.isMarker };
  });
}
