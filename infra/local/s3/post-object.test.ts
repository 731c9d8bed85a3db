import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credentialsOf, outcome, region, startS3, statusOf, type TestS3 } from './testing.ts';

const Bucket = 'inbox';
let s3: TestS3;
let client: ReturnType<TestS3['client']>;

beforeAll(async () => {
  const reader = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  s3 = await startS3([{ name: Bucket, versioning: true }], { AKIAREADER: [{ Statement: reader }] });
  client = s3.client();
});
afterAll(() => s3.close());

type Upload = {
  conditions?: unknown[];
  fields?: Record<string, string>;
  data?: string | Uint8Array<ArrayBuffer>;
  expiresInMs?: number;
  by?: { accessKeyId: string; secretAccessKey: string };
  tamper?: (fields: Record<string, string>) => void;
};

/** The fields of a signed form, as createPresignedPost makes them. */
function sign({ conditions = [], fields = {}, expiresInMs = 60_000, by, tamper }: Upload): Record<string, string> {
  const { accessKeyId, secretAccessKey } = by ?? { accessKeyId: 'AKIAOWNER', secretAccessKey: 'owner-secret' };
  const now = s3.clock.now();
  const date = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [date.slice(0, 8), region, 's3', 'aws4_request'];
  const all: Record<string, string> = {
    ...fields,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [accessKeyId, ...scope].join('/'),
    'X-Amz-Date': date,
  };
  const exact = Object.entries(all).filter(([name]) => !conditions.some((one) => Array.isArray(one) && one[1] === `$${name}`));
  const policy = {
    expiration: new Date(now + expiresInMs).toISOString(),
    conditions: [...exact.map(([name, value]) => ({ [name]: value })), { bucket: Bucket }, ...conditions],
  };
  all.Policy = Buffer.from(JSON.stringify(policy)).toString('base64');
  const key = scope.reduce<Buffer>((key, part) => createHmac('sha256', key).update(part).digest(), Buffer.from(`AWS4${secretAccessKey}`));
  all['X-Amz-Signature'] = createHmac('sha256', key).update(all.Policy).digest('hex');
  tamper?.(all);
  return all;
}

async function post(upload: Upload): Promise<{ status: string; response: Response }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(sign(upload))) form.append(name, value);
  form.append('file', new Blob([upload.data ?? 'scan']), '合同.pdf');
  const response = await fetch(`http://127.0.0.1:${s3.port}/${Bucket}`, { method: 'POST', body: form });
  return { response, status: await statusOf(response.clone()) };
}
const text = async (Key: string) => (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

test('stores what a form uploads, with its type and metadata', async () => {
  const fields = { key: 'post/1', 'Content-Type': 'application/pdf', 'x-amz-meta-owner': '1' };
  const { status, response } = await post({ fields });
  expect(status).toBe('204');
  expect(response.headers.get('x-amz-version-id')).toMatch(/^[\w-]{32}$/);
  expect(await text('post/1')).toBe('scan');
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'post/1' }));
  expect(head).toMatchObject({ ContentType: 'application/pdf', Metadata: { owner: '1' } });
});

test('answers 201 with the place and puts the file name into the key', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own placeholder
  const { status, response } = await post({ fields: { key: 'up/${filename}', success_action_status: '201' } });
  expect(status).toBe('201');
  expect(await response.text()).toContain('<Key>up/合同.pdf</Key>');
  expect(await text('up/合同.pdf')).toBe('scan');
});

test('cuts off a file above the length range and refuses one below', async () => {
  const conditions = [['content-length-range', 10, 20]];
  expect((await post({ fields: { key: 'len' }, conditions, data: 'x'.repeat(21) })).status).toBe('EntityTooLarge 400');
  expect((await post({ fields: { key: 'len' }, conditions, data: 'x'.repeat(9) })).status).toBe('EntityTooSmall 400');
  expect(await outcome(text('len'))).toBe('NoSuchKey 404');
  expect((await post({ fields: { key: 'len' }, conditions, data: 'x'.repeat(20) })).status).toBe('204');
});

test('answers a file that is too large before all of it was sent', async () => {
  const fields = sign({ fields: { key: 'huge' }, conditions: [['content-length-range', 0, 1000]] });
  const parts = Object.entries(fields).map(([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const head = `${parts.join('')}--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n`;
  const status = await new Promise((resolve) => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': 10 ** 9 };
    const upload = request({ port: s3.port, path: `/${Bucket}`, method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      upload.destroy();
    });
    upload.on('error', () => {});
    upload.write(head);
    upload.write(Buffer.alloc(5000));
  });
  expect(status).toBe(400);
});

test('keeps a file larger than its buffers as it is, boundary-like bytes included', async () => {
  const data = Uint8Array.from(Buffer.alloc(700_000, '\r\n--not-the-boundary\r\n'));
  expect((await post({ fields: { key: 'large' }, data })).status).toBe('204');
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'large' }));
  expect(head.ETag).toBe(`"${createHash('md5').update(data).digest('hex')}"`);
});

test('holds a field to the beginning its policy names', async () => {
  const conditions = [['starts-with', '$key', 'user/7/']];
  expect((await post({ fields: { key: 'user/7/a' }, conditions })).status).toBe('204');
  expect((await post({ fields: { key: 'user/8/a' }, conditions })).status).toBe('AccessDenied 403');
});

test.each<[string, Upload, string]>([
  [
    'a changed field',
    {
      tamper: (all) => {
        all.key = 'other';
      },
    },
    'AccessDenied 403',
  ],
  [
    'a field the policy does not name',
    {
      tamper: (all) => {
        all['x-amz-meta-a'] = '1';
      },
    },
    'AccessDenied 403',
  ],
  [
    'a changed policy',
    {
      tamper: (all) => {
        all.Policy = Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}').toString('base64');
      },
    },
    'SignatureDoesNotMatch 403',
  ],
  [
    'no policy',
    {
      tamper: (all) => {
        delete all.Policy;
      },
    },
    'AccessDenied 403',
  ],
  ['an expired policy', { expiresInMs: -1000 }, 'AccessDenied 403'],
  ['an unknown key', { by: credentialsOf('AKIANOBODY') }, 'InvalidAccessKeyId 403'],
  ['a signer who may only read', { by: credentialsOf('AKIAREADER') }, 'AccessDenied 403'],
  ['an ACL', { fields: { key: 'a', acl: 'public-read' } }, 'NotImplemented 501'],
  ['an unknown condition', { conditions: [['ends-with', '$key', 'a']] }, 'InvalidPolicyDocument 400'],
  ['metadata that no header can carry', { fields: { key: 'a', 'x-amz-meta-name': '合同' } }, 'InvalidArgument 400'],
  ['a checksum the file does not have', { fields: { key: 'a', 'x-amz-checksum-crc32': 'AAAAAA==' } }, 'BadDigest 400'],
])('refuses %s', async (_, upload, expected) => {
  expect((await post({ fields: { key: 'refused' }, ...upload })).status).toBe(expected);
  expect(await outcome(text('refused'))).toBe('NoSuchKey 404');
});
