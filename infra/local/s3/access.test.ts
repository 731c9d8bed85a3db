import { createHash, createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signV4 } from '../sigv4.ts';
import { account, credentialsOf, outcome, region, startS3, statusOf, type TestS3 } from './testing.ts';

const allow = (Action: string | string[], Resource: string | string[], Condition?: Record<string, Record<string, string>>) => ({
  Statement: { Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) },
});
const arn = (resource: string) => `arn:aws-cn:s3:::${resource}`;
let s3: TestS3;
let owner: S3Client;
const clients: Record<string, S3Client> = {};
const as = (id: string) => {
  clients[id] ??= s3.client({ credentials: credentialsOf(id) });
  return clients[id];
};

beforeAll(async () => {
  const insecure = { Bool: { 'aws:SecureTransport': 'false' } };
  const archivist = { AWS: `arn:aws-cn:iam::${account}:role/akiaarchivist` };
  const policy = {
    Statement: [
      { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: [arn('archive'), arn('archive/*')], Condition: insecure },
      { Effect: 'Allow', Principal: archivist, Action: 's3:GetObject', Resource: arn('archive/*') },
      { Effect: 'Deny', Principal: { AWS: `arn:aws-cn:iam::${account}:root` }, Action: 's3:GetObject', Resource: arn('archive/sealed/*') },
      { Effect: 'Allow', Principal: { AWS: account }, Action: 's3:PutObject', Resource: arn('archive/*') },
    ],
  };
  s3 = await startS3(
    [
      { name: 'archive', versioning: true, policy },
      { name: 'inbox', versioning: true, objectLock: {} },
    ],
    {
      AKIAREADER: [allow('s3:GetObject', arn('inbox/*'))],
      AKIALISTER: [allow(['s3:GetObject'], arn('inbox/*')), allow('s3:ListBucket', arn('inbox'), { StringLike: { 's3:prefix': 'public/*' } })],
      AKIAFINDER: [allow('s3:GetObject', arn('inbox/*')), allow('s3:ListBucket', arn('inbox'))],
      AKIAWRITER: [allow('s3:PutObject', arn('inbox/*'))],
      AKIADELETER: [allow('s3:DeleteObject', arn('inbox/*'))],
      AKIAARCHIVIST: [],
      AKIANOBODY: [],
    },
  );
  owner = s3.client();
  for (const [Bucket, Key] of [
    ['inbox', 'a'],
    ['archive', 'a'],
    ['archive', 'sealed/a'],
  ])
    await owner.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
});
afterAll(() => s3.close());

const get = (id: string, Bucket: string, Key: string, VersionId?: string) => outcome(as(id).send(new GetObjectCommand({ Bucket, Key, VersionId })));
const put = (id: string, Key: string, more = {}) => outcome(as(id).send(new PutObjectCommand({ Bucket: 'inbox', Key, Body: 'x', ...more })));
const url = (path: string) => `http://127.0.0.1:${s3.port}${path}`;

test('refuses who does not sign, whose key is unknown and whose secret is wrong', async () => {
  expect(await statusOf(await fetch(url('/inbox/a')))).toBe('AccessDenied 403');
  expect(await get('AKIASTRANGER', 'inbox', 'a')).toBe('InvalidAccessKeyId 403');
  const liar = s3.client({ credentials: { accessKeyId: 'AKIAREADER', secretAccessKey: 'wrong' } });
  expect(await outcome(liar.send(new GetObjectCommand({ Bucket: 'inbox', Key: 'a' })))).toBe('SignatureDoesNotMatch 403');
});

test('refuses a signature for another region', async () => {
  const elsewhere = s3.client({ region: 'eu-west-1', maxAttempts: 1 });
  expect(await outcome(elsewhere.send(new ListObjectsV2Command({ Bucket: 'inbox' })))).toBe('AuthorizationHeaderMalformed 400');
});

test('refuses a body that is not the one signed', async () => {
  const body = 'signed';
  const headers = { host: `127.0.0.1:${s3.port}`, 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') };
  const request = { method: 'PUT', rawPath: '/inbox/signed', rawQuery: '', headers, payloadHash: headers['x-amz-content-sha256'] };
  const options = { accessKeyId: 'AKIAOWNER', secret: 'owner-secret', now: s3.clock.now(), region, service: 's3' };
  const send = async (data: string) =>
    statusOf(await fetch(url('/inbox/signed'), { method: 'PUT', body: data, headers: { ...headers, ...signV4(request, options) } }));
  expect(await send('forged')).toBe('XAmzContentSHA256Mismatch 400');
  expect(await send(body)).toBe('200');
});

test('takes chunks that are signed one by one, and refuses a forged one', async () => {
  const payloadHash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
  const chunks = ['first chunk', 'second', ''];
  const headers = {
    host: `127.0.0.1:${s3.port}`,
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': payloadHash,
    'x-amz-decoded-content-length': String(chunks.join('').length),
  };
  const request = { method: 'PUT', rawPath: '/inbox/chunked', rawQuery: '', headers, payloadHash };
  const signed = signV4(request, { accessKeyId: 'AKIAOWNER', secret: 'owner-secret', now: s3.clock.now(), region, service: 's3' });
  const date = signed['x-amz-date'] ?? '';
  const scope = [date.slice(0, 8), region, 's3', 'aws4_request'];
  const key = scope.reduce<Buffer>((key, part) => createHmac('sha256', key).update(part).digest(), Buffer.from('AWS4owner-secret'));
  const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
  let previous = /Signature=(\w+)/.exec(signed.authorization ?? '')?.[1] ?? '';
  const body = chunks.map((data) => {
    previous = createHmac('sha256', key)
      .update(['AWS4-HMAC-SHA256-PAYLOAD', date, scope.join('/'), previous, sha256(''), sha256(data)].join('\n'))
      .digest('hex');
    return `${data.length.toString(16)};chunk-signature=${previous}\r\n${data}\r\n`;
  });
  const send = async (data: string) => statusOf(await fetch(url('/inbox/chunked'), { method: 'PUT', body: data, headers: { ...headers, ...signed } }));
  expect(await send(body.join('').replace('second', 'secund'))).toBe('SignatureDoesNotMatch 403');
  expect(await send(body.slice(0, 2).join(''))).toBe('IncompleteBody 400');
  expect(await send(body.join(''))).toBe('200');
  const stored = await owner.send(new GetObjectCommand({ Bucket: 'inbox', Key: 'chunked' }));
  expect([await stored.Body?.transformToString(), stored.ContentEncoding]).toEqual(['first chunksecond', undefined]);
});

test('refuses a stream of another length than declared', async () => {
  const payloadHash = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
  const headers = {
    host: `127.0.0.1:${s3.port}`,
    'x-amz-content-sha256': payloadHash,
    'x-amz-decoded-content-length': '6',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
  const request = { method: 'PUT', rawPath: '/inbox/stream', rawQuery: '', headers, payloadHash };
  const signed = signV4(request, { accessKeyId: 'AKIAOWNER', secret: 'owner-secret', now: s3.clock.now(), region, service: 's3' });
  const send = async (data: string, crc32: string) => {
    const body = `${data.length}\r\n${data}\r\n0\r\nx-amz-checksum-crc32:${crc32}\r\n\r\n`;
    return statusOf(await fetch(url('/inbox/stream'), { method: 'PUT', body, headers: { ...headers, ...signed } }));
  };
  expect(await send('a', crc32Of('a'))).toBe('IncompleteBody 400');
  expect(await send('aaaaaa', crc32Of('aaaaaa'))).toBe('200');
  expect(await send('aaaaaa', crc32Of('a'))).toBe('BadDigest 400');
});

test('lets each key do what its policies allow, and no more', async () => {
  expect(await get('AKIAREADER', 'inbox', 'a')).toBe('ok');
  expect(await get('AKIAREADER', 'archive', 'a')).toBe('AccessDenied 403');
  expect(await put('AKIAREADER', 'a')).toBe('AccessDenied 403');
  expect(await put('AKIAWRITER', 'b')).toBe('ok');
  expect(await get('AKIAWRITER', 'inbox', 'b')).toBe('AccessDenied 403');
  expect(await outcome(as('AKIAREADER').send(new ListBucketsCommand({})))).toBe('AccessDenied 403');
});

test('tells who may not list nothing of what is missing', async () => {
  expect(await get('AKIAREADER', 'inbox', 'missing')).toBe('AccessDenied 403');
  expect(await get('AKIAFINDER', 'inbox', 'missing')).toBe('NoSuchKey 404');
  expect(await outcome(as('AKIAREADER').send(new HeadObjectCommand({ Bucket: 'inbox', Key: 'missing' })))).toContain('403');
});

test('heeds the prefix a policy allows to list', async () => {
  const list = (Prefix?: string) => outcome(as('AKIALISTER').send(new ListObjectsV2Command({ Bucket: 'inbox', Prefix })));
  expect([await list('public/x'), await list('private/'), await list()]).toEqual(['ok', 'AccessDenied 403', 'AccessDenied 403']);
});

test('asks for a permission of their own for versions, tags and locks', async () => {
  const { VersionId } = await owner.send(new HeadObjectCommand({ Bucket: 'inbox', Key: 'a' }));
  expect(await get('AKIAREADER', 'inbox', 'a', VersionId)).toBe('AccessDenied 403');
  expect(await put('AKIAWRITER', 'c', { Tagging: 'a=1' })).toBe('AccessDenied 403');
  expect(await put('AKIAWRITER', 'c', { ObjectLockLegalHoldStatus: 'ON' })).toBe('AccessDenied 403');
  const ObjectLockRetainUntilDate = new Date(s3.clock.now() + 60_000);
  expect(await put('AKIAWRITER', 'c', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate })).toBe('AccessDenied 403');
  const remove = (id: string | undefined) => outcome(as('AKIADELETER').send(new DeleteObjectCommand({ Bucket: 'inbox', Key: 'a', VersionId: id })));
  expect([await remove(VersionId), await remove(undefined)]).toEqual(['AccessDenied 403', 'ok']);
});

test('answers each forbidden key of a list for itself', async () => {
  const { VersionId } = await owner.send(new PutObjectCommand({ Bucket: 'inbox', Key: 'kept', Body: 'x' }));
  const Objects = [{ Key: 'kept', VersionId }, { Key: 'other' }];
  const { Deleted, Errors } = await as('AKIADELETER').send(new DeleteObjectsCommand({ Bucket: 'inbox', Delete: { Objects } }));
  expect([Deleted?.map(({ Key }) => Key), Errors?.map(({ Key, Code }) => `${Key} ${Code}`)]).toEqual([['other'], ['kept AccessDenied']]);
});

test('adds what a bucket policy allows to one principal, takes away what it denies, and counts loopback as secure', async () => {
  expect(await get('AKIAARCHIVIST', 'archive', 'a')).toBe('ok');
  expect(await get('AKIANOBODY', 'archive', 'a')).toBe('AccessDenied 403');
  expect(await get('AKIAARCHIVIST', 'archive', 'sealed/a')).toBe('AccessDenied 403');
  expect(await outcome(owner.send(new GetObjectCommand({ Bucket: 'archive', Key: 'sealed/a' })))).toBe('AccessDenied 403');
});

test('gives nobody anything by naming the account alone', async () => {
  const upload = new PutObjectCommand({ Bucket: 'archive', Key: 'b', Body: 'x' });
  expect(await outcome(as('AKIANOBODY').send(upload))).toBe('AccessDenied 403');
});

test('refuses a request meant for another account', async () => {
  const head = (ExpectedBucketOwner: string) => outcome(owner.send(new GetObjectCommand({ Bucket: 'archive', Key: 'a', ExpectedBucketOwner })));
  expect([await head(account), await head('999999999999')]).toEqual(['ok', 'AccessDenied 403']);
});

function crc32Of(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64');
}
