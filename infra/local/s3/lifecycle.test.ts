import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import type { BucketOptions, LifecycleRule } from './buckets.ts';
import { dayMs, outcome, startS3, type TestS3 } from './testing.ts';

const Bucket = 'ruled';
let s3: TestS3;
let client: ReturnType<TestS3['client']>;
afterEach(() => s3.close());

/** Its lone delete marker is gone after each run: rules are applied bucket by bucket, and this one is the last. */
const sentinel: BucketOptions = { name: 'sentinel', versioning: true, lifecycle: [{ isEnabled: true, expiredObjectDeleteMarker: true }] };

async function start(rule: Partial<LifecycleRule>, bucket: Partial<BucketOptions> = {}): Promise<void> {
  s3 = await startS3([{ name: Bucket, versioning: true, lifecycle: [{ isEnabled: true, ...rule }], ...bucket }, sentinel]);
  client = s3.client();
  // From just after a midnight, so that days are whole.
  await advance(1, -(s3.clock.now() % dayMs) + 1000);
}
/** Moves the clock over at least one midnight and waits until the rules were applied. */
async function advance(days: number, ms = 0): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: 'sentinel', Key: 'marker' }));
  s3.clock.advance(days * dayMs + ms);
  await ran();
}
const ran = () => {
  const markers = async () => (await client.send(new ListObjectVersionsCommand({ Bucket: 'sentinel' }))).DeleteMarkers ?? [];
  return expect.poll(markers, { timeout: 5000, interval: 5 }).toEqual([]);
};
const put = async (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  (await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }))).VersionId;
/** `key*` is a version, `key!` a delete marker; the latest first. */
const listed = async () => {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  return [...Versions.map(({ Key }) => `${Key}*`), ...DeleteMarkers.map(({ Key }) => `${Key}!`)].sort();
};
test('hides an object when its days are over, at the next midnight and not before', async () => {
  await start({ expirationDays: 7 });
  await put('a');
  await advance(7);
  await put('b');
  expect(await listed()).toEqual(['a*', 'b*']);
  await advance(1);
  expect(await listed()).toEqual(['a!', 'a*', 'b*']);
});

test('keeps to its prefix, and does nothing when it is off', async () => {
  await start(
    {},
    {
      lifecycle: [
        { isEnabled: true, prefix: 'tmp/', expirationDays: 1 },
        { isEnabled: false, expirationDays: 1 },
      ],
    },
  );
  await Promise.all([put('tmp/a'), put('a')]);
  await advance(3);
  expect(await listed()).toEqual(['a*', 'tmp/a!', 'tmp/a*']);
});

test('removes an object for good where there are no versions', async () => {
  await start({ expirationDays: 1 }, { versioning: false });
  await put('a');
  await advance(2);
  expect(await listed()).toEqual([]);
});

test('removes versions counted from the day they stopped being the newest, but for the newest few', async () => {
  await start({ noncurrentDays: 5, newerNoncurrentVersions: 1 });
  for (let n = 0; n < 3; n++) await put('a');
  await advance(30);
  expect(await listed()).toEqual(['a*', 'a*']);
  await put('a');
  expect(await listed()).toEqual(['a*', 'a*', 'a*']);
  await advance(6);
  expect(await listed()).toEqual(['a*', 'a*']);
});

test('never removes a locked version before its lock ends', async () => {
  await start({ noncurrentDays: 1 }, { objectLock: { mode: 'COMPLIANCE', days: 10 } });
  await put('a');
  await put('held', { ObjectLockLegalHoldStatus: 'ON' });
  for (const Key of ['a', 'held']) await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await advance(9);
  expect(await listed()).toEqual(['a!', 'a*', 'held!', 'held*']);
  await advance(2);
  expect(await listed()).toEqual(['a!', 'held!', 'held*']);
});

test('removes a delete marker that is all that is left', async () => {
  await start({ expiredObjectDeleteMarker: true });
  const version = await put('a');
  await put('b');
  for (const Key of ['a', 'b']) await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: version }));
  await advance(1);
  expect(await listed()).toEqual(['b!', 'b*']);
});

test('aborts an upload that nobody completes', async () => {
  await start({ abortIncompleteUploadDays: 7 });
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'a' }));
  const parts = () => outcome(client.send(new ListPartsCommand({ Bucket, Key: 'a', UploadId })));
  await advance(7);
  expect(await parts()).toBe('ok');
  await advance(1);
  expect(await parts()).toBe('NoSuchUpload 404');
});

test('catches up at the start on what fell due while the office was closed', async () => {
  await start({ expirationDays: 1 }, { versioning: false });
  await put('a');
  await client.send(new DeleteObjectCommand({ Bucket: 'sentinel', Key: 'marker' }));
  await s3.restart(() => s3.clock.advance(2 * dayMs));
  await ran();
  expect(await listed()).toEqual([]);
});

test('tells the rules of a bucket', async () => {
  await start({ id: 'inbox', prefix: 'in/', expirationDays: 7, abortIncompleteUploadDays: 1 });
  const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(Rules).toMatchObject([
    { ID: 'inbox', Status: 'Enabled', Filter: { Prefix: 'in/' }, Expiration: { Days: 7 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
  ]);
});
