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

async function start(rule: Partial<LifecycleRule>, bucket: Partial<BucketOptions> = {}): Promise<void> {
  s3 = await startS3([{ name: Bucket, versioning: true, lifecycle: [{ isEnabled: true, ...rule }], ...bucket }]);
  client = s3.client();
  // From just after a midnight, so that days are whole.
  s3.clock.advance(dayMs - (s3.clock.now() % dayMs) + 1000);
}
const put = async (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  (await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }))).VersionId;
/** `key*` is a version, `key!` a delete marker; the latest first. */
const listed = async () => {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  return [...Versions.map(({ Key }) => `${Key}*`), ...DeleteMarkers.map(({ Key }) => `${Key}!`)].sort();
};
/** The run at midnight happens on its own, in this process, a few turns after the clock moved. */
const settles = (expected: string[]) => expect.poll(listed, { timeout: 5000, interval: 20 }).toEqual(expected);

test('hides an object when its days are over, at the next midnight and not before', async () => {
  await start({ expirationDays: 7 });
  await put('a');
  s3.clock.advance(7 * dayMs);
  await put('b');
  await settles(['a*', 'b*']);
  s3.clock.advance(dayMs);
  await settles(['a!', 'a*', 'b*']);
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
  s3.clock.advance(3 * dayMs);
  await settles(['a*', 'tmp/a!', 'tmp/a*']);
});

test('removes an object for good where there are no versions', async () => {
  await start({ expirationDays: 1 }, { versioning: false });
  await put('a');
  s3.clock.advance(2 * dayMs);
  await settles([]);
});

test('removes versions counted from the day they stopped being the newest, but for the newest few', async () => {
  await start({ noncurrentDays: 5, newerNoncurrentVersions: 1 });
  for (let n = 0; n < 3; n++) await put('a');
  s3.clock.advance(30 * dayMs);
  await settles(['a*', 'a*']);
  await put('a');
  await settles(['a*', 'a*', 'a*']);
  s3.clock.advance(6 * dayMs);
  await settles(['a*', 'a*']);
});

test('never removes a locked version before its lock ends', async () => {
  await start({ noncurrentDays: 1 }, { objectLock: { mode: 'COMPLIANCE', days: 10 } });
  await put('a');
  await put('held', { ObjectLockLegalHoldStatus: 'ON' });
  for (const Key of ['a', 'held']) await client.send(new DeleteObjectCommand({ Bucket, Key }));
  s3.clock.advance(9 * dayMs);
  await settles(['a!', 'a*', 'held!', 'held*']);
  s3.clock.advance(2 * dayMs);
  await settles(['a!', 'held!', 'held*']);
});

test('removes a delete marker that is all that is left', async () => {
  await start({ expiredObjectDeleteMarker: true });
  const version = await put('a');
  await put('b');
  for (const Key of ['a', 'b']) await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: version }));
  s3.clock.advance(dayMs);
  await settles(['b!', 'b*']);
});

test('aborts an upload that nobody completes', async () => {
  await start({ abortIncompleteUploadDays: 7 });
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'a' }));
  const parts = () => outcome(client.send(new ListPartsCommand({ Bucket, Key: 'a', UploadId })));
  s3.clock.advance(7 * dayMs);
  expect(await parts()).toBe('ok');
  s3.clock.advance(dayMs);
  await expect.poll(parts, { timeout: 5000, interval: 20 }).toBe('NoSuchUpload 404');
});

test('catches up at the start on what fell due while the office was closed', async () => {
  await start({ expirationDays: 1 }, { versioning: false });
  await put('a');
  s3.clock.advance(dayMs);
  await settles(['a*']);
  await s3.restart();
  await settles(['a*']);
  s3.clock.advance(dayMs);
  await s3.restart();
  await settles([]);
});

test('tells the rules of a bucket', async () => {
  await start({ id: 'inbox', prefix: 'in/', expirationDays: 7, abortIncompleteUploadDays: 1 });
  const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(Rules).toMatchObject([
    { ID: 'inbox', Status: 'Enabled', Filter: { Prefix: 'in/' }, Expiration: { Days: 7 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
  ]);
});
