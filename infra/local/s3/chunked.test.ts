import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { type ChunkSigning, decodeChunked } from './chunked.ts';
import { S3Error } from './errors.ts';

const signing: ChunkSigning = {
  signingKey: Buffer.from('key'),
  amzDate: '20260101T000000Z',
  scope: '20260101/cn-north-1/s3/aws4_request',
  seed: 'a'.repeat(64),
};
const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
const sign = (...lines: string[]) => createHmac('sha256', signing.signingKey).update(lines.join('\n')).digest('hex');
const signChunk = (previous: string, data: string) => sign('AWS4-HMAC-SHA256-PAYLOAD', signing.amzDate, signing.scope, previous, sha256(''), sha256(data));

/** The wire form of signed chunks, the last of them empty, and the signature of the last. */
function encodeSigned(chunks: string[]): { body: string; last: string } {
  let [body, last] = ['', signing.seed];
  for (const data of [...chunks, '']) {
    last = signChunk(last, data);
    body += `${data.length.toString(16)};chunk-signature=${last}\r\n${data}${data && '\r\n'}`;
  }
  return { body, last };
}

/** Decodes a body that arrives `step` bytes at a time. */
async function decode(body: string, options: { signing?: ChunkSigning; hasTrailer: boolean; step?: number }) {
  const step = options.step ?? 7;
  async function* arriving() {
    for (let at = 0; at < body.length; at += step) yield Buffer.from(body.slice(at, at + step));
  }
  const trailers: Record<string, string> = {};
  let text = '';
  try {
    for await (const data of decodeChunked(arriving(), { ...options, trailers })) text += data;
  } catch (error) {
    if (error instanceof S3Error) return error.code;
    throw error;
  }
  return { text, trailers };
}

test('takes the data out of its chunks, however they are cut on the way', async () => {
  const body = '5\r\nhello\r\nA\r\n, 世界\r\n0\r\nx-amz-checksum-crc32: abc=\r\n\r\n'.replace('世界', '12345678');
  for (const step of [1, 2, 3, 1000])
    expect(await decode(body, { hasTrailer: true, step })).toEqual({
      text: 'hello, 12345678',
      trailers: { 'x-amz-checksum-crc32': 'abc=' },
    });
});

test('takes signed chunks whose signatures hold', async () => {
  const { body } = encodeSigned(['first', 'second']);
  expect(await decode(`${body}\r\n`, { signing, hasTrailer: false })).toEqual({ text: 'firstsecond', trailers: {} });
});

test('refuses a signed chunk that was changed, moved, left out or cut short', async () => {
  const { body } = encodeSigned(['first', 'other']);
  const [one = '', two = '', end = ''] = body.split(/(?<=first\r\n|other\r\n)/);
  const options = { signing, hasTrailer: false };
  expect(await decode(`${body.replace('first', 'fjrst')}\r\n`, options)).toBe('SignatureDoesNotMatch');
  expect(await decode(`${two}${one}${end}\r\n`, options)).toBe('SignatureDoesNotMatch');
  expect(await decode(`${one}${end}\r\n`, options)).toBe('SignatureDoesNotMatch');
  expect(await decode(`${one}${two}`, options)).toBe('IncompleteBody');
  expect(await decode(`${body.replace(/;chunk-signature=\w+/, '')}\r\n`, options)).toBe('SignatureDoesNotMatch');
});

test('checks the signature of a trailer', async () => {
  const { body, last } = encodeSigned(['data']);
  const signature = sign('AWS4-HMAC-SHA256-TRAILER', signing.amzDate, signing.scope, last, sha256('x-amz-checksum-crc32:abc=\n'));
  const options = { signing, hasTrailer: true };
  const end = (value: string) => `${body}x-amz-checksum-crc32:${value}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;
  expect(await decode(end('abc='), options)).toMatchObject({ text: 'data' });
  expect(await decode(end('abd='), options)).toBe('SignatureDoesNotMatch');
});

test('refuses a body that is no chunks, stops short or goes on', async () => {
  const options = { hasTrailer: false };
  expect(await decode('hello', options)).toBe('IncompleteBody');
  expect(await decode('zz\r\nhello\r\n', options)).toBe('IncompleteBody');
  expect(await decode('5\r\nhel', options)).toBe('IncompleteBody');
  expect(await decode('1\r\nx\r\n0\r\n\r\nmore', options)).toBe('IncompleteBody');
});
