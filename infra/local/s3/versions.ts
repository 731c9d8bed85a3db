import { randomBytes } from 'node:crypto';
import type { SQLOutputValue } from 'node:sqlite';
import type { Piece } from './blobs.ts';
import type { Bucket } from './buckets.ts';
import type { Algorithm } from './checksums.ts';
import { defaultRetention, type Lock, type LockMode } from './lock.ts';
import type { Store, Transaction } from './store.ts';

export type Checksum = { algorithm: Algorithm; value: string; type: 'FULL_OBJECT' | 'COMPOSITE' };
export type Tag = [key: string, value: string];

/** What a client says of an object beside its bytes. `headers` are those to be given back, x-amz-meta-* among them. */
export type Draft = { headers: Record<string, string>; tags: Tag[]; lock: Lock };
/** The bytes of an object, already on the disk. `sha256` in hex. */
export type Content = { pieces: Piece[]; sizeBytes: number; etag: string; sha256: string; checksum: Checksum };

export type Version = Draft &
  Content & {
    /** The order of creation over all keys: the highest of a key is its latest version. */
    seq: number;
    bucket: string;
    key: string;
    versionId: string;
    isLatest: boolean;
    isMarker: boolean;
    modified: number;
  };

type Row = Record<string, SQLOutputValue>;
const noChecksum: Checksum = { algorithm: 'CRC64NVME', value: '', type: 'FULL_OBJECT' };
const marker: Draft & Content = {
  ...{ headers: {}, tags: [], lock: { retention: null, legalHold: null } },
  ...{ pieces: [], sizeBytes: 0, etag: '', sha256: '', checksum: noChecksum },
};

/**
 * The version of that id or, without one, the latest; undefined if there is none.
 *
 * @example
 * const version = findVersion(store, { bucket: 'archive', key: 'a' })
 */
export function findVersion(store: Store, at: { bucket: string; key: string; versionId?: string }): Version | undefined {
  const row =
    at.versionId === undefined
      ? store.sql('SELECT * FROM versions WHERE bucket = ? AND key = ? AND is_latest = 1').get(at.bucket, at.key)
      : store.sql('SELECT * FROM versions WHERE bucket = ? AND key = ? AND version_id = ?').get(at.bucket, at.key, at.versionId);
  return row && toVersion(row);
}

/**
 * Publishes a new latest version, inside a write. Without versioning, or with versioning suspended, it takes the place
 * of the version whose id is null.
 *
 * @example
 * await store.write((transaction) => addVersion(store, transaction, { bucket, key, draft, content, now }))
 */
export function addVersion(
  store: Store,
  transaction: Transaction,
  object: { bucket: Bucket; key: string; draft: Draft; content: Content; now: number },
): { versionId: string } {
  const { bucket, draft, now } = object;
  const retention = draft.lock.retention ?? defaultRetention(bucket.defaultRetention, now);
  const lock = { ...draft.lock, retention };
  return insert(store, transaction, { ...object, isMarker: false, data: { ...draft, ...object.content, lock } });
}

/**
 * Hides a key, inside a write: a delete marker in a versioned bucket, removal in one that never was.
 *
 * @example
 * const { markerId } = hideKey(store, transaction, { bucket, key, now })
 */
export function hideKey(store: Store, transaction: Transaction, object: { bucket: Bucket; key: string; now: number }): { markerId?: string } {
  if (object.bucket.versioning === null) {
    const current = findVersion(store, { bucket: object.bucket.name, key: object.key });
    if (current) removeVersion(store, transaction, current);
    return {};
  }
  return { markerId: insert(store, transaction, { ...object, isMarker: true, data: marker }).versionId };
}

/**
 * Removes one version for good, inside a write; the one before it becomes the latest.
 *
 * @example
 * removeVersion(store, transaction, version)
 */
export function removeVersion(store: Store, transaction: Transaction, version: Version): void {
  store.sql('DELETE FROM versions WHERE seq = ?').run(version.seq);
  if (version.isLatest)
    store
      .sql(`UPDATE versions SET is_latest = 1 WHERE seq =
        (SELECT seq FROM versions WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1)`)
      .run(version.bucket, version.key);
  transaction.drop(version.pieces.map((piece) => piece.id));
}

/**
 * Changes what may change of a version: its tags and its lock, inside a write.
 *
 * @example
 * changeVersion(store, version, { lock: { ...version.lock, legalHold: 'ON' } })
 */
export function changeVersion(store: Store, version: Version, change: { tags?: Tag[]; lock?: Lock }): void {
  const { tags, lock } = { ...version, ...change };
  store
    .sql('UPDATE versions SET tags = ?, lock_mode = ?, lock_until = ?, legal_hold = ? WHERE seq = ?')
    .run(JSON.stringify(tags), lock.retention?.mode ?? null, lock.retention?.until ?? null, lock.legalHold, version.seq);
}

/**
 * A row of the table as a version.
 *
 * @example
 * for (const row of statement.iterate()) yield toVersion(row)
 */
export function toVersion(row: Row): Version {
  const mode = row.lock_mode as LockMode | null; // written by changeVersion and insert only
  const legalHold = row.legal_hold as Lock['legalHold']; // likewise
  return {
    seq: Number(row.seq),
    bucket: String(row.bucket),
    key: String(row.key),
    versionId: String(row.version_id),
    isLatest: row.is_latest === 1,
    isMarker: row.is_marker === 1,
    modified: Number(row.modified),
    sizeBytes: Number(row.size),
    etag: String(row.etag),
    sha256: String(row.sha256),
    checksum: JSON.parse(String(row.checksum)),
    pieces: JSON.parse(String(row.pieces)),
    headers: JSON.parse(String(row.headers)),
    tags: JSON.parse(String(row.tags)),
    lock: { retention: mode === null ? null : { mode, until: Number(row.lock_until) }, legalHold },
  };
}

function insert(
  store: Store,
  transaction: Transaction,
  object: { bucket: Bucket; key: string; now: number; isMarker: boolean; data: Draft & Content },
): { versionId: string } {
  const { bucket, key, data } = object;
  const versionId = bucket.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
  const replaced = versionId === 'null' ? findVersion(store, { bucket: bucket.name, key, versionId }) : undefined;
  if (replaced) removeVersion(store, transaction, replaced);
  store.sql('UPDATE versions SET is_latest = 0 WHERE bucket = ? AND key = ? AND is_latest = 1').run(bucket.name, key);
  store
    .sql(`INSERT INTO versions (bucket, key, version_id, is_latest, is_marker, modified, size, etag, sha256, checksum,
      pieces, headers, tags, lock_mode, lock_until, legal_hold) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(
      ...[bucket.name, key, versionId, object.isMarker ? 1 : 0, object.now],
      ...[data.sizeBytes, data.etag, data.sha256, JSON.stringify(data.checksum)],
      ...[JSON.stringify(data.pieces), JSON.stringify(data.headers), JSON.stringify(data.tags)],
      ...[data.lock.retention?.mode ?? null, data.lock.retention?.until ?? null, data.lock.legalHold],
    );
  return { versionId };
}
