import { createHash } from 'node:crypto';
import { partnerCall } from '../../shared/areas/partners/partner-call.resource.ts';
import type { Records } from '../kit/context.ts';
import { log } from '../kit/log.ts';
import { leave } from '../kit/records/marks.ts';
import type { Office } from '../kit/records/scope.ts';
import { create } from '../kit/records/write.ts';
import { type Call, type Caller, headerOf, type Outcome } from './call.ts';
import type { Holder } from './known-keys.ts';
import type { Routed } from './routes.ts';

type Kept = {
  readonly call: Call;
  readonly outcome: Outcome;
  readonly caller: Caller | undefined;
  /** The holder of the key that a message named whose signature did not hold. */
  readonly claimed: Holder | undefined;
  readonly routed: Routed | undefined;
  readonly milliseconds: number;
  readonly office: Office;
  readonly records: Pick<Records, 'write'>;
  readonly nowMs: number;
};

/** How long the raw signed request is kept; after that its digest stands for it. */
const rawMs = 180 * 86_400_000;
/** Calls of strangers that one function writes down at once, and a second; more of them are only logged, so that nobody can fill the table. */
const [strangersAtOnce, strangersPerSecond] = [50, 5];
let strangers = { left: strangersAtOnce, at: 0 };

/** Writes down a call: who, what, how it was verified, what was decided and exactly why. */
export async function keepCall(kept: Kept): Promise<void> {
  const { call, outcome, caller, claimed, routed, milliseconds, records } = kept;
  const holder = caller ?? claimed;
  const digest = hashOf(call.body);
  const facts = { endpoint: routed?.endpoint.name ?? '-', answer: outcome.status, reason: outcome.reason, digest, milliseconds };
  if (!caller && !isRoomForStranger(kept.nowMs)) {
    log.info('stranger at the door', { ...facts, requestId: call.requestId, keyId: claimed?.stored.keyId });
    return;
  }
  const object = routed?.id || createdId(outcome);
  const idempotencyKey = headerOf(call, 'idempotency-key')?.slice(0, 128);
  const write = create(partnerCall, {
    ...facts,
    ...(holder ? { partner: holder.partner.id, keyId: holder.stored.keyId } : { isStranger: true }),
    ...(object ? { object } : {}),
    ...(caller ? { nonceHash: hashOf(caller.verified.nonce), signatureInput: caller.verified.signatureInput } : {}),
    ...(caller && idempotencyKey ? { idempotencyKey } : {}),
  });
  const [{ id }] = await records.write([write]);
  if (caller) await keepRaw(kept, id);
}

/** The signed request as it came: whoever disputes it is shown its very bytes. */
async function keepRaw({ call, office, nowMs }: Kept, id: string): Promise<void> {
  const { method, origin, path, query, fields, body } = call;
  const content = { request: { method, origin, path, query, fields, body: Buffer.from(body).toString('base64') } };
  await leave(office, { resource: 'partnerCall', purpose: 'raw', id }, { nowMs, untilMs: nowMs + rawMs, content });
}

/** The id in an answer that made a record. */
function createdId({ status, body }: Outcome): string | undefined {
  if (status >= 300 || typeof body !== 'object' || body === null || !('data' in body)) return undefined;
  const { data } = body;
  return typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string' ? data.id : undefined;
}

function isRoomForStranger(nowMs: number): boolean {
  const back = Math.max(0, (nowMs - strangers.at) / 1000) * strangersPerSecond;
  const left = Math.min(strangersAtOnce, strangers.left + back);
  strangers = { left: Math.max(0, left - 1), at: nowMs };
  return left >= 1;
}

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
