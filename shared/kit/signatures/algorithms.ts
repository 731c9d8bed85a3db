import { type Bytes, concat, fromHex } from './bytes.ts';
import { isEd25519Key } from './ed25519-point.ts';
import { limits } from './profile.ts';
import { isSm2Point } from './sm.ts';

export type Algorithm = 'ed25519' | 'ecdsa-p256-sha256' | 'rsa-pss-sha512' | 'sm2-sm3';

/** Why a key is not taken. */
export type KeyRefusal =
  | 'key.encoding' // not PEM, base64 DER or JWK of a public key, or not its one encoding
  | 'key.private' // a private key where a public one is asked for: it must be thrown away
  | 'key.type' // a key of another kind
  | 'key.curve' // an elliptic curve key of another curve
  | 'key.point' // not a point of the curve, compressed, or of small order
  | 'key.short'
  | 'key.long'
  | 'key.exponent';

/** How a public key is written: the bytes of SubjectPublicKeyInfo before the key itself, and what the key must be. */
type Encoding = { readonly prefix: Bytes; readonly isKey: (key: Uint8Array) => boolean | Promise<boolean> };

/** The names WebCrypto knows an algorithm by, and the members of its RFC 7638 thumbprint in their order. */
type Engine = {
  readonly key: { readonly name: string; readonly namedCurve?: string; readonly hash?: string };
  readonly use: { readonly name: string; readonly hash?: string; readonly saltLength?: number };
  readonly generate: { readonly modulusLength?: number; readonly publicExponent?: Bytes };
  readonly thumbprint: readonly string[];
};

type AlgorithmFacts = { readonly kty: string; readonly crv?: string; readonly encoding?: Encoding; readonly engine?: Engine };

/** Object identifiers as DER: RFC 8410, RFC 5480, GM/T 0006 (curve 1.2.156.10197.1.301), RFC 8017. */
export const oids = {
  ed25519: '06032b6570',
  ec: '06072a8648ce3d0201',
  p256: '06082a8648ce3d030107',
  sm2: '06082a811ccf5501822d',
  rsa: '06092a864886f70d010101',
};

const uncompressed = (key: Uint8Array): boolean => key.length === 65 && key[0] === 4;

export const ed25519Encoding: Encoding = { prefix: fromHex(`302a3005${oids.ed25519}032100`), isKey: isEd25519Key };

/** An algorithm without an engine is not one of WebCrypto; RSA keys vary in length and have no fixed encoding. */
export const algorithms: Readonly<Record<Algorithm, AlgorithmFacts>> = {
  ed25519: {
    kty: 'OKP',
    crv: 'Ed25519',
    encoding: ed25519Encoding,
    engine: { key: { name: 'Ed25519' }, use: { name: 'Ed25519' }, generate: {}, thumbprint: ['crv', 'kty', 'x'] },
  },
  'ecdsa-p256-sha256': {
    kty: 'EC',
    crv: 'P-256',
    encoding: { prefix: fromHex(`30593013${oids.ec}${oids.p256}034200`), isKey: uncompressed },
    engine: {
      key: { name: 'ECDSA', namedCurve: 'P-256' },
      use: { name: 'ECDSA', hash: 'SHA-256' },
      generate: {},
      thumbprint: ['crv', 'kty', 'x', 'y'],
    },
  },
  'rsa-pss-sha512': {
    kty: 'RSA',
    engine: {
      key: { name: 'RSA-PSS', hash: 'SHA-512' },
      use: { name: 'RSA-PSS', saltLength: 64 },
      generate: { modulusLength: 3072, publicExponent: Uint8Array.of(1, 0, 1) },
      thumbprint: ['e', 'kty', 'n'],
    },
  },
  'sm2-sm3': { kty: 'EC', encoding: { prefix: fromHex(`30593013${oids.ec}${oids.sm2}034200`), isKey: isSm2Point } },
};

/** Whether an RSA key is of a length and a public exponent that are taken. @example checkRsa(key.algorithm) // 'key.short' */
export function checkRsa(key: { readonly modulusLength: number; readonly publicExponent: Uint8Array }): KeyRefusal | undefined {
  if (key.modulusLength < limits.rsaBits.least) return 'key.short';
  if (key.modulusLength > limits.rsaBits.most) return 'key.long';
  return [...key.publicExponent].join() === '1,0,1' ? undefined : 'key.exponent';
}

/** @example toSpki(encoding, key) // the SubjectPublicKeyInfo of a key */
export const toSpki = (encoding: Encoding, key: Uint8Array): Bytes => concat(encoding.prefix, key);
