import type { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/**
 * Keeps what the issuer issues in SQLite, so that a restart signs nobody out.
 *
 * @example
 * new Provider(issuer, { adapter: createAdapter(db) })
 */
export function createAdapter(db: DatabaseSync): (model: string) => Adapter {
  const seconds = () => Math.floor(Date.now() / 1000);
  const read = (row: Record<string, unknown> | undefined): AdapterPayload | undefined =>
    row && (row.expires_at === null || Number(row.expires_at) > seconds()) ? JSON.parse(String(row.payload)) : undefined;
  const upsert = db.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?)');
  const byId = db.prepare('SELECT payload, expires_at FROM entries WHERE model = ? AND id = ?');
  const byUid = db.prepare('SELECT payload, expires_at FROM entries WHERE model = ? AND uid = ?');
  const rewrite = db.prepare('UPDATE entries SET payload = ? WHERE model = ? AND id = ?');
  const remove = db.prepare('DELETE FROM entries WHERE model = ? AND id = ?');
  const removeGrant = db.prepare('DELETE FROM entries WHERE grant_id = ?');
  const removeExpired = db.prepare('DELETE FROM entries WHERE expires_at < ?');
  removeExpired.run(seconds());

  return (model) => ({
    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn ? seconds() + expiresIn : null;
      upsert.run(model, id, JSON.stringify(payload), payload.grantId ?? null, payload.uid ?? null, expiresAt);
    },
    find: async (id) => read(byId.get(model, id)),
    findByUid: async (uid) => read(byUid.get(model, uid)),
    async findByUserCode() {
      throw new Error('the device flow is not offered');
    },
    async consume(id) {
      const payload = read(byId.get(model, id));
      if (payload) rewrite.run(JSON.stringify({ ...payload, consumed: seconds() }), model, id);
    },
    async destroy(id) {
      remove.run(model, id);
    },
    async revokeByGrantId(grantId) {
      removeGrant.run(grantId);
    },
  });
}
