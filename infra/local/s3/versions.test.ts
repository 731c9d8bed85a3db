import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcome, startS3, type TestS3 } from './testing.ts';

const Bucket = 'versioned';
let s3: TestS3;
let client: ReturnType<TestS3['client']>;

beforeAll(async () => {
  s3 = await startS3(['versioned', 'suspended', 'emptied'].map((name) => ({ name, versioning: true })));
  client = s3.client();
});
afterAll(() => s3.close());

const put = async (Key: string, Body: string, bucket = Bucket) => (await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))).VersionId;
const get = async (Key: string, VersionId?: string, bucket = Bucket) =>
  (await client.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }))).Body?.transformToString();
const remove = (Key: string, VersionId?: string, bucket = Bucket) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
const versions = async (Prefix: string, bucket = Bucket) => {
  const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix }));
  return { versions: page.Versions ?? [], markers: page.DeleteMarkers ?? [] };
};

test('keeps every version and reads each by its id', async () => {
  const [one, two] = [await put('doc', '1'), await put('doc', '2')];
  expect(one).toMatch(/^[\w-]{32}$/);
  expect(one).not.toBe(two);
  expect([await get('doc', one), await get('doc', two), await get('doc')]).toEqual(['1', '2', '2']);
  expect((await versions('doc')).versions.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [two, true],
    [one, false],
  ]);
});

test('hides a deleted key behind a marker and shows it again when the marker goes', async () => {
  const version = await put('hidden', '1');
  const { DeleteMarker, VersionId: marker } = await remove('hidden');
  expect(DeleteMarker).toBe(true);
  expect(await outcome(get('hidden'))).toBe('NoSuchKey 404');
  expect(await get('hidden', version)).toBe('1');
  expect(await outcome(get('hidden', marker))).toBe('MethodNotAllowed 405');
  expect(await outcome(client.send(new HeadObjectCommand({ Bucket, Key: 'hidden', VersionId: marker })))).toContain('405');
  expect((await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'hidden' }))).KeyCount).toBe(0);
  expect((await versions('hidden')).markers.map(({ VersionId }) => VersionId)).toEqual([marker]);
  expect(await remove('hidden', marker)).toMatchObject({ DeleteMarker: true, VersionId: marker });
  expect(await get('hidden')).toBe('1');
});

test('makes the version before the latest when the newest is removed for good', async () => {
  const [one, two] = [await put('back', '1'), await put('back', '2')];
  await remove('back', two);
  expect(await get('back')).toBe('1');
  await remove('back', one);
  expect(await outcome(get('back'))).toBe('NoSuchKey 404');
  expect(await outcome(remove('back', one))).toBe('ok');
});

test('says of each key deleted at once whether a marker was made', async () => {
  const version = await put('many/1', '1');
  await put('many/2', '2');
  const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'many/1', VersionId: version }, { Key: 'many/2' }] } }));
  expect(Deleted).toMatchObject([
    { Key: 'many/1', VersionId: version },
    { Key: 'many/2', DeleteMarker: true },
  ]);
});

test('replaces the null version while versioning is suspended', async () => {
  const bucket = 'suspended';
  const kept = await put('doc', 'kept', bucket);
  const Status = 'Suspended';
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status } }));
  await put('doc', 'a', bucket);
  expect(await put('doc', 'b', bucket)).toBe('null');
  expect([await get('doc', undefined, bucket), await get('doc', 'null', bucket), await get('doc', kept, bucket)]).toEqual(['b', 'b', 'kept']);
  expect((await versions('doc', bucket)).versions.map(({ VersionId }) => VersionId)).toEqual(['null', kept]);
  expect((await remove('doc', undefined, bucket)).VersionId).toBe('null');
  expect(await versions('doc', bucket)).toMatchObject({ versions: [{ VersionId: kept }], markers: [{ VersionId: 'null' }] });
});

test('lets a client empty a bucket page by page while it deletes what it was shown', async () => {
  const bucket = 'emptied';
  for (const key of ['a', 'b']) for (let n = 0; n < 5; n++) await put(key, String(n), bucket);
  await remove('b', undefined, bucket);
  let [KeyMarker, VersionIdMarker, deleted]: [string | undefined, string | undefined, number] = [undefined, undefined, 0];
  do {
    const page: {
      Versions?: { Key?: string; VersionId?: string }[];
      DeleteMarkers?: { Key?: string; VersionId?: string }[];
      NextKeyMarker?: string;
      NextVersionIdMarker?: string;
    } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 3, KeyMarker, VersionIdMarker }));
    const shown = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    for (const { Key = '', VersionId } of shown) await remove(Key, VersionId, bucket);
    deleted += shown.length;
    KeyMarker = page.NextKeyMarker;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker);
  expect(deleted).toBe(11);
  expect(await versions('', bucket)).toEqual({ versions: [], markers: [] });
});

test('pages through versions without loss or repetition, prefixes included', async () => {
  const keys = ['p/1', 'p/a/1', 'p/a/2', 'p/b'];
  for (const key of keys) for (let n = 0; n < 3; n++) await put(key, String(n));
  const seen: string[] = [];
  let [KeyMarker, VersionIdMarker]: [string | undefined, string | undefined] = [undefined, undefined];
  do {
    const page: {
      Versions?: { Key?: string; VersionId?: string }[];
      CommonPrefixes?: { Prefix?: string }[];
      NextKeyMarker?: string;
      NextVersionIdMarker?: string;
    } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'p/', Delimiter: '/', MaxKeys: 2, KeyMarker, VersionIdMarker }));
    seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`), ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix));
    KeyMarker = page.NextKeyMarker;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker);
  expect(new Set(seen).size).toBe(7);
  expect(seen.map((one) => one.split(' ')[0]).sort()).toEqual(['p/1', 'p/1', 'p/1', 'p/a/', 'p/b', 'p/b', 'p/b']);
});
