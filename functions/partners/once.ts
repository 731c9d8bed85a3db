import { createHash } from 'node:crypto';
import type { EndpointDefinition } from '../../shared/kit/define-endpoint.ts';
import { fail } from '../../shared/kit/errors.ts';
import { targetUriOf } from '../../shared/kit/signatures/wire.ts';
import { type Idempotency, officeItself, openRequest } from '../kit/context.ts';
import { leave, lift } from '../kit/records/marks.ts';
import type { Office } from '../kit/records/scope.ts';
import { type Call, type Caller, headerOf, type Outcome } from './call.ts';

/** What makes a request known again; nothing for one that changes nothing. */
export type Repeat = Omit<Idempotency, 'answer'> | undefined;
type Asked = { readonly call: Call; readonly caller: Caller; readonly endpoint: EndpointDefinition; readonly office: Office; readonly nowMs: number };

/** Lambda has given up on a request by then, so nobody works on it any more. */
const longestMs = 30_000;
/** A string of structured fields, or the same without its quotes. */
const keyForm = /^(?=".*"$|[^"]*$)"?([\w.:-]{1,128})"?$/;

/**
 * Does what changes something once for each idempotency key: an answer that is kept is given again, a key of another request is
 * refused, and of requests at the same time all but one are told that it is being worked on.
 */
export async function once({ call, caller, endpoint, office, nowMs }: Asked, work: (repeat: Repeat) => Promise<Outcome>): Promise<Outcome> {
  const [, given] = keyForm.exec(headerOf(call, 'idempotency-key') ?? '') ?? [];
  if (endpoint.method === 'GET') return work(undefined);
  if (given === undefined) return fail('request.header', { parameters: { header: 'Idempotency-Key' } });
  const digest = createHash('sha256').update(call.body).digest('base64');
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([call.method, targetUriOf(call), digest]))
    .digest('hex');
  const repeat = { resource: 'partnerCall', key: `${endpoint.name}:${given}`, fingerprint };
  const deputy = openRequest({ actor: { ...officeItself, id: caller.partner.id }, requestId: call.requestId, action: endpoint.label });
  await deputy.store.throwRepeated({ ...repeat, answer: () => ({ status: 0, body: null }) });
  const mark = { resource: 'partnerCall', purpose: 'busy', id: `${caller.partner.id}#${repeat.key}` };
  if (!(await leave(office, mark, { nowMs, untilMs: nowMs + longestMs }))) fail('request.inFlight');
  try {
    return await work(repeat);
  } finally {
    await lift(office, mark);
  }
}
