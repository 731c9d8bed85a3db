import { signResponse } from '../../shared/kit/signatures/message.ts';
import type { Field } from '../../shared/kit/signatures/wire.ts';
import type { HttpAnswer } from '../kit/http.ts';
import type { Office } from '../kit/records/scope.ts';
import type { Call } from './call.ts';
import { signingKey } from './own-keys.ts';

export type Reply = { readonly status: number; readonly body: unknown; readonly isRepeated?: boolean };
/** What an answer is signed with: whoever proved who they are gets one that proves who we are. */
export type Signer = { readonly office: Office; readonly nowMs: number; readonly nonce: string };

/** Seconds after which somebody who asks too often may ask again. */
const retryAfter = '1';

/**
 * Writes an answer, signed over its status and body and bound to the request it answers. A stranger's refusal is not signed: there
 * is nobody whom the signature would tell anything.
 */
export async function toHttp(call: Call, { status, body, isRepeated }: Reply, signer: Signer | undefined): Promise<HttpAnswer> {
  const text = JSON.stringify(body);
  const fields: Field[] = [
    ['content-type', status >= 400 ? 'application/problem+json' : 'application/json'],
    ['cache-control', 'no-store'],
    ['x-content-type-options', 'nosniff'],
    ['x-request-id', call.requestId],
    ...(isRepeated ? [['idempotent-replayed', 'true'] as const] : []),
    ...(status === 429 ? [['retry-after', retryAfter] as const] : []),
  ];
  const more = signer ? await sign(call, { status, fields, body: Buffer.from(text) }, signer) : [];
  return { statusCode: status, headers: Object.fromEntries([...fields, ...more]), body: text };
}

async function sign(call: Call, response: Parameters<typeof signResponse>[0], { office, nowMs, nonce }: Signer): Promise<Field[]> {
  const key = await signingKey(office, nowMs);
  return signResponse(response, call, { key, now: Math.floor(nowMs / 1000), nonce });
}
