import { createSignatureSync, isSignatureError, verifySignature } from 'http-message-sig';
import { parseDictionary } from 'structured-headers';
import { describe, expect, it } from 'vitest';
import { concat, fromBase64, fromHex, sha, toBase64, toHex, utf8 } from './bytes.ts';
import { contentDigest, isDigestOf } from './digest.ts';
import {
  clientCert,
  digestCases,
  rfc9421Cases,
  rfc9421Hmac,
  rfc9421Keys,
  rfc9421Transforms,
  sm2Case,
  sm3Cases,
  testRequest,
  testResponse,
  thumbprints,
} from './fixture/vectors.ts';
import { importPrivateKey, importPublicKey, keyIdOf, type PublicKey } from './keys.ts';
import { sm2PublicKey, sm3 } from './sm.ts';

const keys = {
  'rsa-pss-sha512': await read(rfc9421Keys.rsaPss.spki, 'rsa-pss-sha512'),
  'ecdsa-p256-sha256': await read(rfc9421Keys.p256.spki, 'ecdsa-p256-sha256'),
  ed25519: await read(rfc9421Keys.ed25519.spki, 'ed25519'),
};

describe('RFC 9421 appendix B', () => {
  it.each(Object.entries(rfc9421Cases))('%s: the printed signature verifies over the printed base', async (_, { algorithm, lines, input, signature }) => {
    expect(await keys[algorithm].verify(baseOf(lines, input), bytes(signature))).toBe(true);
    expect(await keys[algorithm].verify(baseOf(lines, `${input} `), bytes(signature))).toBe(false);
  });

  const expressible = Object.entries(rfc9421Cases).filter(([name]) => name !== 'B.2.2');
  it.each(expressible)('%s: the library makes the printed base and verifies the message', async (name, { algorithm, lines, input, signature }) => {
    const message = messageOf(name);
    const { components, parameters } = readInput(input);
    let base = '';
    createSignatureSync(message, {
      components,
      parameters,
      signer: {
        algorithm,
        sign: (data) => {
          base = new TextDecoder().decode(data);
          return data;
        },
      },
    });
    expect(base).toBe(new TextDecoder().decode(baseOf(lines, input)));
    expect(await verifies({ ...message, fields: signed(message.fields, input, signature) }, keys[algorithm])).toBe(true);
  });

  it('B.2.2 names a query parameter, which the profile does not sign: the library says so', async () => {
    const { input, signature } = rfc9421Cases['B.2.2'];
    const message = messageOf('B.2.2');
    await expect(verifySignature({ ...message, fields: signed(message.fields, input, signature) }, policyFor(keys['rsa-pss-sha512']))).rejects.toThrow(
      /query-param is not supported/,
    );
  });

  it('B.2.5 is a shared secret, which the profile does not know; its base is right all the same', async () => {
    const { lines, input, signature } = rfc9421Hmac;
    const secret = await crypto.subtle.importKey('raw', bytes(rfc9421Keys.sharedSecret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    expect(toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', secret, baseOf(lines, input))))).toBe(signature);
  });

  it.each(Object.entries(rfc9421Transforms.messages))('B.4: %s', async (_, message) => {
    const accept = message.accept.map((value) => ({ name: 'Accept', value }));
    const others = Object.entries({ date: 'Fri, 15 Jul 2022 14:24:55 GMT', ...('more' in message ? message.more : {}) });
    const rest = others.map(([name, value]) => ({ name, value }));
    const fields = 'isLast' in message ? [...accept, ...rest] : [...rest, ...accept];
    const request = { kind: 'request', method: 'method' in message ? message.method : 'GET', targetUri: message.targetUri } as const;
    const { input, signature } = rfc9421Transforms;
    expect(await verifies({ ...request, fields: signed(fields, input, signature) }, keys.ed25519)).toBe(message.isValid);
  });

  it('B.1: each key is the same from its PEM and its JWK, and signs what its public key verifies', async () => {
    expect((await read(rfc9421Keys.rsaPss.jwk, 'rsa-pss-sha512')).keyId).toBe(keys['rsa-pss-sha512'].keyId);
    expect((await read(rfc9421Keys.p256.jwk, 'ecdsa-p256-sha256')).keyId).toBe(keys['ecdsa-p256-sha256'].keyId);
    expect((await read(rfc9421Keys.ed25519.jwk, 'ed25519')).keyId).toBe(keys.ed25519.keyId);
    for (const [material, algorithm] of [
      [rfc9421Keys.ed25519.pkcs8, 'ed25519'],
      [rfc9421Keys.p256.privateJwk, 'ecdsa-p256-sha256'],
      [rfc9421Keys.rsaPss.privateJwk, 'rsa-pss-sha512'],
    ] as const) {
      const own = await importPrivateKey(material, algorithm);
      if (!own.ok) throw new Error(own.key);
      expect(own.value.keyId).toBe(keys[algorithm].keyId);
      expect(await keys[algorithm].verify(utf8('案场'), await own.value.sign(utf8('案场')))).toBe(true);
    }
  });

  it('B.2.6: Ed25519 is deterministic, so signing gives the printed bytes', async () => {
    const own = await importPrivateKey(rfc9421Keys.ed25519.pkcs8, 'ed25519');
    if (!own.ok) throw new Error(own.key);
    const { lines, input, signature } = rfc9421Cases['B.2.6'];
    expect(toBase64(await own.value.sign(baseOf(lines, input)))).toBe(signature);
  });
});

describe('RFC 9530 digests', () => {
  it.each(digestCases)('$source', async (example) => {
    const printed = (['sha-256', 'sha-512'] as const).flatMap((name) => (name in example ? [`${name}=:${example[name]}:`] : []));
    const made = (await contentDigest(utf8(example.body), ['sha-512'])).split(', ');
    for (const member of printed) expect(made).toContain(member);
    expect(await isDigestOf(printed.join(', '), utf8(example.body))).toBe('sha-256' in example);
    expect(await isDigestOf(printed.join(', '), utf8(`${example.body} `))).toBe(false);
  });

  const body = utf8('{}');
  it.each([
    ['only a weaker-named one', async () => `sha=:${toBase64(await sha('SHA-256', body))}:`],
    ['an unknown one beside the right one', async () => `${await contentDigest(body)}, md5=:AAAA:`],
    ['a wrong sha-512 beside the right sha-256', async () => `${await contentDigest(body)}, sha-512=:${toBase64(new Uint8Array(64))}:`],
    ['a wrong sha-512 before the right sha-256', async () => `sha-512=:${toBase64(new Uint8Array(64))}:, ${await contentDigest(body)}`],
    ['one byte more', async () => `sha-256=:${toBase64(concat(await sha('SHA-256', body), Uint8Array.of(0)))}:`],
    ['a wrong sm3 beside the right sha-256', async () => `${await contentDigest(body)}, sm3=:${toBase64(new Uint8Array(32))}:`],
    ['the right one twice', async () => `${await contentDigest(body)}, ${await contentDigest(body)}`],
    ['a wrong one overwritten by the right one', async () => `sha-256=:AAAA:, ${await contentDigest(body)}`],
    ['a parameter', async () => `${await contentDigest(body)};q=1`],
    ['a string of the same letters', async () => (await contentDigest(body)).replaceAll(':', '"')],
    ['a truncated one', async () => `sha-256=:${toBase64((await sha('SHA-256', body)).subarray(0, 31))}:`],
    [
      'another spelling of the last letter',
      async () => (await contentDigest(body)).replace(/.=:$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}=:`),
    ],
    ['an inner list', async () => 'sha-256=(:AAAA:)'],
    ['nothing', async () => ''],
    ['no dictionary', async () => ':::'],
  ])('refuses %s', async (_, field) => {
    expect(await isDigestOf(await field(), body)).toBe(false);
  });

  it('takes sha-512 and sm3 beside sha-256', async () => {
    expect(await isDigestOf(await contentDigest(body, ['sha-512', 'sm3']), body)).toBe(true);
  });
});

it.each(Object.entries(thumbprints))('the key id of %s', async (_, { jwk, algorithm, keyId }) => {
  expect(await keyIdOf(jwk, algorithm)).toBe(keyId);
  expect((await read(jwk, algorithm)).keyId).toBe(keyId);
});

describe('SM2 and SM3', () => {
  it.each(sm3Cases)('SM3 of $text', async ({ text, hash }) => {
    expect(toHex(await sm3(utf8(text)))).toBe(hash);
  });

  it('the printed SM2 signature of the recommended curve verifies, over its message alone', async () => {
    const { message, privateKey, x, y, r, s } = sm2Case;
    expect(toHex((await sm2PublicKey(fromHex(privateKey))) ?? new Uint8Array())).toBe(`04${x}${y}`);
    const key = await read(toBase64(fromHex(`3059301306072a8648ce3d020106082a811ccf5501822d03420004${x}${y}`)), 'sm2-sm3');
    const der = fromHex(`3046022100${r}022100${s}`);
    expect(await key.verify(utf8(message), der)).toBe(true);
    expect(await key.verify(utf8(`${message}.`), der)).toBe(false);
  });
});

async function read(material: string | JsonWebKey, algorithm: PublicKey['algorithm']): Promise<PublicKey> {
  const key = await importPublicKey(material, algorithm);
  if (!key.ok) throw new Error(key.key);
  return key.value;
}

const bytes = (base64: string) => {
  const read = fromBase64(base64);
  if (!read) throw new Error(`expected base64, got ${base64}`);
  return read;
};

const baseOf = (lines: readonly string[], input: string) => utf8([...lines, `"@signature-params": ${input}`].join('\n'));

const fieldsOf = (fields: Record<string, string>) => Object.entries(fields).map(([name, value]) => ({ name, value }));

function messageOf(name: string) {
  if (name === 'B.2.4') return { kind: 'response', status: testResponse.status, fields: fieldsOf(testResponse.fields) } as const;
  const { method, targetUri, fields } = testRequest;
  if (name !== 'B.3') return { kind: 'request', method, targetUri, fields: fieldsOf(fields) } as const;
  return {
    kind: 'request',
    method,
    targetUri: 'https://service.internal.example/foo?param=Value&Pet=dog',
    fields: fieldsOf({ 'client-cert': clientCert }),
  } as const;
}

const signed = (fields: readonly { name: string; value: string }[], input: string, signature: string) => [
  ...fields,
  { name: 'Signature-Input', value: `sig=${input}` },
  { name: 'Signature', value: `sig=:${signature}:` },
];

const policyFor = (key: PublicKey) => ({
  policy: { algorithms: [key.algorithm], requiredComponents: [], requiredParameters: ['created'], now: 1_618_884_473 },
  resolveVerifier: () => key,
});

async function verifies(message: Parameters<typeof verifySignature>[0], key: PublicKey): Promise<boolean> {
  try {
    await verifySignature(message, policyFor(key));
    return true;
  } catch (error) {
    if (!isSignatureError(error) || error.code !== 'VerificationFailed') throw error;
    return false;
  }
}

/** The parts of a Signature-Input member, in their order. */
function readInput(input: string) {
  const [items, parameters] = parseDictionary(`sig=${input}`).get('sig') ?? [[], new Map()];
  if (!Array.isArray(items)) throw new Error('expected an inner list');
  const components = items.map(([name]) => String(name));
  return { components, parameters: Object.fromEntries(parameters) };
}
