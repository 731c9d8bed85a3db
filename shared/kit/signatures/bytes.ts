/** Bytes that WebCrypto takes: never a view of shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Text as UTF-8. @example utf8('案场').length // 6 */
export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** @example toHex(Uint8Array.of(1, 255)) // '01ff' */
export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param hex an even number of hexadecimal digits. @example fromHex('01ff') // Uint8Array [1, 255] */
export const fromHex = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Padded base64 of RFC 4648 §4. @example toBase64(utf8('M')) // 'TQ==' */
export const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Base64url without padding, RFC 4648 §5. @example toBase64Url(Uint8Array.of(255)) // '_w' */
export const toBase64Url = (bytes: Uint8Array): string => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/**
 * Reads padded base64, and nothing that writes the same bytes otherwise: no white space, no missing padding, no stray bits.
 *
 * @example fromBase64('TQ==') // Uint8Array [77]; fromBase64('TR==') // undefined
 */
export function fromBase64(text: string): Bytes | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : undefined;
}

/** Reads base64url without padding, as strictly as {@link fromBase64}. @example fromBase64Url('_w') // Uint8Array [255] */
export function fromBase64Url(text: string): Bytes | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const plain = text.replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '='));
}

/** @example concat(utf8('a'), utf8('b')) // Uint8Array [97, 98] */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compares in a time that depends on the lengths alone. @example equalBytes(utf8('a'), utf8('b')) // false */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  let difference = left.length ^ right.length;
  for (let i = 0; i < left.length; i++) difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
  return difference === 0;
}

/** SHA-2 by WebCrypto. @example toHex(await sha('SHA-256', utf8('abc'))) // 'ba7816bf…' */
export const sha = async (name: 'SHA-256' | 'SHA-512', bytes: Uint8Array): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest(name, new Uint8Array(bytes)));
