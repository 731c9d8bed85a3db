import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { GetObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startS3, statusOf, type TestS3 } from './testing.ts';

const Bucket = 'inbox';
const body = '扫描件';
const sha256 = createHash('sha256').update(body).digest('base64');
let s3: TestS3;
let client: ReturnType<TestS3['client']>;

beforeAll(async () => {
  s3 = await startS3([{ name: Bucket, versioning: false }]);
  client = s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  await client.send(new PutObjectCommand({ Bucket, Key: 'a/1.txt', Body: 'hello' }));
  await client.send(new PutObjectCommand({ Bucket, Key: 'a/2.txt', Body: 'secret' }));
});
afterAll(() => s3.close());

const signGet = (Key: string, options = {}) => getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn: 60, ...options });
/** As the office signs an upload: SHA-256, length and If-None-Match belong to the signature. */
const signPut = (Key: string, input: Partial<PutObjectCommandInput> = {}) => {
  const command = new PutObjectCommand({ Bucket, Key, ChecksumSHA256: sha256, ContentLength: Buffer.byteLength(body), IfNoneMatch: '*', ...input });
  const unhoistableHeaders = new Set(['x-amz-checksum-sha256']);
  return getSignedUrl(client, command, { expiresIn: 60, unhoistableHeaders });
};
const upload = async (url: string, data: string, headers: Record<string, string>) => statusOf(await fetch(url, { method: 'PUT', body: data, headers }));
const required = { 'x-amz-checksum-sha256': sha256, 'if-none-match': '*' };

test('lets whoever holds the URL read', async () => {
  const response = await fetch(await signGet('a/1.txt'));
  expect([response.status, await response.text()]).toEqual([200, 'hello']);
});

test('answers with the headers the URL asks for', async () => {
  const command = new GetObjectCommand({ Bucket, Key: 'a/1.txt', ResponseContentDisposition: 'attachment; filename="x.txt"' });
  const response = await fetch(await getSignedUrl(client, command));
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="x.txt"');
});

test('refuses to answer with a header that cannot be one', async () => {
  for (const ResponseContentDisposition of ['attachment; filename="合同.pdf"', 'inline\r\nset-cookie: a=b']) {
    const command = new GetObjectCommand({ Bucket, Key: 'a/1.txt', ResponseContentDisposition });
    expect(await statusOf(await fetch(await getSignedUrl(client, command)))).toBe('InvalidArgument 400');
  }
});

test('refuses a URL of which anything was changed', async () => {
  const url = await signGet('a/1.txt');
  const changed = [
    url.replace('a/1.txt', 'a/2.txt'),
    url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'),
    url.replace(/X-Amz-Signature=./, (found) => (found.endsWith('0') ? 'X-Amz-Signature=1' : 'X-Amz-Signature=0')),
    `${url}&response-content-type=text%2Fhtml`,
  ];
  for (const one of changed) expect(await statusOf(await fetch(one))).toBe('SignatureDoesNotMatch 403');
  expect(await statusOf(await fetch(url, { method: 'DELETE' }))).toBe('SignatureDoesNotMatch 403');
  expect(await statusOf(await fetch(url))).toBe('200');
});

test('refuses an expired URL', async () => {
  const moved = await startS3([{ name: Bucket, versioning: false }]);
  try {
    const owner = moved.client();
    await owner.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const url = await getSignedUrl(owner, new GetObjectCommand({ Bucket, Key: 'a' }), { expiresIn: 300 });
    moved.clock.advance(290_000);
    expect(await statusOf(await fetch(url))).toBe('200');
    moved.clock.advance(11_000);
    expect(await statusOf(await fetch(url))).toBe('AccessDenied 403');
  } finally {
    await moved.close();
  }
});

test('takes an upload that is what was signed', async () => {
  expect(await upload(await signPut('ok'), body, required)).toBe('200');
  const stored = await client.send(new GetObjectCommand({ Bucket, Key: 'ok', ChecksumMode: 'ENABLED' }));
  expect(await stored.Body?.transformToString()).toBe(body);
  expect(stored.ChecksumSHA256).toBe(sha256);
});

test('refuses other bytes of the same length', async () => {
  expect(await upload(await signPut('bytes'), '扫描仿', required)).toBe('BadDigest 400');
});

test('refuses another length', async () => {
  expect(await upload(await signPut('length'), `${body}!`, required)).toBe('SignatureDoesNotMatch 403');
});

test('refuses an upload without the signed condition or with another checksum', async () => {
  const { 'if-none-match': _, ...unconditional } = required;
  expect(await upload(await signPut('headers'), body, unconditional)).toBe('SignatureDoesNotMatch 403');
  const other = createHash('sha256').update('other').digest('base64');
  expect(await upload(await signPut('headers'), body, { ...required, 'x-amz-checksum-sha256': other })).toBe('SignatureDoesNotMatch 403');
});

test('lets a URL upload once', async () => {
  const url = await signPut('single');
  expect([await upload(url, body, required), await upload(url, body, required)]).toEqual(['200', 'PreconditionFailed 412']);
});

test('enforces a checksum that was put into the URL itself', async () => {
  const command = new PutObjectCommand({ Bucket, Key: 'hoisted', ChecksumSHA256: sha256 });
  const url = await getSignedUrl(client, command);
  expect(url).toContain('x-amz-checksum-sha256=');
  expect(await upload(url, 'other', {})).toBe('BadDigest 400');
  expect(await upload(url, body, {})).toBe('200');
});

test('refuses an x-amz header that was not signed', async () => {
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'extra' }));
  expect(await upload(url, body, { 'x-amz-object-lock-legal-hold': 'OFF' })).toBe('AccessDenied 403');
  expect(await upload(url, body, { 'x-amz-meta-a': '1' })).toBe('AccessDenied 403');
});

test('refuses an upload of unknown length', async () => {
  const url = new URL(await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'unknown' })));
  const status = await new Promise((resolve, reject) => {
    const upload = request(url, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    upload.on('error', reject);
    upload.end('data');
  });
  expect(status).toBe(411);
});

test('keeps nothing of an upload that breaks off', async () => {
  const url = new URL(await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'broken' })));
  await new Promise((resolve) => {
    const upload = request(url, { method: 'PUT', headers: { 'content-length': '1000000' } });
    upload.on('error', resolve);
    upload.write(Buffer.alloc(10_000), () => upload.destroy(new Error('the line is cut')));
  });
  expect(await statusOf(await fetch(await signGet('broken')))).toBe('NoSuchKey 404');
});
