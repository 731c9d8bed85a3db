import { accept, type Checked, refuse } from '../checked.ts';
import { type Algorithm, algorithms, checkRsa, type KeyRefusal, oids, toSpki } from './algorithms.ts';
import { type Bytes, concat, fromBase64, fromBase64Url, fromHex, sha, toBase64, toBase64Url, toHex, utf8 } from './bytes.ts';
import { sm2Generate, sm2PublicKey, sm2Sign, sm2Verifier } from './sm.ts';

/** A public key. `spki` is base64 DER, `keyId` the RFC 7638 thumbprint (for SM2 the SHA-256 of the SPKI) in base64url. */
export type PublicKey = {
  readonly algorithm: Algorithm;
  readonly keyId: string;
  readonly spki: string;
  readonly verify: (data: Uint8Array, signature: Uint8Array) => Promise<boolean>;
};

export type SigningKey = PublicKey & { readonly sign: (data: Uint8Array) => Promise<Bytes> };

/** A new pair; `pkcs8` is the private key, base64 DER, as {@link importPrivateKey} takes it. */
export type NewKey = SigningKey & { readonly pkcs8: string };

/**
 * Reads a public key for one algorithm: SPKI as PEM or base64 DER, or a JWK (not for SM2, which has no registered curve name).
 *
 * @returns the key, or a {@link KeyRefusal}
 * @example await importPublicKey('MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=', 'ed25519')
 */
export async function importPublicKey(material: string | JsonWebKey, algorithm: Algorithm): Promise<Checked<PublicKey, KeyRefusal>> {
  const spki = typeof material === 'string' ? readText(material, 'PUBLIC KEY') : await readJwk(material, algorithm);
  if (!spki.ok) return spki;
  const refusal = await checkSpki(spki.value, algorithm);
  if (refusal) return refuse(refusal);
  const { engine, encoding } = algorithms[algorithm];
  if (!engine) return accept(await sm2Key(spki.value, spki.value.subarray(encoding?.prefix.length)));
  try {
    const key = await crypto.subtle.importKey('spki', spki.value, engine.key, true, ['verify']);
    const problem = checkLength(key);
    if (problem) return refuse(problem);
    const written = await crypto.subtle.exportKey('spki', key);
    return toBase64(new Uint8Array(written)) === toBase64(spki.value) ? accept(await engineKey(key, algorithm)) : refuse('key.encoding');
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return refuse(algorithm === 'rsa-pss-sha512' ? 'key.encoding' : 'key.point'); // the encoding is checked before: what is left is the point
  }
}

/**
 * Reads a private key: PKCS #8 as PEM or base64 DER, or a JWK (not for SM2).
 *
 * @example await importPrivateKey(await readFile('partner.pem', 'utf8'), 'ed25519')
 */
export async function importPrivateKey(material: string | JsonWebKey, algorithm: Algorithm): Promise<Checked<SigningKey, KeyRefusal>> {
  const { engine } = algorithms[algorithm];
  const bytes = typeof material === 'string' ? readText(material, 'PRIVATE KEY') : undefined;
  if (bytes && !bytes.ok) return bytes;
  if (!engine) return bytes ? importSm2(bytes.value) : refuse('key.encoding');
  try {
    const key = bytes
      ? await crypto.subtle.importKey('pkcs8', bytes.value, engine.key, true, ['sign'])
      : await crypto.subtle.importKey('jwk', material as JsonWebKey, engine.key, true, ['sign']); // not a string: see `bytes`
    const problem = checkLength(key);
    return problem ? refuse(problem) : accept(await enginePair(key, algorithm));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return refuse('key.encoding');
  }
}

/** Makes a new pair. @example const key = await generateKey('sm2-sm3') */
export async function generateKey(algorithm: Algorithm): Promise<NewKey> {
  const { engine } = algorithms[algorithm];
  if (!engine) {
    const pair = await sm2Generate();
    const pkcs8 = concat(sm2Pkcs8.head, pair.privateKey, sm2Pkcs8.middle, pair.publicKey);
    return { ...(await sm2Pair(pair)), pkcs8: toBase64(pkcs8) };
  }
  const pair = await crypto.subtle.generateKey({ ...engine.key, ...engine.generate }, true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error(`expected a pair of keys for ${algorithm}`);
  const pkcs8 = toBase64(new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)));
  return { ...(await enginePair(pair.privateKey, algorithm)), pkcs8 };
}

/**
 * The RFC 7638 thumbprint of a public JWK, in base64url.
 *
 * @example await keyIdOf({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }, 'ed25519')
 */
export async function keyIdOf(jwk: JsonWebKey, algorithm: Algorithm): Promise<string> {
  const members = Object.entries(jwk).filter(([name]) => algorithms[algorithm].engine?.thumbprint.includes(name));
  const canonical = JSON.stringify(Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1))));
  return toBase64Url(await sha('SHA-256', utf8(canonical)));
}

/** PKCS #8 of an SM2 key with its public point, the form OpenSSL writes. */
const sm2Pkcs8 = { head: fromHex(`3081870201003013${oids.ec}${oids.sm2}046d306b0201010420`), middle: fromHex('a144034200') };

/** Private keys of PKCS #1, PKCS #8 and SEC 1 begin with a version of one byte; public keys never do. */
const privateDer = /^30(?:82....|81..|..)0201/;

const rsaSpki = new RegExp(`^30(?:82....|81..)300d${oids.rsa}0500`);

function readText(text: string, label: 'PUBLIC KEY' | 'PRIVATE KEY'): Checked<Bytes, KeyRefusal> {
  if (label === 'PUBLIC KEY' && text.includes('PRIVATE KEY')) return refuse('key.private');
  const pem = /^\s*-----BEGIN ([A-Z ]+)-----\s([A-Za-z0-9+/=\s]+)-----END \1-----\s*$/.exec(text);
  const bytes = pem ? (pem[1] === label ? fromBase64(String(pem[2]).replace(/\s/g, '')) : undefined) : fromBase64(text.trim());
  if (!bytes || bytes.length === 0) return refuse('key.encoding');
  return label === 'PUBLIC KEY' && privateDer.test(toHex(bytes)) ? refuse('key.private') : accept(bytes);
}

async function readJwk(jwk: JsonWebKey, algorithm: Algorithm): Promise<Checked<Bytes, KeyRefusal>> {
  const { kty, crv, encoding, engine } = algorithms[algorithm];
  if (jwk.d !== undefined || jwk.k !== undefined) return refuse('key.private');
  if (!engine) return refuse('key.encoding');
  if (jwk.kty !== kty) return refuse('key.type');
  if (jwk.crv !== crv) return refuse('key.curve');
  if (encoding) {
    const parts = [jwk.x, kty === 'EC' ? jwk.y : ''].map((part) => fromBase64Url(part ?? ' '));
    const [x, y] = parts;
    return x && y ? accept(toSpki(encoding, kty === 'EC' ? concat(Uint8Array.of(4), x, y) : x)) : refuse('key.encoding');
  }
  try {
    const key = await crypto.subtle.importKey('jwk', { kty: 'RSA', n: jwk.n ?? '', e: jwk.e ?? '' }, engine.key, true, ['verify']);
    return accept(new Uint8Array(await crypto.subtle.exportKey('spki', key)));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return refuse('key.encoding');
  }
}

/** Names what is wrong with a public key before an engine is asked, whose errors do not tell. */
async function checkSpki(spki: Uint8Array, algorithm: Algorithm): Promise<KeyRefusal | undefined> {
  const { encoding, kty } = algorithms[algorithm];
  const hex = toHex(spki);
  if (!encoding) return rsaSpki.test(hex) ? undefined : 'key.type';
  if (hex.startsWith(toHex(encoding.prefix))) return (await encoding.isKey(spki.subarray(encoding.prefix.length))) ? undefined : 'key.point';
  if (kty !== 'EC' || !hex.slice(0, 48).includes(oids.ec)) return 'key.type';
  return hex.slice(0, 64).includes(algorithm === 'sm2-sm3' ? oids.sm2 : oids.p256) ? 'key.point' : 'key.curve';
}

/** Only RSA keys have a modulus: the cast is what WebCrypto promises of them. */
const checkLength = (key: CryptoKey): KeyRefusal | undefined =>
  'modulusLength' in key.algorithm ? checkRsa(key.algorithm as RsaHashedKeyAlgorithm) : undefined;

async function engineKey(key: CryptoKey, algorithm: Algorithm): Promise<PublicKey> {
  const spki = toBase64(new Uint8Array(await crypto.subtle.exportKey('spki', key)));
  const keyId = await keyIdOf(await crypto.subtle.exportKey('jwk', key), algorithm);
  const use = algorithms[algorithm].engine?.use ?? '';
  return { algorithm, keyId, spki, verify: (data, signature) => crypto.subtle.verify(use, key, new Uint8Array(signature), new Uint8Array(data)) };
}

/** The public key of a private one is its JWK without the private members. */
async function enginePair(key: CryptoKey, algorithm: Algorithm): Promise<SigningKey> {
  const { engine } = algorithms[algorithm];
  if (!engine) throw new Error(`expected an algorithm of WebCrypto, got ${algorithm}`);
  const { kty = '', crv = '', x = '', y = '', n = '', e = '' } = await crypto.subtle.exportKey('jwk', key);
  const jwk = { RSA: { kty, n, e }, EC: { kty, crv, x, y }, OKP: { kty, crv, x } }[kty] ?? {};
  const publicKey = await engineKey(await crypto.subtle.importKey('jwk', jwk, engine.key, true, ['verify']), algorithm);
  return { ...publicKey, sign: async (data) => new Uint8Array(await crypto.subtle.sign(engine.use, key, new Uint8Array(data))) };
}

async function sm2Key(spki: Bytes, point: Uint8Array): Promise<PublicKey> {
  const keyId = toBase64Url(await sha('SHA-256', spki));
  return { algorithm: 'sm2-sm3', keyId, spki: toBase64(spki), verify: sm2Verifier(point) };
}

async function sm2Pair(pair: { readonly privateKey: Bytes; readonly publicKey: Bytes }): Promise<SigningKey> {
  const spki = concat(fromHex(`30593013${oids.ec}${oids.sm2}034200`), pair.publicKey);
  return { ...(await sm2Key(spki, pair.publicKey)), sign: (data) => sm2Sign(data, pair) };
}

async function importSm2(pkcs8: Bytes): Promise<Checked<SigningKey, KeyRefusal>> {
  const { head, middle } = sm2Pkcs8;
  const privateKey = pkcs8.slice(head.length, head.length + 32);
  const publicKey = pkcs8.slice(head.length + 32 + middle.length);
  if (toHex(pkcs8) !== toHex(concat(head, privateKey, middle, publicKey))) return refuse('key.encoding');
  const expected = privateKey.length === 32 ? await sm2PublicKey(privateKey) : undefined;
  return expected && toHex(expected) === toHex(publicKey) ? accept(await sm2Pair({ privateKey, publicKey })) : refuse('key.point');
}
