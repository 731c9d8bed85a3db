import { importPublicKey } from '../../shared/kit/signatures/keys.ts';
import type { KnownKey } from '../../shared/kit/signatures/message.ts';
import { apiPrefix } from './office-address.ts';
import { PartnerError } from './partner-error.ts';

/** The keys that an office signs its answers with. */
export type OfficeKeys = { keyOf(keyId: string): Promise<KnownKey | undefined> };

/** A key set is asked for at least once a day; a new key is published as long before it signs. */
const freshMs = 86_400_000;

/**
 * The keys that an office publishes. A key that is not known makes the set be read again, once for each time it is asked for.
 *
 * @example const keys = publishedKeys('https://office.example.cn')
 */
export function publishedKeys(origin: string): OfficeKeys {
  let known: ReadonlyMap<string, KnownKey> = new Map();
  let readAt = 0;
  const read = async () => {
    known = await readKeySet(await fetchKeySet(origin));
    readAt = Date.now();
  };
  return {
    async keyOf(keyId) {
      if (!known.has(keyId) || Date.now() - readAt > freshMs) await read();
      return known.get(keyId);
    },
  };
}

/** Keys that were taken over another way, such as a file handed over: no others are believed. @example await pinnedKeys(JSON.parse(text)) */
export async function pinnedKeys(keySet: unknown): Promise<OfficeKeys> {
  const known = await readKeySet(keySet);
  return { keyOf: async (keyId) => known.get(keyId) };
}

async function fetchKeySet(origin: string): Promise<unknown> {
  const url = `${origin}${apiPrefix}/.well-known/jwks.json`;
  const response = await fetch(url, { redirect: 'error' });
  if (!response.ok) throw new PartnerError('unreachable', `${url} answered ${response.status}`);
  return response.json();
}

/** Ed25519 keys whose `kid` is their thumbprint; other entries are passed over, as RFC 7517 asks. */
async function readKeySet(keySet: unknown): Promise<ReadonlyMap<string, KnownKey>> {
  const keys = typeof keySet === 'object' && keySet !== null && 'keys' in keySet && Array.isArray(keySet.keys) ? keySet.keys : undefined;
  if (!keys) throw new PartnerError('unproven', 'the key set of the office is not a JSON Web Key Set');
  const entries = await Promise.all(
    keys.map(async ({ kid, nbf, ...jwk }: JsonWebKey & { kid?: string; nbf?: number }): Promise<[string, KnownKey][]> => {
      const key = await importPublicKey(jwk, 'ed25519');
      if (!key.ok || key.value.keyId !== kid) return [];
      return [[kid, { key: key.value, state: 'active', notBefore: nbf ?? 0, notAfter: Number.MAX_SAFE_INTEGER }]];
    }),
  );
  return new Map(entries.flat());
}
