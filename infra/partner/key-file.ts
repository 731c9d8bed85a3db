import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { type Algorithm, algorithms } from '../../shared/kit/signatures/algorithms.ts';
import { generateKey, importPrivateKey, type SigningKey } from '../../shared/kit/signatures/keys.ts';
import { PartnerError } from './partner-error.ts';

/** A key pair as it is kept; `publicKey` is SPKI and `privateKey` PKCS #8, both DER in base64. */
export type KeyFile = { readonly algorithm: Algorithm; readonly keyId: string; readonly publicKey: string; readonly privateKey: string };

/** Algorithms by the names that are easier to type. */
export const algorithmNames: Readonly<Record<string, Algorithm>> = {
  ed25519: 'ed25519',
  'ecdsa-p256': 'ecdsa-p256-sha256',
  'rsa-pss': 'rsa-pss-sha512',
  sm2: 'sm2-sm3',
};

/** @example isAlgorithm('hmac-sha256') // false */
export const isAlgorithm = (name: string): name is Algorithm => Object.hasOwn(algorithms, name);

/** Read and write by its owner alone. */
const ownerOnly = 0o600;

/**
 * Makes a key pair and writes it where nothing is yet.
 *
 * @throws PartnerError where there is a file already: a key that is in use must not be lost
 * @example await makeKeyFile('key.json', 'ed25519')
 */
export async function makeKeyFile(path: string, algorithm: Algorithm): Promise<SigningKey> {
  const key = await generateKey(algorithm);
  const file: KeyFile = { algorithm, keyId: key.keyId, publicKey: key.spki, privateKey: key.pkcs8 };
  try {
    writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { mode: ownerOnly, flag: 'wx' });
  } catch (error) {
    throw new PartnerError('usage', `cannot write ${path}: ${isCode(error, 'EEXIST') ? 'the file exists' : String(error)}`);
  }
  return key;
}

/**
 * Reads a key pair that nobody else can read.
 *
 * @throws PartnerError
 * @example const key = await readKeyFile('key.json')
 */
export async function readKeyFile(path: string): Promise<SigningKey> {
  const { algorithm, keyId, privateKey } = readFile(path);
  if (!isAlgorithm(algorithm)) throw new PartnerError('usage', `${path}: unknown algorithm ${algorithm}`);
  const key = await importPrivateKey(privateKey, algorithm);
  if (!key.ok) throw new PartnerError('usage', `${path}: not a private key of ${algorithm} (${key.key})`);
  if (key.value.keyId !== keyId) throw new PartnerError('usage', `${path}: keyId is ${keyId}, but the key is ${key.value.keyId}`);
  return key.value;
}

function readFile(path: string): Record<keyof KeyFile, string> {
  try {
    const others = statSync(path).mode & 0o077;
    if (others !== 0 && process.platform !== 'win32') throw new PartnerError('usage', `${path} is open to others: chmod 600 ${path}`);
    const { algorithm, keyId, publicKey, privateKey } = JSON.parse(readFileSync(path, 'utf8'));
    return { algorithm: String(algorithm), keyId: String(keyId), publicKey: String(publicKey), privateKey: String(privateKey) };
  } catch (error) {
    if (error instanceof PartnerError) throw error;
    throw new PartnerError('usage', isCode(error, 'ENOENT') ? `no key file ${path}: make one with keygen` : `${path} is not a key file`);
  }
}

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
