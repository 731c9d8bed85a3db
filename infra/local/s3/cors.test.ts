import { GetBucketCorsCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcome, startS3, statusOf, type TestS3 } from './testing.ts';

let s3: TestS3;

beforeAll(async () => {
  const rules = [
    {
      allowedOrigins: ['http://console.test'],
      allowedMethods: ['PUT'],
      allowedHeaders: ['x-amz-*', 'If-None-Match'],
      exposedHeaders: ['ETag'],
      maxAgeSeconds: 300,
    },
    { allowedOrigins: ['https://*.example.cn'], allowedMethods: ['GET'] },
  ];
  s3 = await startS3([
    { name: 'inbox', versioning: false, cors: rules },
    { name: 'open', versioning: false, cors: [{ allowedOrigins: ['*'], allowedMethods: ['GET'] }] },
    { name: 'closed', versioning: false },
  ]);
});
afterAll(() => s3.close());

const preflight = (bucket: string, origin: string, method: string, headers?: string) =>
  fetch(`http://127.0.0.1:${s3.port}/${bucket}/a`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, ...(headers && { 'access-control-request-headers': headers }) },
  });

test('answers a preflight that a rule allows', async () => {
  const { status, headers } = await preflight('inbox', 'http://console.test', 'PUT', 'X-Amz-Checksum-Sha256, if-none-match');
  expect(status).toBe(200);
  expect(headers.get('access-control-allow-origin')).toBe('http://console.test');
  expect(headers.get('access-control-allow-methods')).toBe('PUT');
  expect(headers.get('access-control-allow-headers')).toBe('x-amz-checksum-sha256, if-none-match');
  expect(headers.get('access-control-expose-headers')).toBe('ETag');
  expect(headers.get('access-control-max-age')).toBe('300');
});

test.each([
  ['another origin', 'inbox', 'http://evil.test', 'PUT', undefined],
  ['another method', 'inbox', 'http://console.test', 'DELETE', undefined],
  ['another header', 'inbox', 'http://console.test', 'PUT', 'authorization'],
  ['an origin that only resembles the pattern', 'inbox', 'https://example.cn', 'GET', undefined],
  ['a bucket without rules', 'closed', 'http://console.test', 'GET', undefined],
  ['a bucket that is not there', 'nowhere', 'http://console.test', 'GET', undefined],
])('refuses a preflight from %s', async (_, bucket, origin, method, headers) => {
  expect(await statusOf(await preflight(bucket, origin, method, headers))).toBe('AccessForbidden 403');
});

test('allows any host under a pattern, and any origin for a star', async () => {
  const sales = await preflight('inbox', 'https://sales.example.cn', 'GET');
  expect(sales.headers.get('access-control-allow-origin')).toBe('https://sales.example.cn');
  const anyone = await preflight('open', 'https://anyone.test', 'GET');
  expect(anyone.headers.get('access-control-allow-origin')).toBe('*');
  expect(anyone.headers.get('access-control-allow-credentials')).toBeNull();
});

test('lets a script read the answer to an actual request, its errors too', async () => {
  const client = s3.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const put = await getSignedUrl(client, new PutObjectCommand({ Bucket: 'inbox', Key: 'a' }));
  const headers = { origin: 'http://console.test' };
  const stored = await fetch(put, { method: 'PUT', body: 'x', headers });
  const refused = await fetch(put.replace('inbox/a', 'inbox/b'), { method: 'PUT', body: 'x', headers });
  for (const response of [stored, refused]) expect(response.headers.get('access-control-allow-origin')).toBe('http://console.test');
  expect([await statusOf(stored), await statusOf(refused)]).toEqual(['200', 'SignatureDoesNotMatch 403']);
  const get = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'inbox', Key: 'a' }));
  expect((await fetch(get, { headers })).headers.get('access-control-allow-origin')).toBeNull();
});

test('tells the rules of a bucket', async () => {
  const client = s3.client();
  const { CORSRules } = await client.send(new GetBucketCorsCommand({ Bucket: 'inbox' }));
  expect(CORSRules?.[0]).toMatchObject({ AllowedOrigins: ['http://console.test'], AllowedMethods: ['PUT'], MaxAgeSeconds: 300 });
  expect(await outcome(client.send(new GetBucketCorsCommand({ Bucket: 'closed' })))).toBe('NoSuchCORSConfiguration 404');
});
