import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Algorithm } from './algorithms.ts';
import { requestShapes } from './fixture/requests.ts';
import { tamperings } from './fixture/tampering.ts';
import { rfc9421Keys } from './fixture/vectors.ts';
import { generateKey, importPrivateKey, type SigningKey } from './keys.ts';
import { type KnownKey, signRequest, type VerifyOptions, verifyRequest } from './message.ts';
import type { Field, RequestMessage } from './wire.ts';

const now = 1_800_000_000;
const nonce = 'n0nceOfTheSigner_000001';

/** Five keys: every algorithm, and RSA of both lengths in use. */
const keyNames = { ed25519: 'ed25519', 'P-256': 'ecdsa-p256-sha256', 'RSA 2048': 'rsa-pss-sha512', 'RSA 3072': 'rsa-pss-sha512', SM2: 'sm2-sm3' } as const;
type KeyName = keyof typeof keyNames;
const all = new Map<string, Promise<Signed>>();
const pairs = new Map<KeyName, { key: SigningKey; other: SigningKey }>();

beforeAll(async () => {
  for (const [name, algorithm] of Object.entries(keyNames) as [KeyName, Algorithm][]) {
    const made = name === 'RSA 3072' ? pairs.get('RSA 2048')?.other : undefined; // an RSA key takes about a second to make
    pairs.set(name, {
      key: name === 'RSA 2048' ? await rsa2048() : await generateKey(algorithm),
      other: made ?? (await generateKey(algorithm)),
    });
  }
});

const cases = Object.keys(keyNames).flatMap((key) => Object.keys(requestShapes).map((shape) => [key as KeyName, shape] as const));

describe.each(cases)('a request signed with %s: %s', (keyName, shapeName) => {
  it('is accepted as it was signed', async () => {
    const { signed, options, pair } = await signedShape(keyName, shapeName);
    expect(await verifyRequest(signed, options)).toMatchObject({ ok: true, keyId: pair.key.keyId, nonce, created: now, expires: now + 300 });
  });

  it.each(Object.entries(tamperings))('is refused with %s', async (_, { tamper, reasons }) => {
    const { signed, options, pair } = await signedShape(keyName, shapeName);
    const altered = await tamper(signed, { other: pair.other, keyId: pair.key.keyId, now, nonce: 'n0nceOfTheAttacker_0001' });
    expect(altered).not.toEqual(signed);
    const outcome = await verifyRequest(altered, options);
    expect(outcome.ok).toBe(false);
    expect(reasons).toContain(outcome.ok ? '' : outcome.reason);
  });
});

it('has 24 alterations of 4 shapes under 5 keys', () => {
  expect(Object.keys(tamperings).length * cases.length).toBe(480);
});

/**
 * Every byte of the request line, of names and values of fields and of the body is a target. One flip in a few hundred turns a
 * letter of a field's name into its other case, which is the same name: such flips are known beforehand, and must be accepted.
 */
it('refuses 5,000 random bit flips of the line, the fields and the body, and accepts only other cases of a field name', async () => {
  const weighted: KeyName[] = [...Array<KeyName>(24).fill('ed25519'), ...Array<KeyName>(24).fill('P-256'), 'RSA 2048', 'RSA 3072', 'SM2'];
  const counted = { refused: 0, sameName: 0 };
  const flips = fc.record({ key: fc.constantFrom(...weighted), shape: fc.constantFrom(...Object.keys(requestShapes)), at: fc.nat(1_000_000), bit: fc.nat(7) });
  await fc.assert(
    fc.asyncProperty(flips, async ({ key, shape, at, bit }) => {
      const one = await signedShape(key, shape);
      const { request, isSameName } = flip(one.signed, at, bit);
      const outcome = await verifyRequest(request, one.options);
      expect(outcome.ok).toBe(isSameName);
      counted[isSameName ? 'sameName' : 'refused']++;
    }),
    { numRuns: 5_300, seed: 20_260_901 },
  );
  expect(counted.refused).toBeGreaterThanOrEqual(5_000);
  expect(counted.sameName).toBeGreaterThan(0);
});

type Signed = { signed: RequestMessage; options: VerifyOptions; pair: { key: SigningKey; other: SigningKey } };

/** Each shape is signed once with each key. */
function signedShape(keyName: KeyName, shapeName: string): Promise<Signed> {
  const name = `${keyName}/${shapeName}`;
  const signed = all.get(name) ?? signShape(keyName, shapeName);
  all.set(name, signed);
  return signed;
}

async function signShape(keyName: KeyName, shapeName: string): Promise<Signed> {
  const pair = pairs.get(keyName);
  const request = requestShapes[shapeName];
  if (!pair || !request) throw new Error(`expected a key and a shape, got ${keyName} and ${shapeName}`);
  const known = new Map([pair.key, pair.other].map((key): [string, KnownKey] => [key.keyId, { key, state: 'active', notBefore: 0, notAfter: 2 ** 40 }]));
  const extra = request.fields.flatMap(([name]) => (name === 'accept' ? ['accept' as const] : [])); // so that every field is signed, and no flip is harmless
  const signed = { ...request, fields: [...request.fields, ...(await signRequest(request, { key: pair.key, now, nonce, extra }))] };
  return { signed, options: { now, keyOf: async (keyId) => known.get(keyId) }, pair };
}

/** Flips one bit of the message, counted through all of its parts. */
function flip(message: RequestMessage, at: number, bit: number): { request: RequestMessage; isSameName: boolean } {
  const texts = [message.method, message.path, message.query, ...message.fields.flat()];
  const lengths = [...texts.map((text) => text.length), message.body.length];
  let rest = at % lengths.reduce((sum, length) => sum + length, 0);
  const part = lengths.findIndex((length) => {
    if (rest < length) return true;
    rest -= length;
    return false;
  });
  if (part === texts.length)
    return { request: { ...message, body: message.body.map((byte, i) => (i === rest ? byte ^ (1 << bit) : byte)) }, isSameName: false };
  const altered = texts.map((text, i) =>
    i === part ? text.slice(0, rest) + String.fromCharCode(text.charCodeAt(rest) ^ (1 << bit)) + text.slice(rest + 1) : text,
  );
  const [method = '', path = '', query = '', ...flat] = altered;
  const fields = message.fields.map((_, i): Field => [flat[2 * i] ?? '', flat[2 * i + 1] ?? '']);
  const isName = part >= 3 && (part - 3) % 2 === 0;
  return { request: { ...message, method, path, query, fields }, isSameName: isName && altered[part]?.toLowerCase() === texts[part]?.toLowerCase() };
}

async function rsa2048(): Promise<SigningKey> {
  const key = await importPrivateKey(rfc9421Keys.rsaPss.privateJwk, 'rsa-pss-sha512');
  if (!key.ok) throw new Error(key.key);
  return key.value;
}
