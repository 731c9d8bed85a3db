import type { Algorithm } from '../../shared/kit/signatures/algorithms.ts';
import { utf8 } from '../../shared/kit/signatures/bytes.ts';
import { importPrivateKey, type SigningKey } from '../../shared/kit/signatures/keys.ts';
import { signRequest, signResponse } from '../../shared/kit/signatures/message.ts';
import { signWebhook, webhookKey } from '../../shared/kit/signatures/webhook.ts';
import { type Field, type RequestMessage, targetUriOf } from '../../shared/kit/signatures/wire.ts';
import { isAlgorithm } from './key-file.ts';
import { signatureBase } from './signature-base.ts';
import keyFiles from './vector-keys.json' with { type: 'json' };

/** The moment of all vectors, and a nonce, which a real request never uses twice. */
export const moment = 1_772_413_200; // 2026-03-02T01:00:00Z
export const vectorNonce = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';

type Named = { readonly name: string };
export type RequestVector = Named & {
  readonly algorithm: Algorithm;
  readonly keyId: string;
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** As they are sent, those of the signature last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly created: number;
  readonly nonce: string;
  readonly signatureBase: string;
};
/** An answer to the request vector of that name; `verifies` says what a partner must make of it. */
export type ResponseVector = Named & {
  readonly request: string;
  readonly keyId: string;
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signatureBase: string;
  readonly verifies: boolean;
};
export type WebhookVector = Named & {
  readonly key: string;
  readonly now: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly verifies: boolean;
};
export type Vectors = {
  readonly about: string;
  readonly keys: readonly { readonly algorithm: string; readonly keyId: string; readonly publicKey: string; readonly privateKey: string }[];
  readonly requests: readonly RequestVector[];
  readonly responses: readonly ResponseVector[];
  readonly webhooks: readonly WebhookVector[];
};

/**
 * Makes the test vectors from fixed keys, a fixed time and a fixed nonce. Ed25519 signs the same text always alike; the signatures of
 * the other algorithms differ from run to run, while what they sign does not.
 *
 * @example console.log(JSON.stringify(await makeVectors()))
 */
export async function makeVectors(): Promise<Vectors> {
  const keys = await Promise.all(keyFiles.map(open));
  const requests = await Promise.all(
    keys.flatMap((key) => Object.entries(shapes).map(([shape, request]) => requestVector(`${shape}, ${key.algorithm}`, request, key))),
  );
  const [office] = keys;
  if (!office) throw new Error('expected the keys of the vectors');
  const [responses, webhooks] = await Promise.all([responseVectors(office), webhookVectors(office)]);
  return { about, keys: keyFiles, requests, responses, webhooks };
}

const about = 'PSP-1 test vectors. The private keys are published here: never use them. The Ed25519 key also plays the office.';
const origin = 'https://office.example.cn';

const shapes: Readonly<Record<string, RequestMessage>> = {
  list: { method: 'GET', origin, path: '/api/partner/v1/loans', query: 'status=inReview&limit=50', fields: [], body: utf8('') },
  decision: {
    method: 'POST',
    origin,
    path: '/api/partner/v1/loans/lon_01hf7yat00abcdefghjkmn/decision',
    query: '',
    fields: [
      ['content-type', 'application/json'],
      ['idempotency-key', '"0f9a2f6e-4f4e-4d5c-9a64-2f6b3a1d8c77"'],
    ],
    body: utf8('{"isApproved":true,"decidedOn":"2026-03-02","amount":128000000,"bankReference":"沪贷2026-0117"}'),
  },
  'nothing to say': {
    method: 'POST',
    origin,
    path: '/api/partner/v1/uploads/scn_01hf7yat00abcdefghjkmn/kept',
    query: '',
    fields: [['idempotency-key', '"5b0c8a52-9c1f-4f0e-8d2f-0a7f6f1c2d3e"']],
    body: utf8(''),
  },
};

async function open({ algorithm, privateKey }: { algorithm: string; privateKey: string }): Promise<SigningKey> {
  const key = isAlgorithm(algorithm) ? await importPrivateKey(privateKey, algorithm) : undefined;
  if (!key?.ok) throw new Error(`expected a key of the vectors, got ${algorithm}`);
  return key.value;
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const signing = (key: SigningKey) => ({ key, now: moment, nonce: vectorNonce });
const withFields = <M extends { fields: readonly Field[] }>(message: M, more: readonly Field[]): M => ({ ...message, fields: [...message.fields, ...more] });

async function requestVector(name: string, request: RequestMessage, key: SigningKey): Promise<RequestVector> {
  const signed = withFields(request, await signRequest(request, signing(key)));
  const sent = { method: request.method, url: targetUriOf(request), body: textOf(request.body), headers: Object.fromEntries(signed.fields) };
  const made = { created: moment, nonce: vectorNonce, signatureBase: signatureBase(signed) };
  return { name, algorithm: key.algorithm, keyId: key.keyId, ...sent, ...made };
}

async function responseVectors(office: SigningKey): Promise<ResponseVector[]> {
  const { decision } = shapes;
  if (!decision) throw new Error('expected the request that is answered');
  const request = withFields(decision, await signRequest(decision, signing(office)));
  const fields: Field[] = [['content-type', 'application/json']];
  const body = utf8('{"data":{"id":"lon_01hf7yat00abcdefghjkmn","status":"approved","approvedAmount":128000000}}');
  const unsigned = { status: 200, fields, body };
  const good = withFields(unsigned, await signResponse(unsigned, request, signing(office)));
  const late = withFields(unsigned, await signResponse(unsigned, request, { ...signing(office), nonce: vectorNonce.toLowerCase() }));
  const cases = {
    'an answer': { message: good, verifies: true },
    'an answer with another body': { message: { ...good, body: utf8(textOf(body).replace('128000000', '1280000')) }, verifies: false },
    'an answer with another status': { message: { ...good, status: 201 }, verifies: false },
    'an answer to an earlier request': { message: late, verifies: false },
  };
  return Object.entries(cases).map(([name, { message, verifies }]) => ({
    name,
    request: 'decision, ed25519',
    keyId: office.keyId,
    status: message.status,
    body: textOf(message.body),
    headers: Object.fromEntries(message.fields),
    signatureBase: signatureBase(message, request),
    verifies,
  }));
}

async function webhookVectors(office: SigningKey): Promise<WebhookVector[]> {
  const body = '{"type":"loan.inReview","timestamp":"2026-03-02T01:00:00.000Z","data":{"id":"lon_01hf7yat00abcdefghjkmn"}}';
  const headers = Object.fromEntries(await signWebhook({ id: 'whd_01hf7yat00abcdefghjkmn', timestamp: moment, body: utf8(body) }, [office]));
  const usual = { key: webhookKey(office), now: moment, body, headers, verifies: true };
  return [
    { ...usual, name: 'a notice' },
    {
      ...usual,
      name: 'a notice while the key is replaced',
      headers: { ...headers, 'webhook-signature': `v1a,${'A'.repeat(86)}== ${headers['webhook-signature']}` },
    },
    { ...usual, name: 'a notice with another body', body: body.replace('inReview', 'refused'), verifies: false },
    { ...usual, name: 'a notice that is six minutes old', now: moment + 360, verifies: false },
    { ...usual, name: 'a notice under another id', headers: { ...headers, 'webhook-id': 'whd_01hf7yat00abcdefghjkmp' }, verifies: false },
  ];
}
