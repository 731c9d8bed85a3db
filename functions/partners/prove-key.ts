import { timingSafeEqual } from 'node:crypto';
import { partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import type { Performer } from './answer-endpoint.ts';

/**
 * Proof of possession: the signature over our challenge was verified with the key itself, so only its own id is left to compare. A
 * key proves itself, and no other.
 */
export const proveKey: Performer = async ({ id, given, caller, opened, repeat }) => {
  if (id !== caller.stored.id) fail('record.missing');
  const item = await opened.context.records.get(partnerKey, id, { consistent: true });
  if (item.status !== 'pending' || !isSame(String(given.challenge), item.challenge)) fail('partnerKey.wrongChallenge');
  const write = change(partnerKey, item, { provenAt: item.provenAt ?? opened.context.now }, { event: 'partnerKey.proven', from: ['pending'] });
  const body = { data: { id, keyId: item.keyId, status: item.status, provenAt: item.provenAt ?? opened.context.now } };
  await opened.context.records.write([write], repeat ? { idempotency: { ...repeat, answer: () => ({ status: 200, body }) } } : {});
  return { status: 200, body };
};

function isSame(given: string, known: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(known)];
  return a.length === b.length && timingSafeEqual(a, b);
}
