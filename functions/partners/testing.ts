import { randomBytes } from 'node:crypto';
import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { lawFirm } from '../../shared/areas/banking/law-firm.resource.ts';
import { partner } from '../../shared/areas/partners/partner.resource.ts';
import { partnerCall } from '../../shared/areas/partners/partner-call.resource.ts';
import { partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import type { PartnerKind } from '../../shared/kit/access.ts';
import type { Item } from '../../shared/kit/define-resource.ts';
import type { Algorithm } from '../../shared/kit/signatures/algorithms.ts';
import { generateKey, type NewKey } from '../../shared/kit/signatures/keys.ts';
import { signRequest } from '../../shared/kit/signatures/message.ts';
import type { Field, RequestMessage } from '../../shared/kit/signatures/wire.ts';
import { currentMs } from '../kit/context.ts';
import type { HttpAnswer, HttpEvent } from '../kit/http.ts';
import { create } from '../kit/records/write.ts';
import type { TestOffice } from '../kit/testing.ts';
import { forgetKeys } from './known-keys.ts';
import type { Door } from './pipeline.ts';

export const origin = 'https://office.example.cn';
export type House = { readonly id: string; readonly member: string; readonly kind: PartnerKind; readonly key: NewKey; readonly keyRecord: string };
export type Answered = {
  status: number;
  text: string;
  headers: Record<string, string>;
  json: { data?: unknown; code?: string; next?: string; [name: string]: unknown };
};
type Ask = {
  method?: 'GET' | 'POST';
  path: string;
  query?: string;
  body?: unknown;
  idempotencyKey?: string;
  createdAgo?: number;
  key?: NewKey;
  nonce?: string;
};

let count = 0;
export const newNonce = (): string => randomBytes(24).toString('base64url');

/** A partner with a key in use, and the record that it stands for. */
export async function makeHouse(
  site: TestOffice,
  kind: PartnerKind,
  options: { algorithm?: Algorithm; status?: string; values?: object } = {},
): Promise<House> {
  const { algorithm = 'ed25519', status = 'active', values } = options;
  count += 1;
  const { records, now } = site.open().context;
  const isLawFirm = kind === 'lawFirm';
  const [{ id: member }] = isLawFirm
    ? await records.write([create(lawFirm, { name: `律师事务所${count}` })])
    : await records.write([create(bank, { name: `银行${count}`, kind: kind === 'fundCentre' ? 'fundCentre' : 'bank' })]);
  const [{ id }] = await records.write([create(partner, { name: `合作方${count}`, kind, member, ...values })]);
  const key = await generateKey(algorithm);
  const keyRecord = await makeKey(site, { partner: id, key, status, slot: 1, now });
  return { id, member, kind, key, keyRecord };
}

/** A key of a partner in whatever state. */
export async function makeKey(
  site: TestOffice,
  {
    partner: house,
    key,
    status,
    slot,
    ...life
  }: { partner: string; key: NewKey; status: string; slot?: number; now?: string; notBefore?: string; notAfter?: string },
): Promise<string> {
  const nowMs = currentMs();
  const at = (days: number) => new Date(nowMs + days * 86_400_000).toISOString();
  const { notBefore = at(-1), notAfter = at(300) } = life;
  const facts = { keyId: key.keyId, algorithm: key.algorithm, publicKey: key.spki, notBefore, notAfter, challenge: 'c'.repeat(32), proposedBy: 'emp_maker' };
  const [{ id }] = await site.open().context.records.write([create(partnerKey, { partner: house, ...facts, ...(slot ? { slot } : {}) }, { status })]);
  forgetKeys();
  return id;
}

/** A request of a partner as it leaves its system, signed. */
export async function signed(house: Pick<House, 'key'>, ask: Ask): Promise<RequestMessage> {
  const { method = 'GET', path, query = '', body, idempotencyKey = `"key-${newNonce()}"`, createdAgo = 0 } = ask;
  const isChanging = method !== 'GET';
  const fields: Field[] = [
    ...(body === undefined ? [] : [['content-type', 'application/json'] as const]),
    ...(isChanging ? [['idempotency-key', idempotencyKey] as const] : []),
  ];
  const request = { method, origin, path: `/api${path}`, query, fields, body: Buffer.from(body === undefined ? '' : JSON.stringify(body)) };
  const now = Math.floor(currentMs() / 1000) - createdAgo;
  return { ...request, fields: [...fields, ...(await signRequest(request, { key: ask.key ?? house.key, now, nonce: ask.nonce ?? newNonce() }))] };
}

/** Hands a message to the door as an HTTP API does: the path decoded, headers of one name joined, the body as text or base64. */
export async function send(door: Door, message: RequestMessage): Promise<Answered> {
  const headers: Record<string, string> = {};
  for (const [name, value] of message.fields) headers[name.toLowerCase()] = name.toLowerCase() in headers ? `${headers[name.toLowerCase()]},${value}` : value;
  const isText = /json/.test(headers['content-type'] ?? '');
  const rawPath = decodeURIComponent(message.path).replace(/^\/api/, '');
  const event = {
    version: '2.0',
    rawPath,
    rawQueryString: message.query,
    headers,
    requestContext: { requestId: 'test-request', http: { method: message.method, path: rawPath } },
    ...(message.body.length === 0 ? {} : { body: Buffer.from(message.body).toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: message.body.length > 0 && !isText,
  };
  const answer: HttpAnswer = await door(event as unknown as HttpEvent); // the parts of an event that the door reads
  const text = typeof answer.body === 'string' ? answer.body : '';
  const written = Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)]);
  return { status: answer.statusCode ?? 0, text, headers: Object.fromEntries(written), json: JSON.parse(text) };
}

/** Signs, sends, and answers. */
export const ask = async (door: Door, house: House, request: Ask): Promise<Answered> => send(door, await signed(house, request));

/** The calls of a partner as the audit log has them, the latest first. */
export async function callsOf(site: TestOffice, house: House): Promise<Partial<Item<typeof partnerCall>>[]> {
  const { items } = await site.open().context.records.list(partnerCall, { index: 'byPartner', where: { partner: house.id }, order: 'desc', limit: 100 });
  return items;
}
