import { createPrivateKey, createPublicKey, type KeyObject, sign as nodeSign, verify as nodeVerify } from 'node:crypto';
import fc from 'fast-check';
import { httpbis } from 'http-message-signatures';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Algorithm } from './algorithms.ts';
import { toBase64Url, utf8 } from './bytes.ts';
import { requestCoverage } from './coverage.ts';
import { contentDigest } from './digest.ts';
import { generateKey, type NewKey } from './keys.ts';
import { signRequest, signResponse, verifyRequest, verifyResponse } from './message.ts';
import { requestProfile } from './profile.ts';
import { type Field, type RequestMessage, type ResponseMessage, targetUriOf } from './wire.ts';

const now = 1_800_000_000;
const keys = new Map<Algorithm, NewKey>();

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 }); // the second library asks the clock itself
  for (const algorithm of ['ed25519', 'ecdsa-p256-sha256', 'rsa-pss-sha512', 'sm2-sm3'] as const) keys.set(algorithm, await generateKey(algorithm));
});
afterAll(() => void vi.useRealTimers());

/** Mostly the fast algorithms: an SM2 verification takes some milliseconds. */
const algorithm = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Algorithm>('ed25519') },
  { weight: 30, arbitrary: fc.constant<Algorithm>('ecdsa-p256-sha256') },
  { weight: 2, arbitrary: fc.constant<Algorithm>('rsa-pss-sha512') },
  { weight: 1, arbitrary: fc.constant<Algorithm>('sm2-sm3') },
);

const fieldText = fc.stringMatching(/^[\x21-\x7e](?:[\x20-\x7e]{0,30}[\x21-\x7e])?$/);
const nonce = fc.uint8Array({ minLength: 17, maxLength: 48 }).map(toBase64Url);

const request: fc.Arbitrary<RequestMessage> = fc
  .record({
    method: fc.constantFrom(...requestProfile.methods),
    path: fc.stringMatching(/^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,12}){1,4}$/),
    query: fc.oneof(fc.constant(''), fc.stringMatching(/^(?:[A-Za-z0-9._~!$()*+,;:@/?=&-]|%[0-9A-F]{2}){1,24}$/)),
    body: fc.oneof(fc.constant(utf8('')), fc.json().map(utf8), fc.uint8Array({ minLength: 1, maxLength: 200 })),
    contentType: fc.option(fieldText, { nil: undefined }),
    authorization: fc.option(fieldText, { nil: undefined }),
    accept: fc.option(fieldText, { nil: undefined }),
    idempotencyKey: fc.uuid().map((id) => `"${id}"`),
  })
  .map(({ contentType, authorization, accept, idempotencyKey, ...line }) => {
    const isChanging = line.method !== 'GET';
    const all = {
      'Content-Type': contentType ?? (line.body.length > 0 ? 'application/octet-stream' : undefined),
      Authorization: authorization,
      ACCEPT: accept,
      'Idempotency-Key': isChanging ? idempotencyKey : undefined,
    };
    const fields = Object.entries(all).flatMap(([name, value]): Field[] => (value === undefined ? [] : [[name, value]]));
    return { origin: 'https://api.example.com', ...line, fields };
  });

describe('a second implementation of RFC 9421 and ours agree', () => {
  it('on 1,000 requests that we sign, and on each of them altered', async () => {
    await fc.assert(
      fc.asyncProperty(algorithm, request, nonce, async (name, message, once) => {
        const key = keyOf(name);
        const full = { ...message, fields: [...message.fields, ...(await signRequest(message, { key, now, nonce: once }))] };
        expect(await theyVerify(full, key)).toBe(true);
        const altered = { ...full, path: `${full.path}x` };
        expect(await theyVerify(altered, key)).toBe(false);
        expect(await weVerify(altered, key)).toBe('signature.value');
      }),
      { numRuns: 1_000, seed: 9_421 },
    );
  });

  it('on 1,000 requests that they sign, components and parameters in any order', async () => {
    const order = fc.infiniteStream(fc.nat());
    await fc.assert(
      fc.asyncProperty(algorithm, request, nonce, fc.boolean(), order, async (name, message, once, isNamed, stream) => {
        const key = keyOf(name);
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => [stream.next().value ?? 0, item] as const)
            .sort((a, b) => a[0] - b[0])
            .map(([, item]) => item);
        const digest: Field[] = message.body.length > 0 ? [['Content-Digest', await contentDigest(message.body)]] : [];
        const whole = { ...message, fields: [...message.fields, ...digest] };
        const signed = await httpbis.signMessage(
          {
            key: { id: key.keyId, alg: name, sign: (data) => engineOf(key).sign(data) },
            name: 'theirs',
            fields: shuffled([...requestCoverage(whole).required, ...whole.fields.flatMap(([x]) => (x === 'ACCEPT' ? ['accept'] : []))]),
            params: shuffled(['created', 'expires', 'nonce', 'keyid', 'tag', ...(isNamed ? ['alg'] : [])]),
            paramValues: { created: new Date(now * 1000), expires: new Date((now + 300) * 1000), nonce: once, tag: 'psp-1' },
          },
          theirRequest(whole),
        );
        expect(await weVerify({ ...whole, fields: Object.entries(signed.headers).map(([x, value]) => [x, String(value)]) }, key)).toBe(undefined);
      }),
      { numRuns: 1_000, seed: 9_421 },
    );
  });

  it('on 200 responses that we sign, bound to their requests', async () => {
    await fc.assert(
      fc.asyncProperty(algorithm, request, nonce, fc.integer({ min: 200, max: 599 }), fc.json(), async (name, message, once, status, body) => {
        const key = keyOf(name);
        const asked = { ...message, fields: [...message.fields, ...(await signRequest(message, { key, now, nonce: once }))], nonce: once };
        const answer: ResponseMessage = { status, fields: [['content-type', 'application/json']], body: utf8(body) };
        const full = { ...answer, fields: [...answer.fields, ...(await signResponse(answer, asked, { key, now, nonce: once }))] };
        const theirs = { status, headers: Object.fromEntries(full.fields) };
        expect(await httpbis.verifyMessage(theirPolicy(key), theirs, theirRequest(asked))).toBe(true);
        expect((await verifyResponse(full, asked, { now, keyOf: store(key) })).ok).toBe(true);
        expect(await httpbis.verifyMessage(theirPolicy(key), { ...theirs, status: status + 1 }, theirRequest(asked))).toBe(false);
      }),
      { numRuns: 200, seed: 9_421 },
    );
  });
});

/** Where the two differ, ours is the stricter; each difference has its reason. */
describe('they disagree', () => {
  const plain: RequestMessage = { method: 'GET', origin: 'https://api.example.com', path: '/partner/cases', query: '', fields: [], body: utf8('') };
  const once = 'n0nceOfTheSigner_000001';
  const signed = async (key: NewKey) => ({ ...plain, fields: await signRequest(plain, { key, now, nonce: once }) });
  const edit = (message: RequestMessage, change: (text: string) => string): RequestMessage => ({
    ...message,
    fields: message.fields.map(([name, value]) => [name, name === 'signature-input' ? change(value) : value]),
  });

  it('on a decimal point that adds nothing: they sign the number, we the text', async () => {
    const key = keyOf('ed25519');
    const altered = edit(await signed(key), (text) => text.replace(/created=(\d+)/, 'created=$1.0'));
    expect(await theyVerify(altered, key)).toBe(true);
    expect(await weVerify(altered, key)).toBe('signature.parse');
  });

  it('on a method in lower case: they raise it, for us it is another method', async () => {
    const key = keyOf('ed25519');
    const altered = { ...(await signed(key)), method: 'get' };
    expect(await theyVerify(altered, key)).toBe(true);
    expect(await weVerify(altered, key)).toBe('request.method');
  });

  it('on a broken signature beside a valid one: for them the last decides', async () => {
    const key = keyOf('ed25519');
    const good = await signed(key);
    const joined = good.fields.map(([name, value]): Field => {
      const broken = name === 'signature' ? value.replace(/:.(.)/, (_, x) => `:${x === 'A' ? 'BB' : 'AA'}`) : value;
      return [name, `${broken.replace('psp=', 'first=')}, ${value}`];
    });
    expect(await theyVerify({ ...good, fields: joined }, key)).toBe(true);
    expect(await weVerify({ ...good, fields: joined }, key)).toBe('signature.tag.many');
  });

  it('on a signature without a time: they pass over the age, we need it', async () => {
    const key = keyOf('ed25519');
    const made = await httpbis.signMessage(
      {
        key: { id: key.keyId, sign: (data) => engineOf(key).sign(data) },
        fields: ['@method', '@target-uri'],
        params: ['keyid', 'tag'],
        paramValues: { tag: 'psp-1' },
      },
      theirRequest(plain),
    );
    const message = { ...plain, fields: Object.entries(made.headers).map(([name, value]): Field => [name, String(value)]) };
    expect(await theyVerify(message, key)).toBe(true);
    expect(await weVerify(message, key)).toBe('signature.parameters');
  });
});

function keyOf(name: Algorithm): NewKey {
  const key = keys.get(name);
  if (!key) throw new Error(`expected a key of ${name}`);
  return key;
}

type Engine = { sign: (data: Buffer) => Promise<Buffer>; verify: (data: Buffer, signature: Buffer) => Promise<boolean> };

/** Their side signs and verifies with OpenSSL through Node, so that no line of ours is in it; Node has no SM2 with a signer id. */
function engineOf(key: NewKey): Engine {
  if (key.algorithm === 'sm2-sm3') return { sign: async (data) => Buffer.from(await key.sign(data)), verify: key.verify };
  const { digest, ...options } = nodeSettings[key.algorithm];
  const engine = engines.get(key.keyId) ?? {
    own: createPrivateKey({ key: Buffer.from(key.pkcs8, 'base64'), format: 'der', type: 'pkcs8' }),
    open: createPublicKey({ key: Buffer.from(key.spki, 'base64'), format: 'der', type: 'spki' }),
  };
  engines.set(key.keyId, engine);
  return {
    sign: async (data) => nodeSign(digest, data, { key: engine.own, ...options }),
    verify: async (data, signature) => nodeVerify(digest, data, { key: engine.open, ...options }, signature),
  };
}

const engines = new Map<string, { own: KeyObject; open: KeyObject }>();

const nodeSettings = {
  ed25519: { digest: null },
  'ecdsa-p256-sha256': { digest: 'sha256', dsaEncoding: 'ieee-p1363' },
  'rsa-pss-sha512': { digest: 'sha512', padding: 6, saltLength: 64 }, // RSA_PKCS1_PSS_PADDING
} as const;

const store = (key: NewKey) => async (keyId: string) => (keyId === key.keyId ? { key, state: 'active' as const, notBefore: 0, notAfter: now } : undefined);

async function weVerify(message: RequestMessage, key: NewKey): Promise<string | undefined> {
  const outcome = await verifyRequest(message, { now, keyOf: store(key) });
  return outcome.ok ? undefined : outcome.reason;
}

const theirRequest = (message: RequestMessage) => ({ method: message.method, url: targetUriOf(message), headers: Object.fromEntries(message.fields) });

const theirPolicy = (key: NewKey) => ({
  keyLookup: async () => ({ id: key.keyId, algs: [key.algorithm], ...engineOf(key) }),
});

const theyVerify = async (message: RequestMessage, key: NewKey): Promise<boolean | null> => httpbis.verifyMessage(theirPolicy(key), theirRequest(message));
