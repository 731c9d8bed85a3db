import { type Partner, partner } from '../../shared/areas/partners/partner.resource.ts';
import { type PartnerKey, partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import { importPublicKey, type PublicKey } from '../../shared/kit/signatures/keys.ts';
import type { KnownKey } from '../../shared/kit/signatures/message.ts';
import type { Records } from '../kit/context.ts';

/** A key as the office knows it, with the house that it belongs to. */
export type Holder = { readonly stored: PartnerKey; readonly partner: Partner; readonly key: PublicKey };

/** How long what was read holds: a key that is revoked, or a partner that is suspended, is out within this time. */
const freshMs = 60_000;
const mostKnown = 1000;

const known = new Map<string, { at: number; holder: Holder }>();

/**
 * The key of an id with its holder. Only keys in use are remembered: one that is being approved works at once.
 *
 * @throws Error for a stored key that cannot be read, which registration makes sure of
 */
export async function findHolder(records: Records, keyId: string, nowMs: number): Promise<Holder | undefined> {
  const found = known.get(keyId);
  if (found && Math.abs(nowMs - found.at) < freshMs) return found.holder;
  known.delete(keyId);
  const stored = await records.find(partnerKey, 'keyId', { keyId });
  if (!stored) return undefined;
  const [house, key] = await Promise.all([records.get(partner, stored.partner), importPublicKey(stored.publicKey, stored.algorithm)]);
  if (!key.ok) throw new Error(`expected a key that can be read in ${stored.id}, got ${key.key}`);
  const holder = { stored, partner: house, key: key.value };
  if (stored.status === 'pending') return holder;
  if (known.size >= mostKnown) known.clear();
  known.set(keyId, { at: nowMs, holder });
  return holder;
}

/** Forgets all keys: a test moves the office behind the cache. */
export const forgetKeys = (): void => known.clear();

/**
 * A key as signatures are verified with. A suspended partner's keys are like revoked ones; a pending key signs where it proves
 * itself, and nowhere else.
 */
export function usableKey({ stored, partner: house, key }: Holder, isProof: boolean): KnownKey {
  const state = house.status !== 'active' ? 'revoked' : isProof && stored.status === 'pending' ? 'active' : stored.status;
  const seconds = (instant: string) => Math.floor(Date.parse(instant) / 1000);
  return { key, state: state as KnownKey['state'], notBefore: isProof ? 0 : seconds(stored.notBefore), notAfter: seconds(stored.notAfter) };
}
