import { type Bytes, concat, fromHex, toHex } from './bytes.ts';

/** Loaded at the first use: most partners use other algorithms, and what only signs needs none of it. */
const library = () => import('sm-crypto-v2');
type Library = Awaited<ReturnType<typeof library>>;

/** SM3 (GB/T 32905). @returns 32 bytes. @example toHex(await sm3(utf8('abc'))) // '66c7f0f4…' */
export const sm3 = async (bytes: Uint8Array): Promise<Bytes> => fromHex((await library()).sm3(bytes));

/** Order of the recommended curve, GB/T 32918.5. */
const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

/**
 * Signs with SM2 over SM3, with the signer id `1234567812345678` of GM/T 0009.
 *
 * @param privateKey 32 bytes, `publicKey` 65 bytes (04 ‖ x ‖ y)
 * @returns an ASN.1 DER sequence of r and s
 * @example await sm2Sign(utf8('message'), pair)
 */
export async function sm2Sign(data: Uint8Array, pair: { readonly privateKey: Uint8Array; readonly publicKey: Uint8Array }): Promise<Bytes> {
  const { sm2 } = await library();
  return fromHex(sm2.doSignature(data, toHex(pair.privateKey), { hash: true, der: true, publicKey: toHex(pair.publicKey) }));
}

/**
 * Makes a verifier of {@link sm2Sign}'s signatures for one key. Anything but strict DER of two integers in [1, n-1] is false.
 * Multiples of the key's point are kept from the first use on: later verifications take a quarter of the time.
 *
 * @param publicKey 65 bytes on the curve (see {@link isSm2Point})
 * @example const verify = sm2Verifier(pair.publicKey); await verify(utf8('message'), signature)
 */
export function sm2Verifier(publicKey: Uint8Array): (data: Uint8Array, signature: Uint8Array) => Promise<boolean> {
  let point: ReturnType<Library['sm2']['precomputePublicKey']> | undefined;
  return async (data, signature) => {
    const pair = readPair(signature);
    if (!pair) return false;
    const { sm2 } = await library();
    point ??= sm2.precomputePublicKey(toHex(publicKey), 4); // a window of 4 bits: the default of 8 takes 100 ms to fill
    return sm2.doVerifySignature(data, `${pair.r}${pair.s}`, point, { hash: true });
  };
}

/** Whether 65 bytes are an uncompressed point of the curve, other than infinity. @example await isSm2Point(pair.publicKey) // true */
export async function isSm2Point(bytes: Uint8Array): Promise<boolean> {
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  const { sm2 } = await library();
  try {
    return sm2.verifyPublicKey(toHex(bytes));
  } catch {
    return false; // the curve library throws for a point it cannot read
  }
}

/** The public point of a private key of 32 bytes; undefined where the number is not in [1, n-2]. @example await sm2PublicKey(key) */
export async function sm2PublicKey(privateKey: Uint8Array): Promise<Bytes | undefined> {
  const number = BigInt(`0x${toHex(privateKey)}`);
  if (number === 0n || number >= order - 1n) return undefined;
  return fromHex((await library()).sm2.getPublicKeyFromPrivateKey(toHex(privateKey)));
}

/** @example await sm2Generate() // { privateKey: 32 bytes, publicKey: 65 bytes } */
export async function sm2Generate(): Promise<{ readonly privateKey: Bytes; readonly publicKey: Bytes }> {
  const pair = (await library()).sm2.generateKeyPairHex();
  return { privateKey: fromHex(pair.privateKey), publicKey: fromHex(pair.publicKey) };
}

/** DER of r and s as the one encoding there is: writing what was read must give the same bytes. */
function readPair(signature: Uint8Array): { r: string; s: string } | undefined {
  const rLength = signature[3] ?? 0;
  const r = BigInt(`0x0${toHex(signature.subarray(4, 4 + rLength))}`);
  const s = BigInt(`0x0${toHex(signature.subarray(6 + rLength))}`);
  if (r === 0n || s === 0n || r >= order || s >= order || toHex(writePair(r, s)) !== toHex(signature)) return undefined;
  return { r: number32(r), s: number32(s) };
}

function writePair(r: bigint, s: bigint): Bytes {
  const integers = concat(...[r, s].map(writeInteger));
  return concat(Uint8Array.of(0x30, integers.length), integers);
}

/** A DER integer is signed: a leading zero byte keeps a number with its top bit set from being negative. */
function writeInteger(number: bigint): Bytes {
  const hex = number.toString(16);
  const bytes = fromHex(hex.padStart(hex.length + (hex.length % 2), '0'));
  const body = (bytes[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), bytes) : bytes;
  return concat(Uint8Array.of(0x02, body.length), body);
}

const number32 = (number: bigint): string => number.toString(16).padStart(64, '0');
