import { afterAll, beforeAll, expect, it } from 'vitest';
import { office, type TestOffice } from '../kit/testing.ts';
import { handler } from './describe.ts';

let site: TestOffice;
beforeAll(async () => {
  site = await office();
});
afterAll(() => site.stop());

it('serves the document of the API', async () => {
  const answer = await site.call(handler, { method: 'GET', path: '/openapi.json' });
  expect(answer).toMatchObject({ status: 200, json: { openapi: '3.1.0' } });
  expect(Object.keys(answer.json.paths)).toContain('/contracts/contract/{id}/sign');
});
