import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, expect, test, vi } from 'vitest';
import { createClock } from '../clock.ts';
import { serve } from './server.ts';
import { account, outcome, owner, region, startS3 } from './testing.ts';

const Bucket = 'archive';
const locked = [{ name: Bucket, versioning: true, objectLock: { mode: 'COMPLIANCE', days: 10 } as const }];
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function temporaryFolder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'anchang-s3-'));
  cleanups.push(() => rmSync(dir, { recursive: true }));
  return dir;
}

/** Ids of the data files on the disk, and of those that the index refers to. */
function blobs(dir: string): { onDisk: string[]; referenced: string[] } {
  const onDisk = readdirSync(path.join(dir, 'blobs'));
  const db = new DatabaseSync(path.join(dir, 'index.sqlite'), { readOnly: true });
  const rows = db.prepare(`SELECT json_extract(value, '$.id') AS id FROM versions, json_each(pieces) UNION SELECT blob AS id FROM parts`).all();
  db.close();
  return { onDisk: onDisk.sort(), referenced: rows.map((row) => String(row.id)).sort() };
}

test('keeps objects, versions, locks, tags and uploads over a restart', async () => {
  const s3 = await startS3(locked);
  cleanups.push(() => s3.close());
  const client = s3.client();
  const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'one', Tagging: 'k=v', Metadata: { m: '1' } }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'u' }));
  await client.send(new UploadPartCommand({ Bucket, Key: 'u', UploadId, PartNumber: 1, Body: 'part' }));
  await s3.restart();
  const again = s3.client();
  const kept = await again.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }));
  expect([await kept.Body?.transformToString(), kept.Metadata, kept.ObjectLockMode]).toEqual(['one', { m: '1' }, 'COMPLIANCE']);
  expect((await again.send(new GetObjectTaggingCommand({ Bucket, Key: 'a', VersionId }))).TagSet).toEqual([{ Key: 'k', Value: 'v' }]);
  expect(await outcome(again.send(new HeadObjectCommand({ Bucket, Key: 'a' })))).toBe('NotFound 404');
  expect(await outcome(again.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId })))).toBe('AccessDenied 403');
  expect((await again.send(new ListPartsCommand({ Bucket, Key: 'u', UploadId }))).Parts).toHaveLength(1);
  expect((await again.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
});

test('records the SHA-256 of every version', async () => {
  const s3 = await startS3(locked);
  cleanups.push(() => s3.close());
  const client = s3.client();
  for (const Body of ['one', 'two']) await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
  const db = new DatabaseSync(path.join(s3.dir, 'index.sqlite'), { readOnly: true });
  const recorded = db
    .prepare('SELECT sha256 FROM versions ORDER BY seq')
    .all()
    .map((row) => row.sha256);
  db.close();
  expect(recorded).toEqual(['one', 'two'].map((body) => createHash('sha256').update(body).digest('hex')));
});

test('removes the data of what is removed for good, when nobody reads it any more', async () => {
  const s3 = await startS3([{ name: Bucket, versioning: true }]);
  cleanups.push(() => s3.close());
  const client = s3.client();
  // The second half is not even opened while the client takes its time over the first.
  const halves = [randomBytes(16_000_000), randomBytes(16_000_000)];
  const { VersionId } = await writeInParts(client, 'a', halves);
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }));
  expect(Buffer.concat(halves).equals((await Body?.transformToByteArray()) ?? Buffer.of())).toBe(true);
  await expect.poll(() => blobs(s3.dir).onDisk, { timeout: 2000 }).toEqual([]);
});

test('finds out when the data of a copied object has rotted', async () => {
  const s3 = await startS3([{ name: Bucket, versioning: false }]);
  cleanups.push(() => s3.close());
  const client = s3.client({ maxAttempts: 1 });
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'data' }));
  const [id = ''] = blobs(s3.dir).onDisk;
  writeFileSync(path.join(s3.dir, 'blobs', id), 'dbta');
  expect(await outcome(client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` })))).toBe('InternalError 500');
});

test('breaks off, and says so on the terminal, where the data of an object is gone', async () => {
  const s3 = await startS3([{ name: Bucket, versioning: false }]);
  cleanups.push(() => s3.close());
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  cleanups.push(() => log.mockRestore());
  const client = s3.client({ maxAttempts: 1 });
  const get = async () => (await client.send(new GetObjectCommand({ Bucket, Key: 'a' }))).Body?.transformToByteArray();
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'data' }));
  await get();
  const [id = ''] = blobs(s3.dir).onDisk;
  rmSync(path.join(s3.dir, 'blobs', id));
  await expect(get()).rejects.toThrow();
  expect(log).toHaveBeenCalledExactlyOnceWith('s3:', expect.objectContaining({ code: 'ENOENT' }));
});

test('drops data files that no row refers to when it starts', async () => {
  const s3 = await startS3([{ name: Bucket, versioning: true }]);
  cleanups.push(() => s3.close());
  await s3.client().send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'kept' }));
  writeFileSync(path.join(s3.dir, 'blobs', 'half-written'), 'lost');
  await s3.restart();
  const { onDisk, referenced } = blobs(s3.dir);
  expect(onDisk).toEqual(referenced);
});

test('refuses to start where the index is gone and the data is not', async () => {
  const s3 = await startS3([{ name: Bucket, versioning: true }]);
  cleanups.push(() => s3.close());
  await s3.client().send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'kept' }));
  const moved = temporaryFolder();
  cpSync(path.join(s3.dir, 'blobs'), path.join(moved, 'blobs'), { recursive: true });
  const options = { dir: moved, port: 0, keys: {}, clock: s3.clock, region, account, partition: 'aws', buckets: [] };
  await expect(serve(options)).rejects.toThrow('it has data files and no index.sqlite');
  expect(readdirSync(path.join(moved, 'blobs'))).toHaveLength(1);
});

test('says which bucket cannot be as declared', async () => {
  const dir = temporaryFolder();
  const clock = createClock();
  cleanups.push(() => clock.close());
  const start = (bucket: object) =>
    serve({ dir, port: 0, keys: {}, clock, region, account, partition: 'aws', buckets: [{ name: Bucket, versioning: true, ...bucket }] });
  await (await start({ objectLock: {} })).close();
  await expect(start({})).rejects.toThrow('bucket archive: Object Lock cannot be switched off');
  await expect(start({ versioning: false, objectLock: {} })).rejects.toThrow('bucket archive: Object Lock needs versioning');
  await expect(start({ objectLock: { mode: 'COMPLIANCE' } })).rejects.toThrow('bucket archive: expected a default retention of days or years');
  const anyone = { Effect: 'Allow', Action: 's3:*', Resource: '*', NotPrincipal: '*' };
  await expect(start({ objectLock: {}, policy: { Statement: anyone } })).rejects.toThrow('bucket archive: NotPrincipal');
  await expect(start({ name: 'No' })).rejects.toThrow('bucket No: expected a name');
  await (await start({ objectLock: {} })).close();
});

test('rejects a damaged index and a busy port with their own errors', async () => {
  const clock = createClock();
  cleanups.push(() => clock.close());
  const options = { keys: {}, clock, region, account, partition: 'aws', buckets: [] };
  const damaged = temporaryFolder();
  mkdirSync(damaged, { recursive: true });
  writeFileSync(path.join(damaged, 'index.sqlite'), 'this is no database, and it is long enough to be looked at'.repeat(20));
  await expect(serve({ ...options, dir: damaged, port: 0 })).rejects.toThrow('file is not a database');
  const first = await serve({ ...options, dir: temporaryFolder(), port: 0 });
  cleanups.push(() => first.close());
  await expect(serve({ ...options, dir: temporaryFolder(), port: first.port })).rejects.toThrow('EADDRINUSE');
});

test('loses nothing it acknowledged when it is killed at any moment', async () => {
  const dir = temporaryFolder();
  const acknowledged = new Map<string, { key: string; sha256: string }>();
  for (let round = 0; round < 3; round++) {
    const { child, client } = await startChild(dir);
    const writers = Array.from({ length: 6 }, (_, index) => write(client, `${round}/${index}`, acknowledged));
    setTimeout(() => child.kill('SIGKILL'), 300 + Math.random() * 500);
    await Promise.all([once(child, 'exit'), ...writers]);
    client.destroy();
  }
  expect(acknowledged.size).toBeGreaterThan(6);
  const { child, client } = await startChild(dir);
  const { onDisk, referenced } = blobs(dir);
  expect(onDisk).toEqual(referenced);
  for (const [VersionId, { key, sha256 }] of acknowledged) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key, VersionId }));
    expect(
      createHash('sha256')
        .update((await Body?.transformToByteArray()) ?? '')
        .digest('hex'),
    ).toBe(sha256);
    expect(await outcome(client.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId })))).toBe('AccessDenied 403');
  }
  await readAllListed(client);
  child.kill('SIGKILL');
  await once(child, 'exit');
  client.destroy();
}, 30_000);

async function startChild(dir: string): Promise<{ child: ChildProcess; client: S3Client }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'crash-server.ts'), dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const endpoint = `http://127.0.0.1:${String(line).trim()}`;
  return { child, client: new S3Client({ endpoint, region, credentials: owner, forcePathStyle: true, maxAttempts: 1 }) };
}

/** Writes, every fourth time in two parts, until the server is gone; notes what it was told is safe. */
async function write(client: S3Client, name: string, acknowledged: Map<string, { key: string; sha256: string }>): Promise<void> {
  for (let count = 0; ; count++) {
    const key = `${name}/${count % 5}`;
    const Body = randomBytes(2000 + Math.floor(Math.random() * 60_000));
    try {
      const { VersionId = '' } =
        count % 4 === 3 ? await writeInParts(client, key, [Body]) : await client.send(new PutObjectCommand({ Bucket, Key: key, Body }));
      acknowledged.set(VersionId, { key, sha256: createHash('sha256').update(Body).digest('hex') });
    } catch {
      return; // killed
    }
  }
}

async function writeInParts(client: S3Client, Key: string, bodies: Buffer[]) {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts: CompletedPart[] = [];
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  return client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
}

/** Whatever is listed, acknowledged or not, must be whole. */
async function readAllListed(client: S3Client): Promise<void> {
  const { Versions = [], IsTruncated } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  expect(IsTruncated).toBe(false);
  for (const { Key, VersionId, Size } of Versions) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    expect((await Body?.transformToByteArray())?.length).toBe(Size);
  }
}
