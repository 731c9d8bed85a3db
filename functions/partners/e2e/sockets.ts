import { randomBytes } from 'node:crypto';
import { Agent, request as open } from 'node:http';
import { text } from 'node:stream/consumers';
import { must } from '../../../infra/rehearsal/case.ts';
import { loan } from '../../../shared/areas/banking/loan.resource.ts';
import { todo } from '../../../shared/areas/organisation/todo.resource.ts';
import type { PartnerCall } from '../../../shared/areas/partners/partner-call.resource.ts';
import { utf8 } from '../../../shared/kit/signatures/bytes.ts';
import { tamperings } from '../../../shared/kit/signatures/fixture/tampering.ts';
import { rfc9421Keys } from '../../../shared/kit/signatures/fixture/vectors.ts';
import { generateKey, importPrivateKey, type SigningKey } from '../../../shared/kit/signatures/keys.ts';
import { signRequest } from '../../../shared/kit/signatures/message.ts';
import type { Field, RequestMessage } from '../../../shared/kit/signatures/wire.ts';
import { valuesOf } from '../../fixture/samples.ts';
import { create } from '../../kit/records/write.ts';
import { asOffice, type LiveOffice, registerBank, registerKey } from './office.ts';

type Shape = { readonly method: 'GET' | 'POST'; readonly path: string; readonly query?: string; readonly body?: string; readonly status: number };
export type Answered = { readonly status: number; readonly text: string; readonly headers: Readonly<Record<string, unknown>> };

const approval = { isApproved: true, decidedOn: '2020-01-02', amount: 90_000_000 };

/** A request of every form that the door takes; `status` is the answer where no such record exists. */
export const shapes: Readonly<Record<string, Shape>> = {
  'a list with a query': { method: 'GET', path: '/partner/v1/loans', query: 'status=inReview', status: 200 },
  'a record': { method: 'GET', path: '/partner/v1/loans/{id}', status: 404 },
  'a decision with a body': { method: 'POST', path: '/partner/v1/loans/{id}/decision', body: JSON.stringify(approval), status: 404 },
  'a step without a body': { method: 'POST', path: '/partner/v1/uploads/{id}/kept', status: 404 },
};
export const keyNames = ['ed25519', 'P-256', 'RSA 2048', 'RSA 3072', 'SM2'] as const;
type KeyName = (typeof keyNames)[number];

/** The gateway hands the path over decoded, so an encoded slash is another path and no bad one, and joins fields of one name. */
const alsoOverHttp: Readonly<Record<string, readonly string[]>> = {
  'an encoded slash in the path': ['signature.value'],
  'a second digest': ['signature.value'],
};
/** After these the door knows no route, so that the call names no record. */
const unrouted = ['another method', 'another record in the path', 'an encoded slash in the path'];

/** 24 alterations of 4 shapes under 5 keys; `isFound`: the call names a record of its own, by which it is found in the log. */
export const cases = keyNames.flatMap((key) =>
  Object.entries(shapes).flatMap(([shape, { path }]) =>
    Object.keys(tamperings).map((tampering) => ({ key, shape, tampering, isFound: path.includes('{id}') && !unrouted.includes(tampering) })),
  ),
);
type Case = (typeof cases)[number];
export type Outcome = Answered & { readonly one: Case; readonly object: string };
export type Sockets = Awaited<ReturnType<typeof openSockets>>;

const atOnce = 8;
const newNonce = (): string => randomBytes(24).toString('base64url');

/** Five banks with a key of each kind, and for each key one of the same kind that another bank signs with. */
export async function openSockets(live: LiveOffice) {
  const { origin, clock } = live.cloud;
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const { pairs, member } = await keysOf(live);
  const pairOf = (name: KeyName) => pairs[name];
  const now = () => Math.floor(clock.now() / 1000);
  const send = (message: RequestMessage, path = message.path): Promise<Answered> => sendRaw(origin, message, { path, agent });
  const sign = async (request: RequestMessage, key: SigningKey): Promise<RequestMessage> => ({
    ...request,
    fields: [...request.fields, ...(await signRequest(request, { key, now: now(), nonce: newNonce() }))],
  });
  const signed = (shape: string, key: KeyName, id: string) => sign(requestOf(origin, shape, id), pairOf(key).own);
  const callsOf = async (object: string) =>
    must(await live.office.as('admin').get<PartnerCall[]>('/partners/partner-call', { index: 'byObject', object, limit: 100 }), object).data;

  const attack = async (one: Case, at: number): Promise<Outcome> => {
    const { own, other } = pairOf(one.key);
    // Of one length: an alteration that adds a digit must not name another case.
    const object = `lon_case${String(at).padStart(3, '0')}`;
    const message = await signed(one.shape, one.key, object);
    const altered = await tamperings[one.tampering]?.tamper(message, { other, keyId: own.keyId, now: now(), nonce: newNonce() });
    if (!altered) throw new Error(`expected a tampering, got ${one.tampering}`);
    return { one, object, ...(await send(altered)) };
  };

  return {
    send,
    signed,
    close: () => agent.destroy(),
    async tamper(): Promise<Outcome[]> {
      const outcomes: Outcome[] = [];
      for (let at = 0; at < cases.length; at += atOnce)
        outcomes.push(...(await Promise.all(cases.slice(at, at + atOnce).map((one, place) => attack(one, at + place)))));
      return outcomes;
    },
    /** The reasons that the office has written down: among the calls, or, of strangers who come too fast, in the log. */
    async reasonsOf(outcomes: readonly Outcome[]) {
      const told = [];
      for (const { one, object, headers } of outcomes) {
        const line = live.log.find((text) => text.includes('stranger at the door') && text.includes(String(headers['x-request-id'])));
        const [call] = line || !one.isFound ? [] : await callsOf(object);
        const reason = line ? String(JSON.parse(line.slice(line.indexOf('{'))).reason) : call?.reason;
        const expected: readonly string[] = [...(tamperings[one.tampering]?.reasons ?? []), ...(alsoOverHttp[one.tampering] ?? [])];
        if (reason !== undefined) told.push({ name: `${one.key}, ${one.shape}, ${one.tampering}`, expected, reason });
      }
      return told;
    },
    async replay(count: number) {
      const id = await makeLoan(member);
      const message = await signed('a decision with a body', 'ed25519', id);
      const copies = await Promise.all(Array.from({ length: count }, () => send(message)));
      const history = await asOffice().store.history(loan, id);
      return { copies, history: history.map(({ event }) => event), reasons: (await callsOf(id)).map(({ reason }) => reason) };
    },
    async sendLarge(bytes: number) {
      const body = utf8(JSON.stringify({ refusal: 'x'.repeat(bytes - '{"refusal":""}'.length) }));
      return send(await sign({ ...requestOf(origin, 'a decision with a body', 'lon_large'), body }, pairOf('ed25519').own));
    },
    /** Signed as it arrives, decoded; what no signature can be made of, as it is sent. */
    async sendPath(character: string) {
      const pathOf = (middle: string) => `/api/partner/v1/loans/lon${middle}1`;
      const encoded = encodeURIComponent(character);
      const path = pathOf(/^[\x20-\x7e]+$/.test(character) && character !== '#' ? character : encoded);
      return send(await sign({ ...requestOf(origin, 'a record', 'lon_1'), path }, pairOf('ed25519').own), pathOf(encoded));
    },
  };
}

function requestOf(origin: string, shape: string, id: string): RequestMessage {
  const { method, path, query = '', body = '' } = shapes[shape] ?? { method: 'GET', path: '' };
  const fields: Field[] = [
    ...(body === '' ? [] : [['content-type', 'application/json'] as const]),
    ...(method === 'POST' ? [['idempotency-key', `"${newNonce()}"`] as const] : []),
  ];
  return { method, origin, path: `/api${path.replace('{id}', id)}`, query, fields, body: utf8(body) };
}

/** The very fields, in their order and each as often as it is there. */
async function sendRaw(origin: string, message: RequestMessage, { path, agent }: { path: string; agent: Agent }): Promise<Answered> {
  const { host, hostname, port } = new URL(origin);
  const { method, query, fields, body } = message;
  const length = method === 'GET' && body.length === 0 ? [] : ['content-length', String(body.length)];
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const address = query === '' ? path : `${path}?${query}`;
  const request = open({ hostname, port, method, path: address, headers: ['host', host, ...fields.flat(), ...length], agent });
  request.on('error', reject);
  request.on('response', (response) => {
    text(response).then((said) => resolve({ status: response.statusCode ?? 0, text: said, headers: response.headers }), reject);
  });
  request.end(body);
  return promise;
}

/** Keys of the five banks: a bank has two at most, so the second ones go around. */
async function keysOf(live: LiveOffice) {
  const rsa = await importPrivateKey(rfc9421Keys.rsaPss.privateJwk, 'rsa-pss-sha512');
  if (!rsa.ok) throw new Error(rsa.key);
  const [ed, ed2, p256, p256b, sm2, sm2b, rsa3072] = await Promise.all([
    ...[generateKey('ed25519'), generateKey('ed25519'), generateKey('ecdsa-p256-sha256'), generateKey('ecdsa-p256-sha256')],
    ...[generateKey('sm2-sm3'), generateKey('sm2-sm3'), generateKey('rsa-pss-sha512')],
  ]);
  if (!ed || !ed2 || !p256 || !p256b || !sm2 || !sm2b || !rsa3072) throw new Error('expected seven keys');
  const owned: readonly (readonly [string, ...SigningKey[]])[] = [
    ['甲银行', ed, p256b],
    ['乙银行', p256, ed2],
    ['丙银行', rsa.value, sm2b],
    ['丁银行', rsa3072],
    ['戊银行', sm2],
  ];
  const members: string[] = [];
  for (const [name, ...keys] of owned) {
    const { id, member } = await registerBank(live, name);
    members.push(member);
    for (const key of keys) await registerKey(live, id, key);
  }
  const pairs: Readonly<Record<KeyName, { own: SigningKey; other: SigningKey }>> = {
    ed25519: { own: ed, other: ed2 },
    'P-256': { own: p256, other: p256b },
    'RSA 2048': { own: rsa.value, other: rsa3072 },
    'RSA 3072': { own: rsa3072, other: rsa.value },
    SM2: { own: sm2, other: sm2b },
  };
  return { pairs, member: members[0] ?? '' };
}

/** A loan of the bank in review, with the open step that it may answer. */
async function makeLoan(member: string): Promise<string> {
  const { records, now } = asOffice().context;
  const values = { ...valuesOf(loan.fields, 'prj_1'), bank: member, amount: 100_000_000, submittedOn: '2020-01-01', signingMatter: undefined };
  const [{ id }] = await records.write([create(loan, values, { status: 'inReview' })]);
  const step = { project: 'prj_1', subject: id, subjectTitle: 'L1', step: 'loan.decide', part: '-', role: 'customerService' as const };
  await records.write([create(todo, { ...step, openedAt: now, dueAt: now }, {})]);
  return id;
}
