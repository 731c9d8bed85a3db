import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign as nodeSign, verify as nodeVerify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Algorithm, algorithms } from './algorithms.ts';
import { concat, fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts';
import { isEd25519Key } from './ed25519-point.ts';
import { sm2Case } from './fixture/vectors.ts';
import { generateKey, importPrivateKey, importPublicKey, type NewKey, type PublicKey } from './keys.ts';
import { sm2Generate, sm2Sign, sm2Verifier } from './sm.ts';

const names = Object.keys(algorithms) as Algorithm[];
const keys = new Map<Algorithm, Promise<NewKey>>();
const folder = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(names)('a key of %s', (algorithm) => {
  it('comes back from its written form, and verifies what its other half signs', async () => {
    const made = await keyFor(algorithm);
    const own = await importPrivateKey(made.pkcs8, algorithm);
    const open = await importPublicKey(made.spki, algorithm);
    if (!own.ok || !open.ok) throw new Error('expected both halves to be read');
    expect(own.value.keyId).toBe(made.keyId);
    expect(open.value.keyId).toBe(made.keyId);
    expect(made.keyId).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const signature = await own.value.sign(utf8('案场'));
    expect(await open.value.verify(utf8('案场'), signature)).toBe(true);
    expect(await open.value.verify(utf8('案场 '), signature)).toBe(false);
    for (const wrong of [signature.subarray(1), signature.subarray(0, -1), concat(signature, Uint8Array.of(0)), new Uint8Array(), new Uint8Array(64)]) {
      expect(await open.value.verify(utf8('案场'), wrong)).toBe(false);
    }
  });

  it('is read from PEM as from base64', async () => {
    const { spki, keyId } = await keyFor(algorithm);
    expect(await importPublicKey(pem(spki, 'PUBLIC KEY'), algorithm)).toMatchObject({ ok: true, value: { keyId, spki } });
  });

  it('is refused as a private key, in every form', async () => {
    const { pkcs8 } = await keyFor(algorithm);
    expect(await refusalOf(pkcs8, algorithm)).toBe('key.private');
    expect(await refusalOf(pem(pkcs8, 'PRIVATE KEY'), algorithm)).toBe('key.private');
    expect(await refusalOf({ kty: 'EC', d: 'AA' }, algorithm)).toBe('key.private');
  });

  it.each(['', 'x', '-----BEGIN PUBLIC KEY-----', 'MAA', pem('MAA=', 'CERTIFICATE'), '案场'])('is refused for %j', async (text) => {
    expect(await refusalOf(text, algorithm)).toBe('key.encoding');
  });

  it('is refused with a byte after its end, or one less', async () => {
    const spki = fromBase64((await keyFor(algorithm)).spki) ?? new Uint8Array();
    for (const wrong of [concat(spki, Uint8Array.of(0)), spki.subarray(0, -1)])
      expect(await refusalOf(toBase64(wrong), algorithm)).toMatch(/^key\.(?:point|encoding)$/);
  });

  it.each(names.filter((name) => name !== algorithm))('is refused for one of %s', async (asked) => {
    const { spki } = await keyFor(algorithm);
    const areCurves = [asked, algorithm].every((name) => algorithms[name].kty === 'EC');
    expect(await refusalOf(spki, asked)).toBe(areCurves ? 'key.curve' : 'key.type');
  });
});

describe('a key is refused', () => {
  it.each([
    [1024, 65_537, 'key.short'],
    [2040, 65_537, 'key.short'],
    [2048, 3, 'key.exponent'],
  ] as const)('as RSA of %i bits with the exponent %i', async (modulusLength, publicExponent, reason) => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
    expect(await refusalOf(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'rsa-pss-sha512')).toBe(reason);
    expect(await refusalOf(publicKey.export({ format: 'jwk' }), 'rsa-pss-sha512')).toBe(reason);
  });

  it('as RSA of more than 4,096 bits', async () => {
    const modulus = concat(Uint8Array.of(0x80), crypto.getRandomValues(new Uint8Array(512)).fill(1, 511));
    const n = toBase64(modulus).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    expect(await refusalOf({ kty: 'RSA', e: 'AQAB', n }, 'rsa-pss-sha512')).toBe('key.long');
  });

  it.each(['secp384r1', 'secp256k1', 'secp521r1'])('on the curve %s', async (namedCurve) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve });
    const text = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(await refusalOf(text, 'ecdsa-p256-sha256')).toBe('key.curve');
    expect(await refusalOf(text, 'sm2-sm3')).toBe('key.curve');
  });

  it('of Ed448, X25519 or RSASSA-PSS parameters, as another type', async () => {
    const ed448 = generateKeyPairSync('ed448').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const x25519 = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(await refusalOf(ed448, 'ed25519')).toBe('key.type');
    expect(await refusalOf(x25519, 'ed25519')).toBe('key.type');
    expect(await refusalOf(pss, 'rsa-pss-sha512')).toBe('key.type');
  });

  it.each(['ecdsa-p256-sha256', 'sm2-sm3'] as const)('of %s off its curve, compressed, or at infinity', async (algorithm) => {
    const spki = fromBase64((await keyFor(algorithm)).spki) ?? new Uint8Array();
    const off = spki.map((byte, i) => (i === spki.length - 1 ? byte ^ 1 : byte));
    expect(await refusalOf(toBase64(off), algorithm)).toBe('key.point');
    const compressed = concat(Uint8Array.of(0x30, 0x39), spki.subarray(2, 24), fromHex('032200'), Uint8Array.of(2), spki.subarray(27, 59));
    expect(await refusalOf(toBase64(compressed), algorithm)).toBe('key.point');
    expect(await refusalOf(toBase64(concat(spki.subarray(0, 26), Uint8Array.of(4), new Uint8Array(64))), algorithm)).toBe('key.point');
  });

  it('as a JWK of SM2, which has no registered curve', async () => {
    expect(await refusalOf({ kty: 'EC', crv: 'SM2', x: 'AA', y: 'AA' }, 'sm2-sm3')).toBe('key.encoding');
  });
});

/** The eight points of small order, and encodings that are not canonical: y as little-endian hex. */
const smallOrder = {
  'of order 1': `01${'00'.repeat(31)}`,
  'of order 1, with a sign': `01${'00'.repeat(30)}80`,
  'of order 2': `ec${'ff'.repeat(30)}7f`,
  'of order 4': '00'.repeat(32),
  'of order 4, with a sign': `${'00'.repeat(31)}80`,
  'of order 8': '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'of order 8, with a sign': '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'of order 8, the other y': 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'not canonical: p': `ed${'ff'.repeat(30)}7f`,
  'not canonical: p + 1': `ee${'ff'.repeat(30)}7f`,
  'not canonical: 2^255 - 1': 'ff'.repeat(32),
  'not on the curve': `02${'00'.repeat(31)}`,
};

it.each(Object.entries(smallOrder))('an Ed25519 key %s is refused', async (_, hex) => {
  expect(isEd25519Key(fromHex(hex))).toBe(false);
  expect(await refusalOf(toBase64(fromHex(`302a300506032b6570032100${hex}`)), 'ed25519')).toBe('key.point');
});

it('every Ed25519 key that an engine makes is taken', async () => {
  for (let i = 0; i < 50; i++) expect(await refusalOf((await generateKey('ed25519')).spki, 'ed25519')).toBe(undefined);
});

describe('an SM2 signature is strict DER of two numbers in [1, n-1]', () => {
  const { message, x, y, r, s } = sm2Case;
  const verify = sm2Verifier(fromHex(`04${x}${y}`));
  const n = 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123';
  const zero = '00'.repeat(32);
  const der: [string, string][] = [
    ['a long form of the length', `308146022100${r}022100${s}`],
    ['an integer without its sign byte', `3045022100${r}0220${s}`],
    ['an integer with one more sign byte', `304702220000${r}022100${s}`],
    ['bytes after the sequence', `3046022100${r}022100${s}00`],
    ['bytes after the integers, in the sequence', `3048022100${r}022100${s}0500`],
    ['another tag', `3146022100${r}022100${s}`],
    ['another tag of an integer', `3046032100${r}022100${s}`],
    ['one integer', `3023022100${r}`],
    ['nothing', ''],
    ['an empty sequence', '3000'],
    ['r and s without DER', `${r}${s}`],
    ['r of zero', `3026020100022100${s}`],
    ['s of zero', `3026022100${r}020100`],
    ['r of n', `3046022100${n}022100${s}`],
    ['s of n', `3046022100${r}022100${n}`],
    ['r and s of zero', '3006020100020100'],
    ['r exchanged with s', `3046022100${s}022100${r}`],
    ['integers of 33 bytes', `3048022201${zero}${r.slice(0, 2)}022100${s}`],
  ];

  it('as printed', async () => expect(await verify(utf8(message), fromHex(`3046022100${r}022100${s}`))).toBe(true));
  it.each(der)('and not %s', async (_, hex) => expect(await verify(utf8(message), fromHex(hex))).toBe(false));
  it('and not plus n, the same numbers otherwise', async () => {
    const more = (BigInt(`0x${r}`) + BigInt(`0x${n}`)).toString(16).padStart(66, '0');
    expect(await verify(utf8(message), fromHex(`30460221${more}022100${s}`))).toBe(false);
  });

  it('in either length of its numbers', async () => {
    const pair = await sm2Generate();
    const lengths = new Set<number>();
    for (let i = 0; i < 24; i++) {
      const signature = await sm2Sign(utf8(`${i}`), pair);
      lengths.add(signature.length);
      expect(await sm2Verifier(pair.publicKey)(utf8(`${i}`), signature)).toBe(true);
    }
    expect(lengths.size).toBeGreaterThan(1);
  });
});

const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** OpenSSL knows SM2 from version 1.1.1; where the command is missing, these say so by being skipped. */
const hasOpenssl = (() => {
  try {
    return openssl('ecparam', '-list_curves').includes('SM2');
  } catch {
    return false;
  }
})();

describe.runIf(hasOpenssl)('OpenSSL and we agree on SM2 with SM3', () => {
  const path = (name: string) => join(folder, name);
  const id = ['-pkeyopt', 'distid:1234567812345678'];

  it('on its keys and signatures', async () => {
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2', '-out', path('sec1.pem'));
    openssl('pkcs8', '-topk8', '-nocrypt', '-in', path('sec1.pem'), '-out', path('own.pem'));
    openssl('pkey', '-in', path('own.pem'), '-pubout', '-out', path('open.pem'));
    const own = await importPrivateKey(readFileSync(path('own.pem'), 'utf8'), 'sm2-sm3');
    const open = await importPublicKey(readFileSync(path('open.pem'), 'utf8'), 'sm2-sm3');
    if (!own.ok || !open.ok) throw new Error('expected both halves to be read');
    expect(own.value.keyId).toBe(open.value.keyId);
    for (const text of ['', 'message digest', '案场'.repeat(500)]) {
      writeFileSync(path('text'), text);
      openssl('pkeyutl', '-sign', '-inkey', path('own.pem'), '-rawin', '-digest', 'sm3', ...id, '-in', path('text'), '-out', path('theirs'));
      expect(await open.value.verify(utf8(text), readFileSync(path('theirs')))).toBe(true);
      writeFileSync(path('ours'), await own.value.sign(utf8(text)));
      const said = openssl(
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        path('open.pem'),
        '-rawin',
        '-digest',
        'sm3',
        ...id,
        '-in',
        path('text'),
        '-sigfile',
        path('ours'),
      );
      expect(said.toString()).toContain('Verified Successfully');
    }
  });

  it('on a private key that we made', async () => {
    const made = await keyFor('sm2-sm3');
    writeFileSync(path('made.pem'), pem(made.pkcs8, 'PRIVATE KEY'));
    expect(openssl('pkey', '-in', path('made.pem'), '-pubout', '-outform', 'DER').toString('base64')).toBe(made.spki);
  });
});

describe('Node’s own engine and we agree', () => {
  const settings = {
    ed25519: { digest: null, options: {} },
    'ecdsa-p256-sha256': { digest: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
    'rsa-pss-sha512': { digest: 'sha512', options: { padding: 6, saltLength: 64 } }, // RSA_PKCS1_PSS_PADDING
  } as const;

  it.each(Object.entries(settings))('on %s', async (name, { digest, options }) => {
    const made = await keyFor(name as keyof typeof settings);
    const text = utf8('message digest');
    const signature = await made.sign(text);
    expect(nodeVerify(digest, text, { key: pem(made.spki, 'PUBLIC KEY'), ...options }, signature)).toBe(true);
    expect(await made.verify(text, nodeSign(digest, text, { key: pem(made.pkcs8, 'PRIVATE KEY'), ...options }))).toBe(true);
  });

  it('and a salt of another length is not RSA-PSS of the profile', async () => {
    const made = await keyFor('rsa-pss-sha512');
    for (const saltLength of [0, 32, 63]) {
      const signature = nodeSign('sha512', utf8('x'), { key: pem(made.pkcs8, 'PRIVATE KEY'), padding: 6, saltLength });
      expect(await made.verify(utf8('x'), signature)).toBe(false);
    }
  });

  it('that an ECDSA signature (r, s) has a twin (r, n-s), so that its bytes identify nothing', async () => {
    const made = await keyFor('ecdsa-p256-sha256');
    const signature = await made.sign(utf8('x'));
    const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const s = (n - BigInt(`0x${toHex(signature.subarray(32))}`)).toString(16).padStart(64, '0');
    expect(await made.verify(utf8('x'), concat(signature.subarray(0, 32), fromHex(s)))).toBe(true);
  });

  it('and an ECDSA signature in DER is not one of the profile', async () => {
    const made = await keyFor('ecdsa-p256-sha256');
    expect(await made.verify(utf8('x'), nodeSign('sha256', utf8('x'), pem(made.pkcs8, 'PRIVATE KEY')))).toBe(false);
  });
});

it('refuses to read as a private key what is none', async () => {
  for (const algorithm of names) {
    const { spki } = await keyFor(algorithm);
    for (const text of ['', 'x', spki, pem(spki, 'PUBLIC KEY')])
      expect(await importPrivateKey(text, algorithm)).toMatchObject({ ok: false, key: 'key.encoding' });
  }
  const { pkcs8 } = await keyFor('sm2-sm3');
  const bytes = fromBase64(pkcs8) ?? new Uint8Array();
  const other = bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
  expect(await importPrivateKey(toBase64(other), 'sm2-sm3')).toMatchObject({ ok: false, key: 'key.point' });
  expect(toHex(bytes).startsWith('30818702')).toBe(true);
});

/** One key of each algorithm for all tests: making an RSA key takes about a second. */
function keyFor(algorithm: Algorithm): Promise<NewKey> {
  const key = keys.get(algorithm) ?? generateKey(algorithm);
  keys.set(algorithm, key);
  return key;
}

async function refusalOf(material: string | JsonWebKey, algorithm: PublicKey['algorithm']): Promise<string | undefined> {
  const key = await importPublicKey(material, algorithm);
  return key.ok ? undefined : key.key;
}

function pem(base64: string, label: string): string {
  return `-----BEGIN ${label}-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END ${label}-----\n`;
}
