import { createHash } from 'node:crypto';
import { DeleteObjectCommand, GetObjectRetentionCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { owner, region, startS3, type TestS3 } from '../../infra/local/s3/testing.ts';
import { type Archive, openArchive } from './archive.ts';

let s3: TestS3;
let client: S3Client;
let archive: Archive;
const retainUntil = new Date(Date.now() + 10 * 365 * 86_400_000).toISOString();
const digest = (text: string, algorithm = 'sha256') => createHash(algorithm).update(text).digest('hex');
const announced = (text: string, key: string) => ({ key, sha256: digest(text), size: Buffer.byteLength(text), contentType: 'application/pdf' });

beforeAll(async () => {
  s3 = await startS3([
    { name: 'inbox', versioning: false },
    { name: 'archive', versioning: true, objectLock: {} },
  ]);
  client = s3.client();
  const endpoint = `http://127.0.0.1:${s3.port}`;
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: owner.accessKeyId,
    AWS_SECRET_ACCESS_KEY: owner.secretAccessKey,
  });
  archive = openArchive({ inbox: 'inbox', archive: 'archive', isPathStyle: true }, Date.now());
});
afterAll(() => s3.close());

/** Sends bytes to a presigned address, as a browser does. */
async function upload(text: string, { key = 'scan/x', claimed = text, headers = {} }: { key?: string; claimed?: string; headers?: object } = {}) {
  const signed = await archive.presignUpload(announced(claimed, key));
  const answer = await fetch(signed.url, { method: 'PUT', body: text, headers: { ...signed.headers, ...headers } });
  await answer.text();
  return answer.status;
}

describe('an upload', () => {
  it('arrives once, with its length, digest and type', async () => {
    expect(await upload('第一份扫描件', { key: 'scan/1' })).toBe(200);
    expect(await archive.head('scan/1')).toMatchObject({ size: 18, sha256: digest('第一份扫描件'), contentType: 'application/pdf' });
    expect(await upload('第一份扫描件', { key: 'scan/1' })).toBe(412);
    expect(await archive.head('scan/none')).toBeUndefined();
  });

  it('of other bytes, another length or another type is refused', async () => {
    expect(await upload('被换掉的字', { key: 'scan/2', claimed: '原来的文字' })).toBeGreaterThanOrEqual(400);
    expect(await upload('太长的文件', { key: 'scan/2', claimed: '短' })).toBeGreaterThanOrEqual(400);
    expect(await upload('x', { key: 'scan/2', headers: { 'content-type': 'text/html' } })).toBe(403);
    expect(await upload('x', { key: 'scan/2', headers: { 'if-none-match': '' } })).toBe(403);
    expect(await archive.head('scan/2')).toBeUndefined();
  });

  it('has an address that lasts five minutes', async () => {
    const old = openArchive({ inbox: 'inbox', archive: 'archive', isPathStyle: true }, Date.parse('2026-03-02T01:00:00.000Z'));
    expect((await old.presignUpload(announced('x', 'scan/3'))).expiresAt).toBe('2026-03-02T01:05:00.000Z');
    expect(new URL((await archive.presignUpload(announced('x', 'scan/3'))).url).searchParams.get('X-Amz-Expires')).toBe('300');
  });
});

describe('the archive', () => {
  it('keeps what arrived under lock, with its digests, and keeps it once', async () => {
    await upload('已备案合同', { key: 'scan/4' });
    const request = { from: 'scan/4', key: 'sha256/abc/scn_4', retainUntil };
    const kept = await archive.keep(request);
    expect(kept).toMatchObject({ sha256: digest('已备案合同'), sm3: digest('已备案合同', 'sm3'), size: 15 });
    expect(await archive.keep(request)).toEqual(kept);
    const at = { Bucket: 'archive', Key: request.key, VersionId: kept.versionId };
    expect((await client.send(new GetObjectRetentionCommand(at))).Retention).toMatchObject({ Mode: 'COMPLIANCE' });
    expect((await client.send(new HeadObjectCommand(at))).Metadata).toMatchObject({ sm3: kept.sm3 });
    await expect(client.send(new DeleteObjectCommand(at))).rejects.toThrow(/denied|protected|lock/i);
    await expect(archive.keep({ ...request, from: 'scan/none' })).rejects.toThrow('scan.notArrived');
  });

  it('answers an address of one version, under the name people know', async () => {
    await upload('合同正文', { key: 'scan/5' });
    const { versionId } = await archive.keep({ from: 'scan/5', key: 'sha256/def/scn_5', retainUntil });
    const { url } = await archive.presignDownload({ key: 'sha256/def/scn_5', versionId, fileName: '合同 1.pdf' });
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([200, '合同正文']);
    expect(answer.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''%E5%90%88%E5%90%8C%201.pdf");
    expect((await fetch(url.replace('scn_5', 'scn_4'))).status).toBe(403);
  });

  it('leaves a text that is there already as it is', async () => {
    const line = { key: 'audit/2026-03-02/contract/ctr_1/0000000001.json', body: '{"event":"contract.signed"}', retainUntil };
    expect(await archive.write(line)).toMatchObject({ isNew: true });
    expect(await archive.write({ ...line, body: '{}' })).toEqual({ isNew: false });
    expect((await client.send(new HeadObjectCommand({ Bucket: 'archive', Key: line.key }))).ContentLength).toBe(line.body.length);
  });
});
