import { randomBytes } from 'node:crypto';
import { type Algorithm, algorithms } from '../../shared/kit/signatures/algorithms.ts';
import { utf8 } from '../../shared/kit/signatures/bytes.ts';
import { generateKey } from '../../shared/kit/signatures/keys.ts';
import { signRequest, verifyRequest } from '../../shared/kit/signatures/message.ts';
import type { RequestMessage } from '../../shared/kit/signatures/wire.ts';

export type Verifications = { readonly algorithm: Algorithm; readonly perSecond: number };

const now = 1_772_413_200;
const shape: RequestMessage = {
  method: 'POST',
  origin: 'https://office.example.cn',
  path: '/api/partner/v1/loans/lon_01hf7yat00abcdefghjkmn/decision',
  query: '',
  fields: [
    ['content-type', 'application/json'],
    ['idempotency-key', '"0f9a2f6e-4f4e-4d5c-9a64-2f6b3a1d8c77"'],
  ],
  body: utf8('{"isApproved":true,"decidedOn":"2026-03-02","amount":128000000}'),
};
/** Messages for V8 to compile what is hot, and how long is measured, in ms. */
const [warm, measuredMs] = [50, 1000];

/** Whole requests that one thread verifies in a second, from parsing their fields to the digest of the body, by algorithm. */
export async function timeSignatures(): Promise<Verifications[]> {
  const figures: Verifications[] = [];
  for (const algorithm of Object.keys(algorithms) as Algorithm[]) figures.push({ algorithm, perSecond: await verificationsOf(algorithm) });
  return figures;
}

async function verificationsOf(algorithm: Algorithm): Promise<number> {
  const key = await generateKey(algorithm);
  const known = { key, state: 'active', notBefore: 0, notAfter: Number.MAX_SAFE_INTEGER } as const;
  const fields = await signRequest(shape, { key, now, nonce: randomBytes(24).toString('base64url') });
  const request = { ...shape, fields: [...shape.fields, ...fields] };
  const verify = async () => {
    const outcome = await verifyRequest(request, { now, keyOf: async () => known });
    if (!outcome.ok) throw new Error(`expected a signature of ${algorithm} to hold, got ${outcome.reason}`);
  };
  for (let nth = 0; nth < warm; nth += 1) await verify();
  const start = performance.now();
  let count = 0;
  for (; performance.now() - start < measuredMs; count += 1) await verify();
  return (count * 1000) / (performance.now() - start);
}
