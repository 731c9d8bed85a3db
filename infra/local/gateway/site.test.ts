import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../testing.ts';
import { createSite } from './site.ts';

const folder = temporaryFolder();
const dist = join(folder.path, 'dist');
const server = createServer((request, response) => {
  void createSite({ dirs: [dist], headers: { 'x-frame-options': 'DENY' } })(request, response, request.url?.split('?')[0] ?? '/');
});
let origin = '';
beforeAll(async () => {
  mkdirSync(join(dist, 'assets'), { recursive: true });
  writeFileSync(join(folder.path, 'secret.txt'), 'secret');
  writeFileSync(join(dist, 'index.html'), '<title>案场</title>');
  writeFileSync(join(dist, 'assets/app-Bx3kq9Zt.js'), 'large()');
  writeFileSync(join(dist, 'assets/app-Bx3kq9Zt.js.br'), brotliCompressSync('large()'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has no text as address
});
afterAll(() => {
  server.close();
  folder[Symbol.dispose]();
});

test('a path of the console gets the page, never cached, with the headers', async () => {
  for (const path of ['/', '/contracts/ctr_1', '/index.html']) {
    const response = await fetch(origin + path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('案场');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  }
});

test('a file with a hash in its name stays cached, and comes packed to whoever can unpack it', async () => {
  const response = await fetch(`${origin}/assets/app-Bx3kq9Zt.js`, { headers: { 'accept-encoding': 'br' } });
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('content-encoding')).toBe('br');
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await response.text()).toBe('large()');
  const plain = await fetch(`${origin}/assets/app-Bx3kq9Zt.js`, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
});

test('an unchanged file is not sent again', async () => {
  const etag = (await fetch(origin)).headers.get('etag') ?? '';
  expect((await fetch(origin, { headers: { 'if-none-match': etag } })).status).toBe(304);
});

test.each([
  ['GET', '/assets/missing.js', 404],
  ['GET', '/%2e%2e/secret.txt', 404],
  ['GET', '/..%2fsecret.txt', 400],
  ['GET', '/%00', 400],
  ['GET', '/%', 400],
  ['POST', '/', 405],
])('%s %s answers %i', async (method, path, status) => {
  expect((await fetch(origin + path, { method })).status).toBe(status);
});
