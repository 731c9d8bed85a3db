import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { pageFunction, prefixFunction } from './edge-functions.ts';

const uriAfter = (code: string, uri: string): unknown => runInNewContext(`${code}; handler(${JSON.stringify({ request: { uri } })}).uri`);

it.each([
  ['/', '/index.html'],
  ['/contracts/contract/ctr_01ABC', '/index.html'],
  ['/v1.2/contracts', '/index.html'],
  ['/assets/main-3f2a.js', '/assets/main-3f2a.js'],
  ['/config.json', '/config.json'],
])('serves %s as %s', (uri, file) => {
  expect(uriAfter(pageFunction, uri)).toBe(file);
});

it.each([
  ['/api/contracts/contract', '/contracts/contract'],
  ['/api', '/'],
  ['/api/api/x', '/api/x'],
  ['/apiary/x', '/apiary/x'],
])('passes %s to the API as %s', (uri, path) => {
  expect(uriAfter(prefixFunction, uri)).toBe(path);
});
