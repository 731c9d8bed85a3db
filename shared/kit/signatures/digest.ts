import { parseDictionary, serializeDictionary } from 'structured-headers';
import { type Bytes, equalBytes, sha } from './bytes.ts';
import { digests } from './profile.ts';
import { sm3 } from './sm.ts';

type DigestName = typeof digests.required | (typeof digests.additional)[number];

const hashes: Readonly<Record<DigestName, (body: Uint8Array) => Promise<Bytes>>> = {
  'sha-256': (body) => sha('SHA-256', body),
  'sha-512': (body) => sha('SHA-512', body),
  sm3,
};

/**
 * The `Content-Digest` of a body, RFC 9530.
 *
 * @param more digests besides `sha-256`
 * @example await contentDigest(utf8('{"hello": "world"}')) // 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:'
 */
export async function contentDigest(body: Uint8Array, more: readonly DigestName[] = []): Promise<string> {
  const members = [digests.required, ...more].map(async (name) => [name, [(await hashes[name](body)).buffer, new Map()]] as const);
  return serializeDictionary(new Map((await Promise.all(members)).map(([name, item]) => [name, [...item]])));
}

/**
 * Whether a `Content-Digest` is the body's: `sha-256` present, every member of it known, in canonical form and right.
 *
 * @example await isDigestOf('sha-256=:AAAA:', body) // false
 */
export async function isDigestOf(field: string, body: Uint8Array): Promise<boolean> {
  const members = readDigests(field);
  if (!members?.has(digests.required)) return false;
  let isRight = true; // no early return: all members are compared
  for (const [name, value] of members) isRight = equalBytes(await hashes[name](body), value) && isRight;
  return isRight;
}

function readDigests(field: string): Map<DigestName, Bytes> | undefined {
  const members = new Map<DigestName, Bytes>();
  try {
    const dictionary = parseDictionary(field);
    if (serializeDictionary(dictionary) !== field) return undefined;
    for (const [name, [value, parameters]] of dictionary) {
      if (!isDigestName(name) || !(value instanceof ArrayBuffer) || parameters.size > 0) return undefined;
      members.set(name, new Uint8Array(value));
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined; // the parser throws for what is no dictionary
  }
  return members;
}

const isDigestName = (name: string): name is DigestName => Object.hasOwn(hashes, name);
