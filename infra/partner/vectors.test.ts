import { execFileSync } from 'node:child_process';
import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { httpbis } from 'http-message-signatures';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fromBase64, utf8 } from '../../shared/kit/signatures/bytes.ts';
import { contentDigest } from '../../shared/kit/signatures/digest.ts';
import { importPublicKey, type PublicKey } from '../../shared/kit/signatures/keys.ts';
import { verifyRequest, verifyResponse } from '../../shared/kit/signatures/message.ts';
import type { RequestMessage } from '../../shared/kit/signatures/wire.ts';
import { isAlgorithm } from './key-file.ts';
import committed from './vectors.json' with { type: 'json' };
import { makeVectors, moment, type RequestVector, type Vectors, vectorNonce } from './vectors.ts';
import { readNotice, webhookKeys } from './webhooks.ts';

/** What was committed: other programs are held to these very bytes. */
const vectors = committed as unknown as Vectors;
const keys = new Map<string, PublicKey>();
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: moment * 1000 }); // the second library asks the clock itself
  for (const { algorithm, keyId, publicKey } of vectors.keys) {
    const key = isAlgorithm(algorithm) ? await importPublicKey(publicKey, algorithm) : undefined;
    if (key?.ok) keys.set(keyId, key.value);
  }
});
afterAll(() => void vi.useRealTimers());

const keyOf = async (keyId: string) => {
  const key = keys.get(keyId);
  return key && ({ key, state: 'active', notBefore: 0, notAfter: moment } as const);
};
const fieldsOf = (headers: Readonly<Record<string, string>>) => Object.entries(headers);
function messageOf({ method, url, body, headers }: RequestVector): RequestMessage {
  const { origin, pathname, search } = new URL(url);
  return { method, origin, path: pathname, query: search.slice(1), fields: fieldsOf(headers), body: utf8(body) };
}

describe('the test vectors', () => {
  it('are what the kit makes, but for signatures that are never twice alike', async () => {
    const blind = (made: Vectors): Vectors => ({
      ...made,
      requests: made.requests.map((x) => (x.algorithm === 'ed25519' ? x : { ...x, headers: { ...x.headers, signature: '' } })),
    });
    expect(blind(await makeVectors())).toEqual(blind(vectors));
    expect([...keys.keys()]).toEqual(vectors.keys.map(({ keyId }) => keyId));
  });

  it.each(vectors.requests.map((vector) => [vector.name, vector] as const))('%s: we accept it, and its signature is over its base', async (_, vector) => {
    expect(await verifyRequest(messageOf(vector), { now: moment, keyOf })).toMatchObject({ ok: true, nonce: vectorNonce, keyId: vector.keyId });
    const signature = fromBase64(String(vector.headers.signature).slice('psp=:'.length, -1)) ?? utf8('');
    expect(await keys.get(vector.keyId)?.verify(utf8(vector.signatureBase), signature)).toBe(true);
    expect(await verifyRequest(messageOf({ ...vector, url: `${vector.url}x` }), { now: moment, keyOf })).toMatchObject({ ok: false });
  });

  it.each(vectors.requests.filter((x) => x.algorithm !== 'sm2-sm3').map((vector) => [vector.name, vector] as const))(
    '%s: a second library accepts it',
    async (_, vector) => {
      const { publicKey = '' } = vectors.keys.find((x) => x.keyId === vector.keyId) ?? {};
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
      const keyLookup = async () => ({
        id: vector.keyId,
        algs: [vector.algorithm],
        verify: async (data: Buffer, signature: Buffer) => isSigned(vector.algorithm, { key, data, signature }),
      });
      const policy = { keyLookup, requiredParams: ['created', 'expires', 'nonce', 'keyid', 'tag'], requiredFields: ['@method', '@target-uri'] };
      const { method, url, headers } = vector;
      expect(await httpbis.verifyMessage(policy, { method, url, headers: { ...headers } })).toBe(true);
      expect(await httpbis.verifyMessage(policy, { method, url: `${url}x`, headers: { ...headers } })).toBe(false);
    },
  );

  it.each(vectors.responses.map((vector) => [vector.name, vector] as const))(
    '%s is taken or not as it says',
    async (_, { request: name, status, body, headers, verifies }) => {
      const asked = vectors.requests.find((x) => x.name === name);
      if (!asked) throw new Error(`expected the request ${name}`);
      const outcome = await verifyResponse(
        { status, fields: fieldsOf(headers), body: utf8(body) },
        { ...messageOf(asked), nonce: asked.nonce },
        { now: moment, keyOf },
      );
      expect(outcome.ok).toBe(verifies);
    },
  );

  it.each(vectors.webhooks.map((vector) => [vector.name, vector] as const))(
    '%s is taken or not as it says',
    async (_, { key, now, body, headers, verifies }) => {
      const outcome = await readNotice({ fields: fieldsOf(headers), body: utf8(body) }, { keys: await webhookKeys([key]), now });
      expect(typeof outcome === 'object').toBe(verifies);
    },
  );
});

/** Verified by OpenSSL, without any code of ours. */
function isSigned(algorithm: string, { key, data, signature }: { key: KeyObject; data: Buffer; signature: Buffer }): boolean {
  if (algorithm === 'ed25519') return verify(null, data, key, signature);
  if (algorithm === 'ecdsa-p256-sha256') return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  return verify('sha512', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }, signature);
}

const example = (name: string) => fileURLToPath(new URL(`examples/${name}`, import.meta.url));

/** How each example is run, and what must be there for it. */
const programs: Readonly<
  Record<string, { readonly command: string; readonly file: string; readonly needs: readonly string[]; readonly quick?: readonly string[] }>
> = {
  TypeScript: { command: process.execPath, file: example('signed-request.ts'), needs: ['--version'] },
  Python: { command: 'python3', file: example('signed-request.py'), needs: ['-c', 'import cryptography'] },
  Java: { command: 'java', file: example('SignedRequest.java'), needs: ['--version'], quick: ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'] },
};
const lacks = ({ command, needs }: { command: string; needs: readonly string[] }): string | undefined => {
  try {
    const said = execFileSync(command, [...needs], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return command === 'java' && Number(/\d+/.exec(said)?.[0]) < 17 ? `${command} is older than 17` : undefined;
  } catch {
    return `${command} ${needs.join(' ')} fails here`;
  }
};

describe.each(Object.entries(programs))('the example in %s', (name, program) => {
  const lack = lacks(program);
  const decisions = vectors.requests.filter((x) => x.name.startsWith('decision') && x.algorithm !== 'sm2-sm3');
  if (lack) console.warn(`The example in ${name} is not run: ${lack}.`);

  it.runIf(!lack)('signs as the vectors do with every algorithm that it has, and takes what the office signed alone', async () => {
    for (const vector of decisions) {
      const { privateKey = '' } = vectors.keys.find((x) => x.keyId === vector.keyId) ?? {};
      const args = vector.algorithm === 'ed25519' ? [] : [vector.algorithm, vector.keyId, privateKey];
      const [base = '', headers = '', verdicts = ''] = execFileSync(program.command, [...(program.quick ?? []), program.file, ...args], { encoding: 'utf8' })
        .trim()
        .split(/\r?\n\r?\n/);
      expect(base.replaceAll('\r', '')).toBe(vector.signatureBase);
      const made = Object.fromEntries(headers.split(/\r?\n/).map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]));
      if (vector.algorithm === 'ed25519') expect({ ...vector.headers, ...made }).toEqual(vector.headers);
      const sent = { ...vector, headers: { ...vector.headers, ...made } };
      expect(await verifyRequest(messageOf(sent), { now: moment, keyOf }), vector.algorithm).toMatchObject({ ok: true, keyId: vector.keyId });
      expect(verdicts.split(/\r?\n/)).toEqual([
        'answer: verified',
        'answer with another body: refused',
        'answer with another status: refused',
        'webhook: verified',
        'webhook with another body: refused',
        'webhook six minutes later: refused',
      ]);
    }
  });
});

it('the page shows the vector that it explains, byte by byte', async () => {
  const page = readFileSync(fileURLToPath(new URL('README.md', import.meta.url)), 'utf8');
  const vector = vectors.requests.find((x) => x.name === 'decision, ed25519');
  const [answer] = vectors.responses;
  if (!vector || !answer) throw new Error('expected the vectors of the page');
  for (const part of [vector.signatureBase, vector.body, ...Object.values(vector.headers), answer.signatureBase]) expect(page).toContain(part);
  expect(page).toContain(await contentDigest(utf8(vector.body)));
});
