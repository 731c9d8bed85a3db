import { createHash } from 'node:crypto';
import { type Algorithm, algorithmNames, algorithms, checksumHeader, findAlgorithm } from './checksums.ts';
import { refuse } from './errors.ts';

export type Headers = Record<string, string | undefined>;

/** What the client says of the bytes it sends. Base64 unless told otherwise. */
export type Expectation = {
  algorithm: Algorithm;
  value?: string;
  isInTrailer: boolean;
  md5?: string;
  /** Hex, from x-amz-content-sha256. */
  payloadSha256?: string;
  sizeBytes?: number;
};

/** What was found in the bytes: `etag` and `sha256` in hex, the checksum in base64. */
export type Digest = { sizeBytes: number; etag: string; sha256: string; algorithm: Algorithm; checksum: string };

export type Digester = { update(chunk: Buffer): void; finish(trailers: Record<string, string>): Digest };

/**
 * Reads the checksum, Content-MD5 and length headers. Two checksums, or one that cannot be right, are refused here,
 * before a byte of the body is read.
 *
 * @example
 * const expected = readExpectation(call.headers, call.payload.hash)
 */
export function readExpectation(headers: Headers, payloadHash: string, fallback: Algorithm = 'CRC64NVME'): Expectation {
  const sent = algorithmNames.filter((name) => headers[checksumHeader(name)] !== undefined);
  const trailer = headers['x-amz-trailer']?.trim().toLowerCase();
  const inTrailer = algorithmNames.find((name) => checksumHeader(name) === trailer);
  if (trailer !== undefined && !inTrailer) throw refuse('InvalidRequest', `The value specified in the x-amz-trailer header is not supported: ${trailer}`);
  if (sent.length + (inTrailer ? 1 : 0) > 1)
    throw refuse('InvalidRequest', 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const named = readNamed(headers);
  const carried = sent[0] ?? inTrailer;
  if (named && carried && named !== carried) throw refuse('InvalidRequest', 'Value for x-amz-sdk-checksum-algorithm header is invalid.');
  const value = sent[0] && headers[checksumHeader(sent[0])];
  if (sent[0] && value !== undefined) checkLength(sent[0], value);
  const md5 = headers['content-md5'];
  if (md5 !== undefined && Buffer.from(md5, 'base64').length !== 16) throw refuse('InvalidDigest');
  return {
    algorithm: carried ?? named ?? fallback,
    value,
    isInTrailer: inTrailer !== undefined,
    md5,
    payloadSha256: /^[0-9a-f]{64}$/.test(payloadHash) ? payloadHash : undefined,
    sizeBytes: readSize(headers, payloadHash),
  };
}

/**
 * Digests bytes as they pass; `finish` compares them with the expectation and throws the error S3 answers.
 *
 * @example
 * const digester = createDigester(expected)
 * for await (const chunk of body) digester.update(chunk)
 * const digest = digester.finish(trailers)
 */
export function createDigester(expected: Expectation): Digester {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  // SHA-256 is taken of every object anyway; no second one when it is also the checksum.
  const hasher = expected.algorithm === 'SHA256' ? undefined : algorithms[expected.algorithm].create();
  let sizeBytes = 0;
  return {
    update(chunk) {
      sizeBytes += chunk.length;
      md5.update(chunk);
      sha256.update(chunk);
      hasher?.update(chunk);
    },
    finish(trailers) {
      if (expected.sizeBytes !== undefined && expected.sizeBytes !== sizeBytes) throw refuse('IncompleteBody');
      const md5Value = md5.digest();
      const shaValue = sha256.digest();
      const checksum = (hasher?.digest() ?? shaValue).toString('base64');
      const wanted = expected.isInTrailer ? readTrailer(expected.algorithm, trailers) : expected.value;
      if (expected.payloadSha256 !== undefined && expected.payloadSha256 !== shaValue.toString('hex')) throw refuse('XAmzContentSHA256Mismatch');
      if (expected.md5 !== undefined && expected.md5 !== md5Value.toString('base64'))
        throw refuse('BadDigest', 'The Content-MD5 you specified did not match what we received.');
      if (wanted !== undefined && wanted !== checksum)
        throw refuse('BadDigest', `The ${expected.algorithm} you specified did not match the calculated checksum.`);
      return {
        sizeBytes,
        etag: md5Value.toString('hex'),
        sha256: shaValue.toString('hex'),
        algorithm: expected.algorithm,
        checksum,
      };
    },
  };
}

function readNamed(headers: Headers): Algorithm | undefined {
  const name = headers['x-amz-sdk-checksum-algorithm'];
  if (name === undefined) return undefined;
  const algorithm = findAlgorithm(name);
  if (!algorithm) throw refuse('InvalidRequest', `Checksum algorithm provided is unsupported: ${name}`);
  return algorithm;
}

function readTrailer(algorithm: Algorithm, trailers: Record<string, string>): string {
  const value = trailers[checksumHeader(algorithm)];
  if (value === undefined) throw refuse('MalformedTrailerError', `The trailer ${checksumHeader(algorithm)} is missing.`);
  checkLength(algorithm, value);
  return value;
}

function checkLength(algorithm: Algorithm, value: string): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== algorithms[algorithm].bytes || bytes.toString('base64') !== value)
    throw refuse('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`);
}

function readSize(headers: Headers, payloadHash: string): number | undefined {
  const text = payloadHash.startsWith('STREAMING-') ? headers['x-amz-decoded-content-length'] : headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
