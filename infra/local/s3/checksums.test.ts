import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { HeadObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Algorithm, algorithms } from './checksums.ts';
import { outcome, startS3, type TestS3 } from './testing.ts';

const Bucket = 'sums';
let s3: TestS3;
let client: ReturnType<TestS3['client']>;

beforeAll(async () => {
  s3 = await startS3([{ name: Bucket, versioning: false }]);
  client = s3.client();
});
afterAll(() => s3.close());

const put = (Key: string, input: Partial<PutObjectCommandInput>) => client.send(new PutObjectCommand({ Bucket, Key, ...input }));
const head = (Key: string) => client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

/** The check values of the CRC catalogue: the checksum of the digits 1 to 9. */
test.each<[Algorithm, string]>([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
])('computes %s as catalogued, whole or in pieces', (algorithm, expected) => {
  for (const pieces of [['123456789'], ['1', '2345', '', '6789']]) {
    const hasher = algorithms[algorithm].create();
    for (const piece of pieces) hasher.update(Buffer.from(piece));
    expect(hasher.digest().toString('hex')).toBe(expected);
  }
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('verifies and keeps %s', async (ChecksumAlgorithm) => {
  await put(ChecksumAlgorithm, { Body: '合同', ChecksumAlgorithm });
  const hasher = algorithms[ChecksumAlgorithm].create();
  hasher.update(Buffer.from('合同'));
  const found = await head(ChecksumAlgorithm);
  expect(found[`Checksum${ChecksumAlgorithm}`]).toBe(hasher.digest().toString('base64'));
  expect(found.ChecksumType).toBe('FULL_OBJECT');
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)('takes a stream with %s in its trailer', async (ChecksumAlgorithm) => {
  const bytes = Buffer.alloc(300_000, '案场');
  const chunks = Array.from({ length: 5 }, (_, index) => bytes.subarray(index * 60_000, (index + 1) * 60_000));
  await put('stream', { Body: Readable.from(chunks), ContentLength: bytes.length, ChecksumAlgorithm });
  const hasher = algorithms[ChecksumAlgorithm].create();
  hasher.update(bytes);
  const found = await head('stream');
  expect(found.ContentLength).toBe(bytes.length);
  expect(found[`Checksum${ChecksumAlgorithm}`]).toBe(hasher.digest().toString('base64'));
  expect(found.ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
  expect(found.ContentEncoding).toBeUndefined();
});

test('computes CRC64NVME where the client sends no checksum', async () => {
  const bare = s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const reply = await bare.send(new PutObjectCommand({ Bucket, Key: 'bare', Body: '123456789' }));
  expect(reply.ChecksumCRC64NVME).toBe(Buffer.from('ae8b14860a799888', 'hex').toString('base64'));
});

test('refuses bytes that do not fit their checksum or Content-MD5, and stores nothing', async () => {
  const wrong = [{ ChecksumSHA256: sha256('other') }, { ChecksumCRC32: 'AAAAAA==' }, { ContentMD5: createHash('md5').update('other').digest('base64') }];
  for (const input of wrong) expect(await outcome(put('bad', { Body: 'bytes', ...input }))).toBe('BadDigest 400');
  expect(await outcome(head('bad'))).toBe('NotFound 404');
});

test('refuses a checksum that cannot be one, two at once, and one of an unknown kind', async () => {
  expect(await outcome(put('bad', { Body: 'x', ChecksumSHA256: 'short' }))).toBe('InvalidRequest 400');
  expect(await outcome(put('bad', { Body: 'x', ContentMD5: 'short' }))).toBe('InvalidDigest 400');
  expect(await outcome(put('bad', { Body: 'x', ChecksumSHA256: sha256('x'), ChecksumSHA1: 'EfQwDKKQ2Zth2CdG0Zt0ZL/c/tI=' }))).toBe('InvalidRequest 400');
});
