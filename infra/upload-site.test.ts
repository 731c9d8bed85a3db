import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startS3, type TestS3 } from './local/s3/testing.ts';
import { uploadSite } from './upload-site.ts';

const dir = mkdtempSync(join(tmpdir(), 'anchang-site-'));
const config = { issuer: 'https://sso.example.cn', clientId: 'console' };
let s3: TestS3;

beforeAll(async () => {
  s3 = await startS3([{ name: 'site', versioning: true }]);
  mkdirSync(join(dir, 'assets'));
  const files = { 'index.html': '<!doctype html>', 'config.json': '{"isLocal":true}', 'assets/app-1a2b3c4d.js': '1', 'assets/app-1a2b3c4d.js.br': 'packed' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
});
afterAll(async () => {
  await s3.close();
  rmSync(dir, { recursive: true });
});

it('puts the page after its parts, and leaves packed copies behind', async () => {
  const names = await uploadSite(s3.client(), { bucket: 'site', dir, config });
  expect(names).toEqual(['assets/app-1a2b3c4d.js', 'config.json', 'index.html']);
  const { Contents } = await s3.client().send(new ListObjectsV2Command({ Bucket: 'site' }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(names);
});

it('keeps assets for a year and asks for everything else anew', async () => {
  await uploadSite(s3.client(), { bucket: 'site', dir, config });
  const get = (Key: string) => s3.client().send(new GetObjectCommand({ Bucket: 'site', Key }));
  expect(await get('assets/app-1a2b3c4d.js')).toMatchObject({
    ContentType: 'text/javascript; charset=utf-8',
    CacheControl: 'public, max-age=31536000, immutable',
  });
  expect(await get('index.html')).toMatchObject({ ContentType: 'text/html; charset=utf-8', CacheControl: 'no-cache' });
  const { Body } = await get('config.json');
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual({ ...config, isLocal: false });
});

it('refuses a folder without a console', async () => {
  await expect(uploadSite(s3.client(), { bucket: 'site', dir: join(dir, 'assets'), config })).rejects.toThrow('no index.html');
});
