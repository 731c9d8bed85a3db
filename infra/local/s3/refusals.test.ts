import { createHash } from 'node:crypto';
import {
  DeleteBucketCommand,
  GetBucketAclCommand,
  GetObjectAttributesCommand,
  ListObjectsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  S3ServiceException,
  SelectObjectContentCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signV4 } from '../sigv4.ts';
import { region, startS3, type TestS3 } from './testing.ts';

const Bucket = 'plain';
let s3: TestS3;
let client: ReturnType<TestS3['client']>;

beforeAll(async () => {
  s3 = await startS3([{ name: Bucket, versioning: false }]);
  client = s3.client();
});
afterAll(() => s3.close());

const errorOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof S3ServiceException ? `${error.$metadata.httpStatusCode} ${error.name}: ${error.message}` : error;
};
const put = (input: object) => errorOf(client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...input })));

/** Sends a signed request as raw as the protocol allows. */
async function send(method: string, target: string, body = '', more: Record<string, string> = {}): Promise<string> {
  const [rawPath = '', rawQuery = ''] = target.split('?');
  const headers = { host: `127.0.0.1:${s3.port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...more };
  const request = { method, rawPath, rawQuery, headers, payloadHash: 'UNSIGNED-PAYLOAD' };
  const signed = signV4(request, { accessKeyId: 'AKIAOWNER', secret: 'owner-secret', now: s3.clock.now(), region, service: 's3' });
  const init = { method, headers: { ...headers, ...signed }, ...(body && { body }) };
  const response = await fetch(`http://127.0.0.1:${s3.port}${target}`, init);
  const text = await response.text();
  return `${response.status} ${/<Code>(\w+)/.exec(text)?.[1]}: ${/<Message>([^<]*)/.exec(text)?.[1]}`;
}

test('names the operation it does not implement', async () => {
  expect(await errorOf(client.send(new GetBucketAclCommand({ Bucket })))).toBe('501 NotImplemented: GET on a bucket with ?acl is not implemented.');
  expect(await errorOf(client.send(new DeleteBucketCommand({ Bucket })))).toBe('501 NotImplemented: DELETE on a bucket is not implemented.');
  expect(await errorOf(client.send(new ListObjectsCommand({ Bucket })))).toBe('501 NotImplemented: GET on a bucket is not implemented.');
  expect(await errorOf(client.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' })))).toBe(
    '501 NotImplemented: CreateBucket with ?policy is not implemented.',
  );
  expect(await errorOf(client.send(new GetObjectAttributesCommand({ Bucket, Key: 'a', ObjectAttributes: ['ETag'] })))).toContain('?attributes');
  const select = { ExpressionType: 'SQL', InputSerialization: {}, OutputSerialization: {}, Expression: 'x' } as const;
  expect(await errorOf(client.send(new SelectObjectContentCommand({ Bucket, Key: 'a', ...select })))).toContain('?select&select-type');
});

test('never takes a subresource for the object itself', async () => {
  await put({ Body: 'kept' });
  expect(await errorOf(client.send(new PutObjectAclCommand({ Bucket, Key: 'a', ACL: 'private' })))).toBe(
    '501 NotImplemented: PutObject with ?acl is not implemented.',
  );
  expect(await send('PUT', `/${Bucket}/a?torrent`, 'x')).toBe('501 NotImplemented: PutObject with ?torrent is not implemented.');
});

test('names the header of a write it does not implement', async () => {
  const named = (name: string) => `501 NotImplemented: PutObject: the header ${name} is not implemented.`;
  expect(await put({ ACL: 'public-read' })).toBe(named('x-amz-acl'));
  expect(await put({ ServerSideEncryption: 'AES256' })).toBe(named('x-amz-server-side-encryption'));
  expect(await put({ WebsiteRedirectLocation: '/b' })).toBe(named('x-amz-website-redirect-location'));
  expect(await put({ StorageClass: 'GLACIER' })).toContain('GLACIER');
  expect(await put({ IfNoneMatch: '"etag"' })).toContain('501 NotImplemented');
  const copy = new UploadPartCopyCommand({ Bucket, Key: 'a', UploadId: 'u', PartNumber: 1, CopySource: 'plain/a' });
  expect(await errorOf(client.send(copy))).toContain('501 NotImplemented');
});

test('refuses a document that is not XML, not the right one, or has an unknown element', async () => {
  const tagging = (document: string) => send('PUT', `/${Bucket}/a?tagging`, document, { 'content-md5': md5(document) });
  expect(await tagging('<Tagging><TagSet></Tagging>')).toContain('400 MalformedXML');
  expect(await tagging('<!DOCTYPE x [<!ENTITY a "b">]><Tagging/>')).toContain('400 MalformedXML');
  expect(await tagging('<Retention/>')).toContain('400 MalformedXML');
  expect(await tagging('<Tagging><TagSet/><Colour/></Tagging>')).toContain('The element Tagging/Colour is not implemented.');
  expect(await tagging('<Tagging><TagSet/></Tagging>')).toContain('200');
});

test('refuses a document without its digest', async () => {
  expect(await send('POST', `/${Bucket}?delete`, '<Delete><Object><Key>a</Key></Object></Delete>')).toContain('400 InvalidRequest: Missing required header');
});

test('answers a document that is too long, though the client still sends', async () => {
  expect(await send('POST', `/${Bucket}?delete`, 'x'.repeat(20_000_000), { 'content-md5': md5('x') })).toContain('400 MaxMessageLengthExceeded');
});

test('refuses a path that is no UTF-8', async () => {
  expect(await send('GET', `/${Bucket}/%ff`)).toContain('400 InvalidURI');
});

function md5(text: string): string {
  return createHash('md5').update(text).digest('base64');
}
