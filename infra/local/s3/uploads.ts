import type { Algorithm } from './checksums.ts';
import type { Store, Transaction } from './store.ts';
import type { Checksum, Draft } from './versions.ts';

export type Upload = {
  id: string;
  bucket: string;
  key: string;
  /** Ms since the epoch. */
  initiated: number;
  algorithm: Algorithm;
  checksumType: Checksum['type'];
  /** Whether the client chose the algorithm, which then binds every part. */
  isExplicit: boolean;
  draft: Draft;
};
/** `checksum` in base64. */
export type Part = { number: number; blob: string; sizeBytes: number; etag: string; algorithm: Algorithm; checksum: string; modified: number };

/**
 * Writes a new multipart upload, inside a write.
 *
 * @example
 * await store.write(() => addUpload(store, upload))
 */
export function addUpload(store: Store, upload: Upload): void {
  const { id, bucket, key, initiated, algorithm, checksumType, isExplicit, draft } = upload;
  store
    .sql('INSERT INTO uploads (id, bucket, key, initiated, algorithm, checksum_type, is_explicit, draft) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(id, bucket, key, initiated, algorithm, checksumType, isExplicit ? 1 : 0, JSON.stringify(draft));
}

/**
 * The upload of that id on that key, or undefined.
 *
 * @example
 * const upload = findUpload(store, { id, bucket, key })
 */
export function findUpload(store: Store, at: { id: string; bucket: string; key: string }): Upload | undefined {
  const row = store.sql('SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?').get(at.id, at.bucket, at.key);
  if (!row) return undefined;
  return {
    ...at,
    initiated: Number(row.initiated),
    algorithm: row.algorithm as Algorithm, // written by addUpload only
    checksumType: row.checksum_type as Checksum['type'], // likewise
    isExplicit: row.is_explicit === 1,
    draft: JSON.parse(String(row.draft)),
  };
}

/**
 * The parts of an upload behind a number, in order.
 *
 * @example
 * const parts = listParts(store, upload.id, { after: 0, limit: 10_000 })
 */
export function listParts(store: Store, upload: string, page: { after: number; limit: number }): Part[] {
  const rows = store.sql('SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?').all(upload, page.after, page.limit);
  return rows.map((row) => ({
    number: Number(row.number),
    blob: String(row.blob),
    sizeBytes: Number(row.size),
    etag: String(row.etag),
    algorithm: row.algorithm as Algorithm, // written by putPart only
    checksum: String(row.checksum),
    modified: Number(row.modified),
  }));
}

/**
 * Writes a part, in place of an earlier one of the same number, inside a write.
 *
 * @example
 * putPart(store, transaction, { upload: upload.id, part })
 */
export function putPart(store: Store, transaction: Transaction, entry: { upload: string; part: Part }): void {
  const { upload, part } = entry;
  const [old] = listParts(store, upload, { after: part.number - 1, limit: 1 });
  if (old?.number === part.number) transaction.drop([old.blob]);
  store
    .sql('INSERT OR REPLACE INTO parts (upload, number, blob, size, etag, algorithm, checksum, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(upload, part.number, part.blob, part.sizeBytes, part.etag, part.algorithm, part.checksum, part.modified);
}

/**
 * Removes an upload and its parts, inside a write; the data files of `kept` stay, for the object made of them.
 *
 * @example
 * removeUpload(store, transaction, { id: upload.id, kept: new Set() })
 */
export function removeUpload(store: Store, transaction: Transaction, upload: { id: string; kept: Set<string> }): void {
  const rows = store.sql('DELETE FROM parts WHERE upload = ? RETURNING blob').all(upload.id);
  store.sql('DELETE FROM uploads WHERE id = ?').run(upload.id);
  transaction.drop(rows.map((row) => String(row.blob)).filter((blob) => !upload.kept.has(blob)));
}
