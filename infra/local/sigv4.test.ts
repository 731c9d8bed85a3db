import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessKeys } from './access.ts';
import { SignatureError, type SignedRequest, signV4, verifySigV4 } from './sigv4.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const keys: AccessKeys = { AKIATEST: { name: 'office', secret: 'secret', policies: [] } };
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const minuteMs = 60_000;

function sign(overrides: Partial<SignedRequest> = {}, options: { service?: string; at?: number; secret?: string } = {}) {
  const request: SignedRequest = {
    method: 'POST',
    rawPath: '/',
    rawQuery: '',
    headers: { host: '127.0.0.1:8000', 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    payloadHash: sha256('{}'),
    ...overrides,
  };
  const { service = 'dynamodb', at = now, secret = 'secret' } = options;
  const signed = signV4(request, { accessKeyId: 'AKIATEST', secret, now: at, region: 'us-east-1', service });
  return { ...request, headers: { ...request.headers, ...signed } };
}

function codeOf(request: SignedRequest, options: { service?: string; now?: number; keys?: AccessKeys } = {}) {
  try {
    verifySigV4(request, { keys, now, service: 'dynamodb', ...options });
    return 'accepted';
  } catch (error) {
    if (error instanceof SignatureError) return error.code;
    throw error;
  }
}

describe('header form', () => {
  test("equals AWS' published example", () => {
    const request: SignedRequest = {
      method: 'GET',
      rawPath: '/',
      rawQuery: '',
      headers: { host: 'example.amazonaws.com' },
      payloadHash: sha256(''),
    };
    const example = { accessKeyId: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
    const at = Date.parse('2015-08-30T12:36:00Z');
    const headers = signV4(request, { ...example, now: at, region: 'us-east-1', service: 'service' });
    expect(headers.authorization).toContain('5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31');
  });

  test('accepts a fresh signature and tells whose it is', () => {
    const verified = verifySigV4(sign(), { keys, now, service: 'dynamodb' });
    expect(verified.principal).toBe(keys.AKIATEST);
    expect(verified).toMatchObject({ accessKeyId: 'AKIATEST', amzDate: '20260302T080000Z' });
    expect(verified.scope).toBe('20260302/us-east-1/dynamodb/aws4_request');
  });

  const tampered: [string, (request: SignedRequest) => SignedRequest, string][] = [
    ['another body', (r) => ({ ...r, payloadHash: sha256('{"a":1}') }), 'InvalidSignatureException'],
    ['another method', (r) => ({ ...r, method: 'PUT' }), 'InvalidSignatureException'],
    ['another path', (r) => ({ ...r, rawPath: '/x' }), 'InvalidSignatureException'],
    ['another query', (r) => ({ ...r, rawQuery: 'a=1' }), 'InvalidSignatureException'],
    ['another operation', (r) => withHeader(r, 'x-amz-target', 'DynamoDB_20120810.PutItem'), 'InvalidSignatureException'],
    ['a header slipped in', (r) => withHeader(r, 'x-amz-security-token', 't'), 'InvalidSignatureException'],
    ['no signature', (r) => withHeader(r, 'authorization', undefined), 'MissingAuthenticationTokenException'],
    ['half a signature', (r) => withHeader(r, 'authorization', 'AWS4-HMAC-SHA256 Credential=a'), 'IncompleteSignatureException'],
    ['no date', (r) => withHeader(r, 'x-amz-date', undefined), 'IncompleteSignatureException'],
  ];
  test.each(tampered)('refuses %s', (_, tamper, code) => {
    expect(codeOf(tamper(sign()))).toBe(code);
  });

  test('refuses a wrong secret, an unknown key and a key named like an object member', () => {
    expect(codeOf(sign({}, { secret: 'other' }))).toBe('InvalidSignatureException');
    expect(codeOf(sign(), { keys: {} })).toBe('UnrecognizedClientException');
    const request = sign();
    const authorization = request.headers.authorization?.replace('AKIATEST', 'constructor');
    expect(codeOf({ ...request, headers: { ...request.headers, authorization } })).toBe('UnrecognizedClientException');
  });

  test('refuses a signature for another service', () => {
    expect(codeOf(sign({}, { service: 's3' }))).toBe('InvalidSignatureException');
  });

  test.each([
    [-15 * minuteMs, 'accepted'],
    [15 * minuteMs, 'accepted'],
    [-15 * minuteMs - 1000, 'InvalidSignatureException'],
    [15 * minuteMs + 1000, 'InvalidSignatureException'],
  ])('a signature made %i ms off is %s', (offset, outcome) => {
    expect(codeOf(sign({}, { at: now + offset }))).toBe(outcome);
  });

  test('encodes the path twice, except for S3', () => {
    const path = { rawPath: '/a%20b/%E6%A1%88' };
    expect(codeOf(sign(path))).toBe('accepted');
    expect(codeOf(sign(path, { service: 's3' }), { service: 's3' })).toBe('accepted');
    expect(codeOf(sign({ rawPath: '/a b/案' }, { service: 's3' }), { service: 's3' })).toBe('accepted');
  });
});

describe('with the SDK clients', () => {
  let endpoint = '';
  const outcomes: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [rawPath = '', rawQuery = ''] = (request.url ?? '').split('?');
    const headers = request.headers as Record<string, string | undefined>; // none of these requests repeats a header
    const service = headers['x-amz-target'] ? 'dynamodb' : 's3';
    const payloadHash = headers['x-amz-content-sha256'] ?? (rawQuery.includes('X-Amz-Signature') ? 'UNSIGNED-PAYLOAD' : sha256(Buffer.concat(chunks)));
    const signed = { method: request.method ?? '', rawPath, rawQuery, headers, payloadHash };
    outcomes.push(codeOf(signed, { service, now: Date.now() }));
    response.setHeader('content-type', 'application/x-amz-json-1.0').end(service === 's3' ? '' : '{}');
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has no string address
  });
  afterAll(() => server.close());
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const s3 = () => new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  const last = () => outcomes.at(-1);

  test('accepts DynamoDB', async () => {
    const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
    await client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }));
    client.destroy();
    expect(last()).toBe('accepted');
  });

  test('accepts S3 keys with any characters', async () => {
    const client = s3();
    for (const Key of ['合同/1 (正本).pdf', "a+b=c&d'e!*", '../x//y', '~%41']) {
      await client.send(new PutObjectCommand({ Bucket: 'b', Key, Body: 'x' }));
      expect(last(), Key).toBe('accepted');
    }
    client.destroy();
  });

  test('accepts a presigned address until it expires, and no altered one', async () => {
    const url = await getSignedUrl(s3(), new GetObjectCommand({ Bucket: 'b', Key: 'k 1', VersionId: 'v' }), {
      expiresIn: 60,
    });
    await fetch(url);
    expect(last()).toBe('accepted');
    await fetch(url.replace('versionId=v', 'versionId=w'));
    expect(last()).toBe('SignatureDoesNotMatch');
    await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801'));
    expect(last()).toBe('AuthorizationHeaderMalformed');
    await fetch(url, { headers: { 'x-amz-meta-note': 'slipped in' } });
    expect(last()).toBe('AccessDenied');
    const { pathname, search, host } = new URL(url);
    const request = {
      method: 'GET',
      rawPath: pathname,
      rawQuery: search.slice(1),
      headers: { host },
      payloadHash: 'UNSIGNED-PAYLOAD',
    };
    expect(codeOf(request, { service: 's3', now: Date.now() })).toBe('accepted');
    expect(codeOf(request, { service: 's3', now: Date.now() + 62_000 })).toBe('AccessDenied');
  });
});

function withHeader(request: SignedRequest, name: string, value: string | undefined): SignedRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}
