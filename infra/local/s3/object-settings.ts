import { readDocument } from './body.ts';
import { type Call, canBypass, type Reply } from './call.ts';
import { refuse } from './errors.ts';
import { assertRetentionChange, type LockMode, type Retention } from './lock.ts';
import { currentVersion, versionHeader } from './read-object.ts';
import { tagsFromDocument } from './tags.ts';
import { changeVersion, findVersion, type Version } from './versions.ts';
import { childText, expectChildren, toXml, type XmlElement } from './xml.ts';

const modes: LockMode[] = ['COMPLIANCE', 'GOVERNANCE'];

/**
 * GetObjectRetention.
 *
 * @example
 * const reply = getRetention(call)
 */
export function getRetention(call: Call): Reply {
  const { retention } = lockable(call).lock;
  if (!retention) throw refuse('NoSuchObjectLockConfiguration');
  const until = new Date(retention.until).toISOString();
  return { status: 200, document: toXml('Retention', { Mode: retention.mode, RetainUntilDate: until }) };
}

/**
 * PutObjectRetention: extends, and weakens only GOVERNANCE for a caller who may bypass it.
 *
 * @example
 * const reply = await putRetention(call)
 */
export async function putRetention(call: Call): Promise<Reply> {
  const { clock } = call.service;
  lockable(call);
  const next = readRetention(await readDocument(call, 'Retention', { needsDigest: true }), clock.now());
  const bypass = canBypass(call);
  return change(call, (version) => {
    assertRetentionChange(version.lock.retention, next, { now: clock.now(), canBypass: bypass });
    return { lock: { ...version.lock, retention: next } };
  });
}

/**
 * GetObjectLegalHold.
 *
 * @example
 * const reply = getLegalHold(call)
 */
export function getLegalHold(call: Call): Reply {
  const { legalHold } = lockable(call).lock;
  if (!legalHold) throw refuse('NoSuchObjectLockConfiguration');
  return { status: 200, document: toXml('LegalHold', { Status: legalHold }) };
}

/**
 * PutObjectLegalHold.
 *
 * @example
 * const reply = await putLegalHold(call)
 */
export async function putLegalHold(call: Call): Promise<Reply> {
  lockable(call);
  const document = await readDocument(call, 'LegalHold', { needsDigest: true });
  expectChildren(document, ['Status']);
  const status = childText(document, 'Status');
  if (status !== 'ON' && status !== 'OFF') throw refuse('MalformedXML');
  return change(call, (version) => ({ lock: { ...version.lock, legalHold: status } }));
}

/**
 * GetObjectTagging.
 *
 * @example
 * const reply = getTagging(call)
 */
export function getTagging(call: Call): Reply {
  const version = currentVersion(call);
  const Tag = version.tags.map(([Key, Value]) => ({ Key, Value }));
  return { status: 200, headers: versionHeader(call, version.versionId), document: toXml('Tagging', { TagSet: { Tag } }) };
}

/**
 * PutObjectTagging: the given tags take the place of all others.
 *
 * @example
 * const reply = await putTagging(call)
 */
export async function putTagging(call: Call): Promise<Reply> {
  currentVersion(call);
  const tags = tagsFromDocument(await readDocument(call, 'Tagging', { needsDigest: true }));
  return change(call, () => ({ tags }));
}

/**
 * DeleteObjectTagging.
 *
 * @example
 * const reply = await deleteTagging(call)
 */
export async function deleteTagging(call: Call): Promise<Reply> {
  return { ...(await change(call, () => ({ tags: [] }))), status: 204 };
}

function lockable(call: Call): Version {
  if (!call.bucket().isLockEnabled) throw refuse('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  return currentVersion(call);
}

/** Settles and changes the very version found at the moment of the write. */
async function change(call: Call, decide: (version: Version) => Parameters<typeof changeVersion>[2]): Promise<Reply> {
  const { store } = call.service;
  const { bucket, key, versionId } = currentVersion(call);
  await store.write(() => {
    const version = findVersion(store, { bucket, key, versionId });
    if (!version) throw refuse('NoSuchVersion');
    changeVersion(store, version, decide(version));
  });
  return { status: 200, headers: versionHeader(call, versionId) };
}

/** An empty document takes the retention away. */
function readRetention(document: XmlElement, now: number): Retention | null {
  expectChildren(document, ['Mode', 'RetainUntilDate']);
  const mode = modes.find((one) => one === childText(document, 'Mode'));
  const until = childText(document, 'RetainUntilDate');
  if (document.children.length === 0) return null;
  const moment = Date.parse(until ?? '');
  if (!mode || Number.isNaN(moment)) throw refuse('MalformedXML');
  if (moment <= now) throw refuse('InvalidArgument', 'The retain until date must be in the future!');
  return { mode, until: moment };
}
