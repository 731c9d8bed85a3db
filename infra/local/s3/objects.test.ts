import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcome, startS3, type TestS3 } from './testing.ts';

const Bucket = 'plain';
let s3: TestS3;
let client: ReturnType<TestS3['client']>;

beforeAll(async () => {
  s3 = await startS3([{ name: Bucket, versioning: false }]);
  client = s3.client();
});
afterAll(() => s3.close());

const put = (Key: string, Body = 'x', more = {}) => client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more = {}) => {
  const reply = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...reply, text: await reply.Body?.transformToString() };
};

test('gives back bytes, headers, metadata and checksum of an object', async () => {
  await put('a/1.txt', '合同', { ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { owner: 'sales' } });
  const { text, ContentType, CacheControl, Metadata, ETag, ChecksumCRC32 } = await get('a/1.txt', { ChecksumMode: 'ENABLED' });
  expect({ text, ContentType, CacheControl, Metadata }).toEqual({
    text: '合同',
    ContentType: 'text/plain',
    CacheControl: 'no-store',
    Metadata: { owner: 'sales' },
  });
  expect(ETag).toBe(`"${createHash('md5').update('合同').digest('hex')}"`);
  expect(ChecksumCRC32).toMatch(/^[\w+/]{6}==$/);
});

test('keeps an empty object', async () => {
  await put('empty', '', { ContentLength: 0 });
  expect((await get('empty')).text).toBe('');
  expect((await client.send(new HeadObjectCommand({ Bucket, Key: 'empty' }))).ContentLength).toBe(0);
});

test.each(['sp/ä +b&.txt', '案场/合同 #1%20.pdf', "q'()*!~", 'a//b/', '../up', 'x?y=1'])('keeps the key %s as it is', async (key) => {
  await put(key, key);
  expect((await get(key)).text).toBe(key);
  const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix: key }));
  expect(listed.Contents?.map((object) => object.Key)).toContain(key);
});

test('answers 404 for a missing object, bucket and version', async () => {
  expect(await outcome(get('nope'))).toBe('NoSuchKey 404');
  expect(await outcome(client.send(new HeadObjectCommand({ Bucket, Key: 'nope' })))).toBe('NotFound 404');
  expect(await outcome(client.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'a' })))).toBe('NoSuchBucket 404');
  expect(await outcome(get('nope', { VersionId: 'A'.repeat(32) }))).toBe('NoSuchVersion 404');
  expect(await outcome(get('nope', { VersionId: 'no id' }))).toBe('InvalidArgument 400');
});

test('refuses a key of more than 1024 bytes', async () => {
  const Key = '案'.repeat(342);
  expect(await outcome(put(Key))).toBe('KeyTooLongError 400');
  const { Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));
  expect(Errors?.[0]?.Code).toBe('KeyTooLongError');
});

test.each([
  ['bytes=1-3', 'bytes 1-3/5', 'ell'],
  ['bytes=3-', 'bytes 3-4/5', 'lo'],
  ['bytes=-2', 'bytes 3-4/5', 'lo'],
  ['bytes=0-99', 'bytes 0-4/5', 'hello'],
])('answers the range %s', async (Range, ContentRange, text) => {
  await put('range', 'hello');
  expect(await get('range', { Range })).toMatchObject({ ContentRange, text });
});

test('refuses a range outside the object', async () => {
  await put('range', 'hello');
  expect(await outcome(get('range', { Range: 'bytes=5-' }))).toBe('InvalidRange 416');
});

test('heeds the conditions of a read', async () => {
  const { ETag } = await put('conditional', 'one');
  const past = new Date(s3.clock.now() - 60_000);
  const future = new Date(s3.clock.now() + 60_000);
  expect(await outcome(get('conditional', { IfMatch: ETag }))).toBe('ok');
  expect(await outcome(get('conditional', { IfMatch: '"0"' }))).toBe('PreconditionFailed 412');
  expect(await outcome(get('conditional', { IfNoneMatch: ETag }))).toContain('304');
  expect(await outcome(get('conditional', { IfNoneMatch: '"0"' }))).toBe('ok');
  expect(await outcome(get('conditional', { IfModifiedSince: future }))).toContain('304');
  expect(await outcome(get('conditional', { IfUnmodifiedSince: past }))).toBe('PreconditionFailed 412');
  expect(await outcome(get('conditional', { IfMatch: ETag, IfUnmodifiedSince: past }))).toBe('ok');
});

test('writes only where If-None-Match and If-Match hold', async () => {
  expect(await outcome(put('once', '1', { IfNoneMatch: '*' }))).toBe('ok');
  expect(await outcome(put('once', '2', { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
  const { ETag } = await put('once', '3');
  expect(await outcome(put('once', '4', { IfMatch: '"0"' }))).toBe('PreconditionFailed 412');
  expect(await outcome(put('once', '5', { IfMatch: ETag }))).toBe('ok');
  expect(await outcome(put('never', '6', { IfMatch: ETag }))).toBe('NoSuchKey 404');
  expect((await get('once')).text).toBe('5');
});

test('leaves one winner among twelve racing writers', async () => {
  const race = (run: number) => Promise.all(Array.from({ length: 12 }, (_, index) => outcome(put(`race/${run}`, `writer ${index}`, { IfNoneMatch: '*' }))));
  for (const results of await Promise.all([1, 2, 3, 4].map(race))) {
    expect(results.filter((result) => result === 'ok')).toHaveLength(1);
    expect(results.filter((result) => result === 'PreconditionFailed 412')).toHaveLength(11);
  }
});

test('deletes only where If-Match holds', async () => {
  const { ETag } = await put('guarded');
  const remove = (IfMatch: string | undefined) => outcome(client.send(new DeleteObjectCommand({ Bucket, Key: 'guarded', IfMatch })));
  expect(await remove('"0"')).toBe('PreconditionFailed 412');
  expect(await remove(ETag)).toBe('ok');
  expect(await outcome(get('guarded'))).toBe('NoSuchKey 404');
});

test('removes an object for good without versioning, and is content when it is gone', async () => {
  await put('gone');
  const remove = () => client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
  expect((await remove()).DeleteMarker).toBeUndefined();
  expect(await outcome(remove())).toBe('ok');
});

test('deletes many at once and keeps quiet when asked to', async () => {
  await Promise.all(['m/1', 'm/2'].map((key) => put(key)));
  const remove = (Quiet: boolean) => client.send(new DeleteObjectsCommand({ Bucket, Delete: { Quiet, Objects: [{ Key: 'm/1' }, { Key: 'm/2' }] } }));
  expect((await remove(false)).Deleted?.map(({ Key }) => Key)).toEqual(['m/1', 'm/2']);
  expect((await remove(true)).Deleted).toBeUndefined();
});

test('lists by prefix and delimiter, page by page, in UTF-8 order', async () => {
  // U+FFFD sorts before U+1F600 in UTF-8, and behind it in UTF-16.
  const keys = ['l/a', 'l/b/1', 'l/b/2', 'l/b/3', 'l/c', 'l/d/1', 'l/\uFFFD', 'l/\u{1F600}'];
  await Promise.all(keys.map((key) => put(key)));
  const entries: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page: { Contents?: { Key?: string }[]; CommonPrefixes?: { Prefix?: string }[]; NextContinuationToken?: string; KeyCount?: number } =
      await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', Delimiter: '/', MaxKeys: 1, ContinuationToken }));
    expect(page.KeyCount).toBe(1);
    entries.push(...(page.Contents ?? []).map(({ Key = '' }) => Key), ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  expect(entries).toEqual(['l/a', 'l/b/', 'l/c', 'l/d/', 'l/\uFFFD', 'l/\u{1F600}']);
  const after = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', StartAfter: 'l/b/3' }));
  expect(after.Contents?.map(({ Key }) => Key)).toEqual(keys.slice(4));
  expect(await outcome(client.send(new ListObjectsV2Command({ Bucket, ContinuationToken: 'forged' })))).toBe('InvalidArgument 400');
});

test('copies an object with its metadata, or with new', async () => {
  await put('from +ä', 'copied', { Metadata: { a: '1' }, Tagging: 'k=v', ContentType: 'text/plain' });
  const CopySource = `${Bucket}/${encodeURIComponent('from +ä')}`;
  await client.send(new CopyObjectCommand({ Bucket, Key: 'kept', CopySource }));
  expect(await get('kept')).toMatchObject({ text: 'copied', Metadata: { a: '1' }, ContentType: 'text/plain', TagCount: 1 });
  const replaced = { MetadataDirective: 'REPLACE', Metadata: { b: '2' }, TaggingDirective: 'REPLACE' } as const;
  await client.send(new CopyObjectCommand({ Bucket, Key: 'new', CopySource, ...replaced, ChecksumAlgorithm: 'SHA256' }));
  const copy = await get('new', { ChecksumMode: 'ENABLED' });
  expect(copy).toMatchObject({ Metadata: { b: '2' }, ContentType: 'binary/octet-stream' });
  expect(copy.TagCount).toBeUndefined();
  expect(copy.ChecksumSHA256).toBe(createHash('sha256').update('copied').digest('base64'));
});

test('refuses a copy whose source condition fails, and one onto itself', async () => {
  await put('self');
  const copy = (more: object) => outcome(client.send(new CopyObjectCommand({ Bucket, Key: 'self', CopySource: `${Bucket}/self`, ...more })));
  expect(await copy({})).toBe('InvalidRequest 400');
  expect(await copy({ CopySourceIfMatch: '"0"', MetadataDirective: 'REPLACE' })).toBe('PreconditionFailed 412');
  expect(await copy({ MetadataDirective: 'REPLACE' })).toBe('ok');
});

test('keeps, replaces and refuses tags', async () => {
  const tag = (count: number) =>
    client.send(
      new PutObjectTaggingCommand({
        Bucket,
        Key: 'tagged',
        Tagging: { TagSet: Array.from({ length: count }, (_, index) => ({ Key: `键${index}`, Value: '<&>' })) },
      }),
    );
  await put('tagged', 'x', { Tagging: 'a=1&b=%3C' });
  const tags = async () => (await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).TagSet;
  expect(await tags()).toEqual([
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '<' },
  ]);
  await tag(1);
  expect(await tags()).toEqual([{ Key: '键0', Value: '<&>' }]);
  expect(await outcome(tag(11))).toBe('InvalidTag 400');
});

test('makes buckets and lists them', async () => {
  await client.send(new CreateBucketCommand({ Bucket: 'made-here' }));
  expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual(['made-here', Bucket]);
  expect(await outcome(client.send(new HeadBucketCommand({ Bucket: 'made-here' })))).toBe('ok');
  expect(await outcome(client.send(new HeadBucketCommand({ Bucket: 'nowhere' })))).toContain('404');
  expect(await outcome(client.send(new CreateBucketCommand({ Bucket: 'made-here' })))).toBe('BucketAlreadyOwnedByYou 409');
  expect(await outcome(client.send(new CreateBucketCommand({ Bucket: 'Upper' })))).toBe('InvalidBucketName 400');
  await client.send(new PutBucketVersioningCommand({ Bucket: 'made-here', VersioningConfiguration: { Status: 'Enabled' } }));
  expect((await client.send(new GetBucketVersioningCommand({ Bucket: 'made-here' }))).Status).toBe('Enabled');
});

test('answers with the clock of the office, so that a client corrects its own', async () => {
  const moved = await startS3([{ name: Bucket, versioning: false }]);
  try {
    moved.clock.advance(6 * 86_400_000);
    const later = moved.client();
    await later.send(new PutObjectCommand({ Bucket, Key: 'late', Body: 'x' }));
    const { LastModified } = await later.send(new HeadObjectCommand({ Bucket, Key: 'late' }));
    expect(Math.abs(Number(LastModified) - moved.clock.now())).toBeLessThan(5000);
  } finally {
    await moved.close();
  }
});
