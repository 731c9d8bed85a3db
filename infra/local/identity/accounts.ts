import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type Account = {
  /** Becomes the `sub` claim. */
  id: string;
  loginName: string;
  name: string;
  /** Further claims of the access token, such as roles. */
  claims?: Record<string, unknown>;
};
export type Created = { loginName: string; name: string; password: string };
export type Login = { id: string } | { refusal: 'wrong' | 'locked' };

const maxFailures = 5;
const lockMs = 15 * 60_000;
const keyBytes = 32;
/** About 32 MB and a tenth of a second for each guess. */
const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

const schema = `
CREATE TABLE IF NOT EXISTS accounts (
  id TEXT PRIMARY KEY, login_name TEXT UNIQUE NOT NULL COLLATE NOCASE, name TEXT NOT NULL, claims TEXT NOT NULL,
  salt BLOB NOT NULL, hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (
  login_name TEXT PRIMARY KEY COLLATE NOCASE, count INTEGER NOT NULL, locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
  model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, uid TEXT, expires_at INTEGER,
  PRIMARY KEY (model, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_grant ON entries (grant_id) WHERE grant_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/**
 * Opens the issuer's database: accounts, its keys, and what it has issued.
 *
 * @example
 * const db = openUsers('data/identity')
 */
export function openUsers(dir: string): DatabaseSync {
  const db = new DatabaseSync(join(dir, 'users.sqlite'));
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;');
  db.exec(schema);
  return db;
}

/**
 * Creates the accounts that are missing, each with a random password, and answers those it created. Names and claims of
 * the others are brought up to date; their passwords stay.
 *
 * @example
 * for (const { loginName, password } of await ensureAccounts(dir, accounts)) console.log(loginName, password)
 */
export async function ensureAccounts(dir: string, accounts: Account[]): Promise<Created[]> {
  const db = openUsers(dir);
  try {
    const created: Created[] = [];
    for (const { id, loginName, name, claims = {} } of accounts) {
      const update = db.prepare('UPDATE accounts SET login_name = ?, name = ?, claims = ? WHERE id = ?');
      if (update.run(loginName, name, JSON.stringify(claims), id).changes > 0) continue;
      const password = readablePassword();
      const salt = randomBytes(16);
      const hash = await derive(password, salt);
      db.prepare('INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?)').run(id, loginName, name, JSON.stringify(claims), salt, hash);
      created.push({ loginName, name, password });
    }
    return created;
  } finally {
    db.close();
  }
}

/**
 * Checks a password. Five failures in a row lock a name for 15 minutes, whether it exists or not.
 *
 * @example
 * const login = await checkPassword(db, { loginName: 'wangfang', password })
 */
export async function checkPassword(db: DatabaseSync, attempt: { loginName: string; password: string }): Promise<Login> {
  const { loginName, password } = attempt;
  const now = Date.now();
  const failure = db.prepare('SELECT count, locked_until FROM failures WHERE login_name = ?').get(loginName);
  const lockedUntil = Number(failure?.locked_until ?? 0);
  if (lockedUntil > now) return { refusal: 'locked' };
  // Counted before the password is looked at: guesses that are made at the same time must add up.
  const count = (lockedUntil > 0 ? 0 : Number(failure?.count ?? 0)) + 1;
  const lock = count >= maxFailures ? now + lockMs : 0;
  db.prepare('INSERT OR REPLACE INTO failures VALUES (?, ?, ?)').run(loginName, count, lock);
  const row = db.prepare('SELECT id, salt, hash FROM accounts WHERE login_name = ?').get(loginName);
  const salt = row?.salt instanceof Uint8Array ? row.salt : new Uint8Array(16);
  const hash = row?.hash instanceof Uint8Array ? row.hash : new Uint8Array(keyBytes);
  // An unknown name costs as much time as a known one.
  const isRight = timingSafeEqual(await derive(password, salt), hash) && row !== undefined;
  if (!isRight) return { refusal: 'wrong' };
  db.prepare('DELETE FROM failures WHERE login_name = ?').run(loginName);
  return { id: String(row.id) };
}

/**
 * An account by its id.
 *
 * @example
 * findAccount(db, 'emp_1')?.claims
 */
export function findAccount(db: DatabaseSync, id: string): Required<Account> | undefined {
  const row = db.prepare('SELECT login_name, name, claims FROM accounts WHERE id = ?').get(id);
  if (!row) return undefined;
  return { id, loginName: String(row.login_name), name: String(row.name), claims: JSON.parse(String(row.claims)) };
}

function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyBytes, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Such as `kafo-mitu-reza-dole-47`: 57 bits that can be read out over a telephone. */
function readablePassword(): string {
  const pick = (letters: string) => letters[randomInt(letters.length)];
  const syllable = () => `${pick('bdfghjkmnprstvwz')}${pick('aeiou')}`;
  const words = Array.from({ length: 4 }, () => syllable() + syllable());
  return `${words.join('-')}-${randomInt(10, 100)}`;
}
