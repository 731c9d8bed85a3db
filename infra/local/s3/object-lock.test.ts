import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type ObjectLockMode,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { credentialsOf, dayMs, outcome, startS3, type TestS3 } from './testing.ts';

let s3: TestS3;
/** When the test began, in whole seconds: ms since the epoch. */
let base: number;
let client: ReturnType<TestS3['client']>;
/** May do everything but step over GOVERNANCE. */
let clerk: ReturnType<TestS3['client']>;

beforeEach(async () => {
  const clerkPolicy = [
    { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    { Effect: 'Deny', Action: 's3:BypassGovernanceRetention', Resource: '*' },
  ];
  s3 = await startS3(
    [
      { name: 'archive', versioning: true, objectLock: {} },
      { name: 'classed', versioning: true, objectLock: { mode: 'COMPLIANCE', days: 10 } },
      { name: 'ten-years', versioning: true, objectLock: { mode: 'GOVERNANCE', years: 10 } },
      { name: 'open', versioning: true },
    ],
    { AKIACLERK: [{ Statement: clerkPolicy }] },
  );
  base = Math.ceil(s3.clock.now() / 1000) * 1000;
  client = s3.client();
  clerk = s3.client({ credentials: credentialsOf('AKIACLERK') });
});
afterEach(() => s3.close());

const inDays = (days: number) => new Date(base + days * dayMs);
const put = async (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  (await client.send(new PutObjectCommand({ Bucket: 'archive', Key, Body: 'scan', ...more }))).VersionId;
const lock = (mode: ObjectLockMode, days: number) => ({ ObjectLockMode: mode, ObjectLockRetainUntilDate: inDays(days) });
const remove = (Key: string, VersionId?: string, more = {}, by = client) =>
  outcome(by.send(new DeleteObjectCommand({ Bucket: 'archive', Key, VersionId, ...more })));
const retain = (Key: string, Mode: ObjectLockMode | undefined, days: number, more = {}, by = client) => {
  const Retention = Mode ? { Mode, RetainUntilDate: inDays(days) } : {};
  return outcome(by.send(new PutObjectRetentionCommand({ Bucket: 'archive', Key, Retention, ...more })));
};
const bypass = { BypassGovernanceRetention: true };

test('refuses to delete a COMPLIANCE version, even with bypass, until its day has passed', async () => {
  const version = await put('c', lock('COMPLIANCE', 30));
  expect(await remove('c', version)).toBe('AccessDenied 403');
  expect(await remove('c', version, bypass)).toBe('AccessDenied 403');
  s3.clock.advance(30 * dayMs - 60_000);
  expect(await remove('c', version)).toBe('AccessDenied 403');
  s3.clock.advance(61_000);
  expect(await remove('c', version)).toBe('ok');
  expect(await outcome(client.send(new GetObjectCommand({ Bucket: 'archive', Key: 'c', VersionId: version })))).toBe('NoSuchVersion 404');
});

test('hides a locked object behind a delete marker, and the version stays', async () => {
  const version = await put('hidden', lock('COMPLIANCE', 30));
  expect(await remove('hidden')).toBe('ok');
  const kept = await client.send(new GetObjectCommand({ Bucket: 'archive', Key: 'hidden', VersionId: version }));
  expect(await kept.Body?.transformToString()).toBe('scan');
});

test('never shortens COMPLIANCE, changes its mode or takes it away; extends it', async () => {
  await put('c', lock('COMPLIANCE', 30));
  expect(await retain('c', 'COMPLIANCE', 29, bypass)).toBe('AccessDenied 403');
  expect(await retain('c', 'GOVERNANCE', 60, bypass)).toBe('AccessDenied 403');
  expect(await retain('c', undefined, 0, bypass)).toBe('AccessDenied 403');
  expect(await retain('c', 'COMPLIANCE', 31)).toBe('ok');
  const { Retention } = await client.send(new GetObjectRetentionCommand({ Bucket: 'archive', Key: 'c' }));
  expect(Retention).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: inDays(31) });
});

test('lets GOVERNANCE be removed only by one who asks for the bypass and may', async () => {
  const version = await put('g', lock('GOVERNANCE', 30));
  expect(await remove('g', version)).toBe('AccessDenied 403');
  expect(await remove('g', version, bypass, clerk)).toBe('AccessDenied 403');
  expect(await remove('g', version, bypass)).toBe('ok');
});

test('lets GOVERNANCE be weakened only with the bypass, and extended without', async () => {
  await put('g', lock('GOVERNANCE', 30));
  expect(await retain('g', 'GOVERNANCE', 31, {}, clerk)).toBe('ok');
  for (const [mode, days] of [
    ['GOVERNANCE', 1],
    ['COMPLIANCE', 60],
    [undefined, 0],
  ] as const) {
    expect(await retain('g', mode, days)).toBe('AccessDenied 403');
    expect(await retain('g', mode, days, bypass, clerk)).toBe('AccessDenied 403');
  }
  expect(await retain('g', 'GOVERNANCE', 1, bypass)).toBe('ok');
  expect(await retain('g', undefined, 0, bypass)).toBe('ok');
  expect(await outcome(client.send(new GetObjectRetentionCommand({ Bucket: 'archive', Key: 'g' })))).toBe('NoSuchObjectLockConfiguration 404');
});

test('frees a GOVERNANCE version when its day has passed', async () => {
  const version = await put('g', lock('GOVERNANCE', 1));
  s3.clock.advance(dayMs + 1000);
  expect(await remove('g', version, {}, clerk)).toBe('ok');
});

test('holds a version as long as its legal hold stands, whatever its retention', async () => {
  const version = await put('h', lock('GOVERNANCE', 1));
  const hold = (Status: 'ON' | 'OFF') => client.send(new PutObjectLegalHoldCommand({ Bucket: 'archive', Key: 'h', LegalHold: { Status } }));
  expect(await outcome(client.send(new GetObjectLegalHoldCommand({ Bucket: 'archive', Key: 'h' })))).toBe('NoSuchObjectLockConfiguration 404');
  await hold('ON');
  s3.clock.advance(365 * dayMs);
  expect(await remove('h', version, bypass)).toBe('AccessDenied 403');
  const { LegalHold } = await client.send(new GetObjectLegalHoldCommand({ Bucket: 'archive', Key: 'h' }));
  expect(LegalHold?.Status).toBe('ON');
  await hold('OFF');
  expect(await remove('h', version)).toBe('ok');
});

test('takes a legal hold with the object itself', async () => {
  const version = await put('h', { ObjectLockLegalHoldStatus: 'ON' });
  expect((await client.send(new HeadObjectCommand({ Bucket: 'archive', Key: 'h' }))).ObjectLockLegalHoldStatus).toBe('ON');
  expect(await remove('h', version, bypass)).toBe('AccessDenied 403');
});

test('gives the default retention of the bucket to each new version', async () => {
  const version = await put('d', { Bucket: 'classed' });
  const head = await client.send(new HeadObjectCommand({ Bucket: 'classed', Key: 'd' }));
  expect(head.ObjectLockMode).toBe('COMPLIANCE');
  expect(Number(head.ObjectLockRetainUntilDate) - Number(head.LastModified)).toBeLessThan(10 * dayMs + 1000);
  expect(await remove('d', version, { Bucket: 'classed', ...bypass })).toBe('AccessDenied 403');
  s3.clock.advance(10 * dayMs);
  expect(await remove('d', version, { Bucket: 'classed' })).toBe('ok');
});

test('prefers the retention a client names over the default', async () => {
  await put('d', { Bucket: 'ten-years', ...lock('COMPLIANCE', 1) });
  const head = await client.send(new HeadObjectCommand({ Bucket: 'ten-years', Key: 'd' }));
  expect([head.ObjectLockMode, head.ObjectLockRetainUntilDate]).toEqual(['COMPLIANCE', inDays(1)]);
});

test('tells the lock configuration of a bucket', async () => {
  const configuration = async (Bucket: string) => (await client.send(new GetObjectLockConfigurationCommand({ Bucket }))).ObjectLockConfiguration;
  expect(await configuration('archive')).toEqual({ ObjectLockEnabled: 'Enabled' });
  expect((await configuration('ten-years'))?.Rule?.DefaultRetention).toEqual({ Mode: 'GOVERNANCE', Years: 10 });
  expect(await outcome(configuration('open'))).toBe('ObjectLockConfigurationNotFoundError 404');
});

test('deletes the free keys of a list and names the locked one', async () => {
  const locked = await put('locked', lock('COMPLIANCE', 30));
  const free = await put('free');
  const Objects = [
    { Key: 'locked', VersionId: locked },
    { Key: 'free', VersionId: free },
  ];
  const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket: 'archive', Delete: { Objects } }));
  expect(Deleted).toEqual([{ Key: 'free', VersionId: free }]);
  expect(Errors).toMatchObject([{ Key: 'locked', VersionId: locked, Code: 'AccessDenied' }]);
});

test('refuses to suspend versioning where Object Lock stands', async () => {
  const suspend = (Bucket: string) => client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
  expect(await outcome(suspend('archive'))).toBe('InvalidBucketState 409');
  expect(await outcome(suspend('open'))).toBe('ok');
});

test('refuses a lock in a bucket without Object Lock, a past date, half a retention and an unknown mode', async () => {
  expect(await outcome(put('x', { Bucket: 'open', ...lock('COMPLIANCE', 1) }))).toBe('InvalidRequest 400');
  expect(await outcome(put('x', lock('COMPLIANCE', -1)))).toBe('InvalidArgument 400');
  expect(await outcome(put('x', { ObjectLockMode: 'COMPLIANCE' }))).toBe('InvalidArgument 400');
  expect(await outcome(put('x', lock('FOREVER' as ObjectLockMode, 1)))).toBe('InvalidArgument 400');
  await put('y');
  expect(await retain('y', 'COMPLIANCE', -1)).toBe('InvalidArgument 400');
});

test('refuses a locked upload that carries no checksum', async () => {
  const bare = s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const send = (more: object) => outcome(bare.send(new PutObjectCommand({ Bucket: 'classed', Key: 'bare', Body: 'x', ...more })));
  expect(await send({})).toBe('InvalidRequest 400');
  expect(await send({ ContentMD5: 'nU5lZjpd2MQM/VAgGdB/Ug==' })).toBe('BadDigest 400');
  expect(await send({ ChecksumAlgorithm: 'SHA256' })).toBe('ok');
});
