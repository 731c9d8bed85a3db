import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export type Algorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';
export type Hasher = { update(chunk: Buffer): void; digest(): Buffer };

/** What a multipart upload may make of its parts' checksums, and how long a raw value is. */
type Kind = { create(): Hasher; bytes: number; isComposite: boolean; isFullObject: boolean };

/** S3's checksum algorithms. */
export const algorithms: Record<Algorithm, Kind> = {
  CRC32: { create: createCrc32, bytes: 4, isComposite: true, isFullObject: true },
  CRC32C: { create: createCrc32c, bytes: 4, isComposite: true, isFullObject: true },
  CRC64NVME: { create: createCrc64, bytes: 8, isComposite: false, isFullObject: true },
  SHA1: { create: () => wrap('sha1'), bytes: 20, isComposite: true, isFullObject: false },
  SHA256: { create: () => wrap('sha256'), bytes: 32, isComposite: true, isFullObject: false },
};

/** The names of the algorithms. */
export const algorithmNames = Object.keys(algorithms) as Algorithm[]; // the keys of the table above, nothing else

/**
 * The header, and trailer, that carries a checksum.
 *
 * @example
 * checksumHeader('SHA256') // 'x-amz-checksum-sha256'
 */
export function checksumHeader(algorithm: Algorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/**
 * The algorithm of that name, in any case, or undefined.
 *
 * @example
 * findAlgorithm('crc32c') // 'CRC32C'
 */
export function findAlgorithm(name: string): Algorithm | undefined {
  return algorithmNames.find((algorithm) => algorithm === name.toUpperCase());
}

function wrap(name: string): Hasher {
  const hash = createHash(name);
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() };
}

function createCrc32(): Hasher {
  let crc = 0;
  return {
    update: (chunk) => {
      crc = crc32(chunk, crc);
    },
    digest: () => bigEndian([crc]),
  };
}

/** Castagnoli's polynomial, bit-reversed. */
const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function createCrc32c(): Hasher {
  let crc = 0xffffffff;
  return {
    update: (chunk) => {
      // An index always below 256: the table has a value for it.
      for (let at = 0; at < chunk.length; at++) crc = (crc >>> 8) ^ (crc32cTable[(crc ^ (chunk[at] ?? 0)) & 255] ?? 0);
    },
    digest: () => bigEndian([~crc]),
  };
}

/** The NVM Express polynomial, bit-reversed, as two 32-bit halves, because a BigInt for each byte is 50 times slower. */
const crc64Table = (() => {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let index = 0; index < 256; index++) {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
    high[index] = Number(value >> 32n);
    low[index] = Number(value & 0xffffffffn);
  }
  return { high, low };
})();

function createCrc64(): Hasher {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: (chunk) => {
      for (let at = 0; at < chunk.length; at++) {
        const index = (low ^ (chunk[at] ?? 0)) & 255;
        low = ((low >>> 8) | (high << 24)) ^ (crc64Table.low[index] ?? 0);
        high = (high >>> 8) ^ (crc64Table.high[index] ?? 0);
      }
    },
    digest: () => bigEndian([~high, ~low]),
  };
}

function bigEndian(words: number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  for (const [index, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, 4 * index);
  return bytes;
}
