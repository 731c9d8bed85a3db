import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayMs, outcome, startS3, type TestS3 } from './testing.ts';

const Bucket = 'large';
const MiB = 1024 ** 2;
const [first, second] = [randomBytes(5 * MiB), randomBytes(1000)];
const whole = Buffer.concat([first, second]);
const hash = (algorithm: string, data: Buffer) => createHash(algorithm).update(data).digest();
let s3: TestS3;
let client: ReturnType<TestS3['client']>;

beforeAll(async () => {
  s3 = await startS3([{ name: Bucket, versioning: true, objectLock: {} }]);
  client = s3.client();
});
afterAll(() => s3.close());

const create = async (Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}) =>
  (await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId;
type At = { Key: string; UploadId: string | undefined };
const part = async (at: At, PartNumber: number, Body: Buffer, more = {}): Promise<CompletedPart> => {
  const { ETag, ChecksumCRC32, ChecksumSHA256, ChecksumCRC64NVME } = await client.send(new UploadPartCommand({ Bucket, ...at, PartNumber, Body, ...more }));
  return { PartNumber, ETag, ChecksumCRC32, ChecksumSHA256, ChecksumCRC64NVME };
};
const complete = (at: At, Parts: CompletedPart[], more = {}) =>
  client.send(new CompleteMultipartUploadCommand({ Bucket, ...at, MultipartUpload: { Parts }, ...more }));
const parts = async (at: At) => (await client.send(new ListPartsCommand({ Bucket, ...at }))).Parts ?? [];

test('joins parts, sent in any order and one of them twice, to one object', async () => {
  const at = { Key: 'joined', UploadId: await create('joined', { ContentType: 'application/pdf', Metadata: { a: '1' }, Tagging: 'k=v' }) };
  await part(at, 2, randomBytes(10));
  const sent = await Promise.all([part(at, 2, second), part(at, 1, first)]);
  expect((await parts(at)).map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, first.length],
    [2, second.length],
  ]);
  const { ETag } = await complete(at, sent.reverse());
  expect(ETag).toBe(`"${hash('md5', Buffer.concat([hash('md5', first), hash('md5', second)])).toString('hex')}-2"`);
  const stored = await client.send(new GetObjectCommand({ Bucket, Key: 'joined' }));
  expect(stored).toMatchObject({ ContentType: 'application/pdf', Metadata: { a: '1' }, TagCount: 1 });
  expect(whole.equals((await stored.Body?.transformToByteArray()) ?? Buffer.of())).toBe(true);
  expect(await outcome(parts(at))).toBe('NoSuchUpload 404');
});

test('reads a range that runs over the seam of two parts', async () => {
  const Range = `bytes=${first.length - 3}-${first.length + 2}`;
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'joined', Range }));
  expect(await Body?.transformToByteArray()).toEqual(Uint8Array.from(whole.subarray(first.length - 3, first.length + 3)));
});

test.each<[ChecksumAlgorithm, string]>([['SHA256', `${hash('sha256', Buffer.concat([hash('sha256', first), hash('sha256', second)])).toString('base64')}-2`]])(
  'makes a composite checksum of the parts for %s',
  async (ChecksumAlgorithm, expected) => {
    const at = { Key: 'composite', UploadId: await create('composite', { ChecksumAlgorithm }) };
    const sent = [await part(at, 1, first, { ChecksumAlgorithm }), await part(at, 2, second, { ChecksumAlgorithm })];
    const bare = sent.map(({ ChecksumSHA256: _, ...rest }) => rest);
    expect(await outcome(complete(at, bare))).toBe('InvalidRequest 400');
    expect(await outcome(complete(at, sent, { ChecksumSHA256: hash('sha256', whole).toString('base64') }))).toBe('BadDigest 400');
    expect((await complete(at, sent, { ChecksumSHA256: expected })).ChecksumSHA256).toBe(expected);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'composite', ChecksumMode: 'ENABLED' }));
    expect([head.ChecksumSHA256, head.ChecksumType]).toEqual([expected, 'COMPOSITE']);
  },
);

test('makes a checksum of the whole for CRC64NVME', async () => {
  const options = { ChecksumAlgorithm: 'CRC64NVME' } as const;
  const at = { Key: 'full', UploadId: await create('full', options) };
  const sent = [await part(at, 1, first, options), await part(at, 2, second, options)];
  const { ChecksumType, ChecksumCRC64NVME } = await complete(at, sent, { MpuObjectSize: whole.length });
  const single = { Key: 'single', UploadId: await create('single', options) };
  const same = await complete(single, [await part(single, 1, whole, options)]);
  expect([ChecksumType, ChecksumCRC64NVME]).toEqual(['FULL_OBJECT', same.ChecksumCRC64NVME]);
});

test('refuses parts out of order, unknown, changed or too small', async () => {
  const at = { Key: 'refused', UploadId: await create('refused') };
  const [one, two, three] = [await part(at, 1, first), await part(at, 2, second), await part(at, 3, second)];
  expect(await outcome(complete(at, [two, one]))).toBe('InvalidPartOrder 400');
  expect(await outcome(complete(at, [one, { ...two, PartNumber: 9 }]))).toBe('InvalidPart 400');
  expect(await outcome(complete(at, [one, { ...two, ETag: one.ETag }]))).toBe('InvalidPart 400');
  expect(await outcome(complete(at, [one, two, three]))).toBe('EntityTooSmall 400');
  expect(await outcome(complete(at, [one, two], { MpuObjectSize: 1 }))).toBe('InvalidRequest 400');
  expect(await outcome(complete(at, []))).toBe('MalformedXML 400');
});

test('refuses a part with another checksum algorithm, a wrong checksum or a number out of range', async () => {
  const at = { Key: 'algorithm', UploadId: await create('algorithm', { ChecksumAlgorithm: 'SHA256' }) };
  expect(await outcome(part(at, 1, second, { ChecksumAlgorithm: 'CRC32C' }))).toBe('InvalidRequest 400');
  expect(await outcome(part(at, 1, second, { ChecksumSHA256: hash('sha256', first).toString('base64') }))).toBe('BadDigest 400');
  expect(await outcome(part(at, 10_001, second, { ChecksumAlgorithm: 'SHA256' }))).toBe('InvalidArgument 400');
});

test('forgets an upload that was aborted', async () => {
  const at = { Key: 'aborted', UploadId: await create('aborted') };
  const sent = await part(at, 1, second);
  await client.send(new AbortMultipartUploadCommand({ Bucket, ...at }));
  expect(await outcome(complete(at, [sent]))).toBe('NoSuchUpload 404');
  expect(await outcome(part(at, 1, second))).toBe('NoSuchUpload 404');
});

test('lets one of two racing completions win', async () => {
  const at = { Key: 'race', UploadId: await create('race') };
  const sent = [await part(at, 1, first), await part(at, 2, second)];
  const results = await Promise.all([outcome(complete(at, sent)), outcome(complete(at, sent))]);
  expect(results.sort()).toEqual(['NoSuchUpload 404', 'ok']);
});

test('never makes an object of a part that was replaced meanwhile', async () => {
  const at = { Key: 'replaced', UploadId: await create('replaced') };
  const large = randomBytes(40 * MiB);
  const sent = await part(at, 1, large);
  const [result] = await Promise.all([outcome(complete(at, [sent])), outcome(part(at, 1, second))]);
  if (result !== 'ok') return expect(result).toBe('InvalidPart 400');
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'replaced' }));
  expect(large.equals((await Body?.transformToByteArray()) ?? Buffer.of())).toBe(true);
});

test('completes only where If-None-Match holds, and the upload stays', async () => {
  const at = { Key: 'joined', UploadId: await create('joined') };
  const sent = await part(at, 1, second);
  expect(await outcome(complete(at, [sent], { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
  expect(await parts(at)).toHaveLength(1);
});

test('locks the object as the upload was begun', async () => {
  const until = new Date(Math.floor(s3.clock.now() / 1000) * 1000 + 30 * dayMs);
  const at = { Key: 'locked', UploadId: await create('locked', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until }) };
  await complete(at, [await part(at, 1, second)]);
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'locked' }));
  expect([head.ObjectLockMode, head.ObjectLockRetainUntilDate]).toEqual(['COMPLIANCE', until]);
});

test('pages through the parts', async () => {
  const at = { Key: 'pages', UploadId: await create('pages') };
  for (const number of [1, 5, 9]) await part(at, number, second);
  const page = await client.send(new ListPartsCommand({ Bucket, ...at, MaxParts: 2 }));
  expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '5' });
  const rest = await client.send(new ListPartsCommand({ Bucket, ...at, PartNumberMarker: page.NextPartNumberMarker }));
  expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([9]);
});
