import { createHash } from 'node:crypto';
import { fail, RefusalError } from '../../shared/kit/errors.ts';
import { label } from '../../shared/kit/label.ts';
import { verifyRequest } from '../../shared/kit/signatures/message.ts';
import { type RefusalReason, refusals } from '../../shared/kit/signatures/profile.ts';
import { currentMs, officeItself, openRequest } from '../kit/context.ts';
import type { HttpAnswer, HttpEvent } from '../kit/http.ts';
import { log } from '../kit/log.ts';
import { problemOf } from '../kit/problem.ts';
import { leave, takeToken } from '../kit/records/marks.ts';
import type { Office } from '../kit/records/scope.ts';
import { costOf } from '../kit/request.ts';
import { answerEndpoint, type DoorTable } from './answer-endpoint.ts';
import { type Call, type Caller, type Outcome, readCall } from './call.ts';
import { keepCall } from './keep-call.ts';
import { findHolder, type Holder, usableKey } from './known-keys.ts';
import { keySet } from './own-keys.ts';
import { type Routed, routerOf } from './routes.ts';
import { toHttp } from './signed-answer.ts';

/** The office's limits for a partner that has none of its own (requests). */
const usualRate = { perSecond: 10, burst: 40 };
/** A nonce is kept until nothing that was signed with it could pass the clock any more. */
const nonceSlackMs = 120_000;
const keySetPath = '/.well-known/jwks.json';

export type Door = (event: HttpEvent) => Promise<HttpAnswer>;

/**
 * The signed door: one function that answers partners. The checks stand in the order of the profile and fail closed; whoever has not
 * proved who they are learns nothing but a status. What a call cost is in the log alone: a header would tell a partner whether a
 * record that it may not see is there, and a signed answer signs no headers but its type.
 *
 * @example export const handler = openDoor({ endpoints, resources, performers })
 */
export function openDoor(table: DoorTable): Door {
  const routeOf = routerOf(table.endpoints);
  return async (event) => {
    const call = readCall(event);
    const nowMs = currentMs();
    const startedAt = performance.now();
    const opened = openRequest({ actor: officeItself, requestId: call.requestId, action: label('合作方接口', 'The partners’ door') });
    const { office, context } = opened;
    if (call.method === 'GET' && call.route === keySetPath) return toHttp(call, { status: 200, body: await keySet(office, nowMs) }, undefined);
    const routed = routeOf(call.method, call.route);
    const endCost = costOf(opened, `partner.${routed?.endpoint.name ?? 'unknown'}`);
    const isProof = routed?.endpoint.isKeyProof ?? false;
    const { caller, claimed, refusal } = await identify({ call, nowMs, isProof, records: context.records }).catch((error: unknown) =>
      unidentified(failed(call)(error)),
    );
    const outcome = caller ? await admit(table, { call, caller, routed, office, nowMs }).catch(failed(call)) : refusal;
    const milliseconds = Math.round(performance.now() - startedAt);
    // Nothing leaves before it is written down what was asked and what was decided.
    await keepCall({ call, outcome, caller, claimed, routed, milliseconds, office, records: context.records, nowMs });
    endCost();
    return toHttp(call, outcome, caller && { office, nowMs, nonce: caller.verified.nonce });
  };
}

type Identified =
  | { readonly caller: Caller; readonly claimed?: undefined; readonly refusal?: undefined }
  | { readonly caller?: undefined; readonly claimed: Holder | undefined; readonly refusal: Outcome };
const unidentified = (refusal: Outcome, claimed?: Holder): Identified => ({ claimed, refusal });
type Asked = { readonly call: Call; readonly nowMs: number; readonly isProof: boolean; readonly records: Parameters<typeof findHolder>[0] };

/** Size → parse → tag → key → algorithm → coverage → clock → signature → digest. */
async function identify({ call, nowMs, isProof, records }: Asked): Promise<Identified> {
  let claimed: Holder | undefined;
  const keyOf = async (keyId: string) => {
    claimed = await findHolder(records, keyId, nowMs);
    return claimed && usableKey(claimed, isProof);
  };
  const now = Math.floor(nowMs / 1000);
  const verified = await verifyRequest(call, { now, keyOf });
  if (!verified.ok) return unidentified(refused(verified.reason), claimed);
  if (!claimed) throw new Error('expected the key that a signature was verified with');
  const { ageSeconds = Number.POSITIVE_INFINITY, futureSeconds = Number.POSITIVE_INFINITY } = claimed.partner;
  if (now - verified.created > ageSeconds) return unidentified(refused('signature.clock.old'), claimed);
  if (verified.created - now > futureSeconds) return unidentified(refused('signature.clock.future'), claimed);
  return { caller: { ...claimed, verified } };
}

type Entry = { readonly call: Call; readonly caller: Caller; readonly routed: Routed | undefined; readonly office: Office; readonly nowMs: number };

/** Nonce → rate → endpoint, and from there on with what it asks for. */
async function admit(table: DoorTable, entry: Entry): Promise<Outcome> {
  const { call, caller, routed, office, nowMs } = entry;
  const { partner, verified } = caller;
  const id = `${partner.id}#${createHash('sha256').update(verified.nonce).digest('hex')}`;
  const untilMs = verified.expires * 1000 + nonceSlackMs;
  if (!(await leave(office, { resource: 'partnerCall', purpose: 'nonce', id }, { nowMs, untilMs }))) return { ...generic(401), reason: 'nonce.replayed' };
  const rate = { perSecond: partner.ratePerSecond ?? usualRate.perSecond, burst: partner.burst ?? usualRate.burst };
  if (!(await takeToken(office, { resource: 'partnerCall', purpose: 'bucket', id: partner.id }, rate, nowMs))) fail('request.tooMany');
  // An endpoint that another kind of partner has is no more there than one that nobody has.
  if (!routed?.endpoint.kinds.includes(partner.kind)) fail('record.missing');
  return answerEndpoint(table, { call, caller, ...routed, office, nowMs });
}

/** A refusal as partners see it: code and texts, but nothing of the record that stood in the way. */
const failed =
  (call: Call) =>
  (error: unknown): Outcome => {
    if (!(error instanceof RefusalError)) log.error('failed', { requestId: call.requestId, error: String(error instanceof Error ? error.stack : error) });
    const { detail: _detail, ...problem } = problemOf(error, { language: 'en', requestId: call.requestId });
    return { status: problem.status, body: problem, reason: error instanceof RefusalError ? reasonOf(error) : 'server.failed' };
  };

/** The code, and of wrong fields their names. */
const reasonOf = ({ code, fields }: RefusalError): string => [code, ...Object.keys(fields)].join(' ').slice(0, 100);

const refused = (reason: RefusalReason): Outcome => ({ ...generic(refusals[reason].status), reason });

const titles: Readonly<Record<number, string>> = { 400: 'Bad Request', 401: 'Unauthorized', 413: 'Content Too Large' };

/** The answer to a message that proves nothing: of all of a status the same bytes. */
const generic = (status: number) => ({ status, body: { type: 'about:blank', title: titles[status] ?? 'Refused', status } });
