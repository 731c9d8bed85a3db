import { generateKey, importPrivateKey, type SigningKey } from '../../shared/kit/signatures/keys.ts';
import { expression } from '../kit/records/expression.ts';
import { marshalMap, unmarshalMap } from '../kit/records/marshal.ts';
import type { Office } from '../kit/records/scope.ts';

/** A signing key of the office's own. It is published at once, and signs from `usedFromMs` on. */
type OwnKey = { readonly pkcs8: string; readonly publishedMs: number; readonly usedFromMs: number };
type Stored = { readonly version: number; readonly keys: readonly OwnKey[] };

/** Beneath a name that no function but the door may reach. */
const place = marshalMap({ pk: 'door!own#signing', sk: '#' });
const algorithm = 'ed25519';
const dayMs = 86_400_000;
/** A new key is published this long before it signs: partners look for keys at least once a day. */
const noticeMs = dayMs;
/** Answers are signed with one key for this long; a key that signs no more stays published for as long as anybody may check what it signed. */
const [lifeMs, afterMs] = [180 * dayMs, 30 * dayMs];
const freshMs = 60_000;

let cache: { at: number; table: string; keys: readonly (OwnKey & { key: SigningKey })[] } | undefined;

/** The key that signs now. The very first is made, and used, when it is asked for. */
export async function signingKey(office: Office, nowMs: number): Promise<SigningKey> {
  const keys = await ownKeys(office, nowMs);
  const current = keys.findLast(({ usedFromMs }) => usedFromMs <= nowMs) ?? keys[0];
  if (!current) throw new Error('expected a signing key of the office, got none');
  return current.key;
}

/** The published keys as a JSON Web Key Set; `nbf` is when a key signs first, in seconds. */
export async function keySet(office: Office, nowMs: number): Promise<{ keys: object[] }> {
  const keys = await ownKeys(office, nowMs);
  return {
    keys: keys.map(({ key: { keyId, spki }, usedFromMs }) => {
      const x = Buffer.from(spki, 'base64').subarray(-32).toString('base64url');
      return { kty: 'OKP', crv: 'Ed25519', x, kid: keyId, alg: 'EdDSA', use: 'sig', nbf: Math.floor(usedFromMs / 1000) };
    }),
  };
}

async function ownKeys(office: Office, nowMs: number) {
  const table = office.tables.records;
  if (cache && cache.table === table && Math.abs(nowMs - cache.at) < freshMs) return cache.keys;
  const stored = await rotated(office, (await read(office)) ?? (await makeFirst(office, nowMs)), nowMs);
  const keys = await Promise.all(stored.keys.map(async (own) => ({ ...own, key: await open(own.pkcs8) })));
  cache = { at: nowMs, table, keys };
  return keys;
}

async function open(pkcs8: string): Promise<SigningKey> {
  const key = await importPrivateKey(pkcs8, algorithm);
  if (!key.ok) throw new Error(`expected a signing key that can be read, got ${key.key}`);
  return key.value;
}

async function read({ database, tables }: Office): Promise<Stored | undefined> {
  const { Item } = await database.get({ TableName: tables.records, Key: place, ConsistentRead: true });
  return Item && (unmarshalMap(Item) as Stored); // write() put it there
}

async function makeFirst(office: Office, nowMs: number): Promise<Stored> {
  const { pkcs8 } = await generateKey(algorithm);
  const first = { version: 1, keys: [{ pkcs8, publishedMs: nowMs, usedFromMs: nowMs }] };
  return (await write(office, first)) ? first : ((await read(office)) ?? first);
}

/** Publishes the next key when the last has signed for half a year, and drops what nobody checks against any more. */
async function rotated(office: Office, stored: Stored, nowMs: number): Promise<Stored> {
  const last = stored.keys.at(-1);
  if (!last || nowMs - last.usedFromMs < lifeMs) return stored;
  const { pkcs8 } = await generateKey(algorithm);
  const kept = stored.keys.filter((key) => key === last || nowMs - key.usedFromMs < lifeMs + afterMs);
  const next = { version: stored.version + 1, keys: [...kept, { pkcs8, publishedMs: nowMs, usedFromMs: nowMs + noticeMs }] };
  return (await write(office, next)) ? next : ((await read(office)) ?? next);
}

/** Whoever was faster stays: two functions that make a key at once agree on one. */
async function write({ database, tables }: Office, stored: Stored): Promise<boolean> {
  const e = expression();
  const isNext = `${e.name(['version'])} = ${e.value(stored.version - 1)}`;
  const condition = stored.version === 1 ? { ConditionExpression: 'attribute_not_exists(pk)' } : { ConditionExpression: isNext, ...e.attributes() };
  return database.put({ TableName: tables.records, Item: { ...place, ...marshalMap(stored) }, ...condition }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    },
  );
}
