import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from './errors.ts';
import { createReader, type Reader } from './reader.ts';

/** What a chunk's signature is made with; `seed` is the signature of the request's headers. */
export type ChunkSigning = { signingKey: Buffer; amzDate: string; scope: string; seed: string };

/** The aws-chunked forms S3 knows, by their x-amz-content-sha256. */
export const streamingForms: Record<string, { isSigned: boolean; hasTrailer: boolean }> = {
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { isSigned: false, hasTrailer: true },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { isSigned: true, hasTrailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { isSigned: true, hasTrailer: true },
};

type Options = { signing?: ChunkSigning; hasTrailer: boolean /** Filled at the end of the body. */; trailers: Record<string, string> };

const emptySha256 = createHash('sha256').digest('hex');
const maxLineBytes = 8192;
const maxTrailers = 8;

/**
 * The data inside an aws-chunked body. Each chunk's signature is checked at its end and the trailer's at the very end:
 * what was yielded before an error must not be kept.
 *
 * @example
 * for await (const data of decodeChunked(request, { hasTrailer: true, trailers })) digester.update(data)
 */
export async function* decodeChunked(source: AsyncIterable<Buffer>, options: Options): AsyncGenerator<Buffer> {
  const reader = createReader(source);
  let previous = options.signing?.seed ?? '';
  for (;;) {
    const head = /^([0-9a-fA-F]{1,10})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(await reader.line(maxLineBytes));
    if (!head?.[1]) throw refuse('IncompleteBody', 'The size line of a chunk is malformed.');
    const size = Number.parseInt(head[1], 16);
    const sha256 = createHash('sha256');
    for (let left = size; left > 0; ) {
      const data = await reader.some(left);
      if (!data) throw refuse('IncompleteBody');
      left -= data.length;
      if (options.signing) sha256.update(data);
      yield data;
    }
    if (options.signing) {
      const lines = ['AWS4-HMAC-SHA256-PAYLOAD', ...scopeOf(options.signing), previous, emptySha256, sha256.digest('hex')];
      previous = checkSignature(options.signing, lines, head[2]);
    }
    if (size === 0) break;
    if ((await reader.line(0)) !== '') throw refuse('IncompleteBody');
  }
  if (options.hasTrailer) await readTrailers(reader, options, previous);
  else if ((await reader.line(0)) !== '') throw refuse('IncompleteBody');
  if (await reader.some(1)) throw refuse('IncompleteBody', 'The body goes on after its last chunk.');
}

async function readTrailers(reader: Reader, options: Options, previous: string): Promise<void> {
  let canonical = '';
  for (let count = 0; count <= maxTrailers; count++) {
    const line = await reader.line(maxLineBytes);
    if (line === '') {
      if (options.signing) checkTrailerSignature(options.signing, { previous, canonical, trailers: options.trailers });
      return;
    }
    const [, name, value] = /^([\w-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw refuse('MalformedTrailerError');
    options.trailers[name.toLowerCase()] = value;
    if (name.toLowerCase() !== 'x-amz-trailer-signature') canonical += `${name.toLowerCase()}:${value}\n`;
  }
  throw refuse('MalformedTrailerError', 'There are too many trailers.');
}

function checkTrailerSignature(signing: ChunkSigning, trailer: { previous: string; canonical: string; trailers: Record<string, string> }): void {
  const hash = createHash('sha256').update(trailer.canonical).digest('hex');
  const lines = ['AWS4-HMAC-SHA256-TRAILER', ...scopeOf(signing), trailer.previous, hash];
  checkSignature(signing, lines, trailer.trailers['x-amz-trailer-signature']);
}

function scopeOf(signing: ChunkSigning): [string, string] {
  return [signing.amzDate, signing.scope];
}

function checkSignature(signing: ChunkSigning, lines: string[], claimed: string | undefined): string {
  const expected = createHmac('sha256', signing.signingKey).update(lines.join('\n')).digest('hex');
  const isEqual = claimed?.length === expected.length && timingSafeEqual(Buffer.from(claimed), Buffer.from(expected));
  if (!isEqual) throw refuse('SignatureDoesNotMatch', 'The signature of a chunk does not match.');
  return expected;
}
