import type { Call } from './call.ts';
import { decodeChunked, streamingForms } from './chunked.ts';
import { createDigester, type Digest, type Expectation, readExpectation } from './digest.ts';
import { refuse } from './errors.ts';
import type { Store } from './store.ts';
import { parseXml, type XmlElement } from './xml.ts';

/** S3's limit for one PUT: 5 GiB. */
const maxObjectBytes = 5 * 1024 ** 3;
/** A thousand keys of 1,024 bytes, each escaped and in its element, fit. */
const maxDocumentBytes = 8 * 1024 ** 2;

/** The x-amz-* headers that speak of a body. */
export const bodyHeaders = [
  'x-amz-decoded-content-length',
  'x-amz-trailer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
];

/**
 * Streams a request's body to a new data file and checks it against everything the client said of it. Nothing stays
 * on the disk if it does not fit.
 *
 * @example
 * const { id, digest } = await storeBody(call, readExpectation(call.headers, call.payload.hash))
 */
export async function storeBody(call: Call, expected: Expectation): Promise<{ id: string; digest: Digest }> {
  if (expected.sizeBytes === undefined) throw refuse('MissingContentLength');
  if (expected.sizeBytes > maxObjectBytes) throw refuse('EntityTooLarge');
  const trailers: Record<string, string> = {};
  return storeStream(call.service.store, expected, { source: decode(call, trailers), trailers });
}

/**
 * Writes a stream to a new data file and digests it on the way.
 *
 * @example
 * const { id, digest } = await storeStream(store, expected, { source, trailers: {} })
 */
export async function storeStream(
  store: Store,
  expected: Expectation,
  stream: { source: AsyncIterable<Buffer>; trailers: Record<string, string> },
): Promise<{ id: string; digest: Digest }> {
  const digester = createDigester(expected);
  let digest: Digest | undefined;
  async function* measured() {
    for await (const chunk of stream.source) {
      digester.update(chunk);
      yield chunk;
    }
    // Before the file is sealed: what does not fit must not survive.
    digest = digester.finish(stream.trailers);
  }
  const id = await store.blobs.write(measured());
  if (!digest) throw new Error('a data file was written without its digest');
  return { id, digest };
}

/**
 * Reads a request's XML document, checked like any body. `needsDigest` as S3 asks for operations that must not be
 * garbled on the way.
 *
 * @example
 * const retention = await readDocument(call, 'Retention', { needsDigest: true })
 */
export async function readDocument(call: Call, root: string, options: { needsDigest: boolean }): Promise<XmlElement> {
  return parseXml(await readText(call, options), root);
}

/**
 * Reads a small body whole.
 *
 * @example
 * const text = await readText(call, { needsDigest: false })
 */
export async function readText(call: Call, options: { needsDigest: boolean }): Promise<string> {
  const expected = readExpectation(call.headers, call.payload.hash, 'CRC32');
  const hasDigest = expected.value !== undefined || expected.isInTrailer || expected.md5 !== undefined;
  if (options.needsDigest && !hasDigest) throw refuse('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  const digester = createDigester(expected);
  const trailers: Record<string, string> = {};
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of decode(call, trailers)) {
    bytes += chunk.length;
    if (bytes > maxDocumentBytes) throw refuse('MaxMessageLengthExceeded');
    digester.update(chunk);
    chunks.push(chunk);
  }
  digester.finish(trailers);
  return Buffer.concat(chunks).toString('utf8');
}

function decode(call: Call, trailers: Record<string, string>): AsyncIterable<Buffer> {
  const form = streamingForms[call.payload.hash];
  if (!form) return call.body;
  const signing = form.isSigned ? call.payload.signing : undefined;
  return decodeChunked(call.body, { signing, hasTrailer: form.hasTrailer, trailers });
}
