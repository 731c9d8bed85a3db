/** The field and the curve constant d of RFC 8032 §5.1. */
const p = 2n ** 255n - 19n;
const d = (-121665n * inverse(121666n)) % p;

/**
 * Whether 32 bytes are a point of Ed25519 that can be a key: canonical, on the curve, not of small order. Engines differ in
 * what they import, and under a key of small order one signature verifies for many messages.
 *
 * @example isEd25519Key(new Uint8Array(32)) // false: a point of order 4
 */
export function isEd25519Key(bytes: Uint8Array): boolean {
  if (bytes.length !== 32) return false;
  const y = [...bytes].reduceRight((number, byte, i) => number * 256n + BigInt(i === 31 ? byte & 0x7f : byte), 0n);
  if (y >= p || y === 0n || y === 1n || y === p - 1n) return false; // orders 4, 1 and 2
  const y2 = (y * y) % p;
  if ((d * y2 * y2 + 2n * y2 - 1n) % p === 0n) return false; // order 8: the points whose double has order 4
  return power((y2 - 1n) * (d * y2 + 1n), (p - 1n) / 2n) === 1n; // x² = (y² - 1) / (dy² + 1) has a root
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = ((base % p) + p) % p;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}

function inverse(number: bigint): bigint {
  return power(number, p - 2n);
}
