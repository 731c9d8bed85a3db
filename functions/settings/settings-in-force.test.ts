import { afterAll, beforeAll, expect, it } from 'vitest';
import { knownSettings, type SettingKey } from '../../shared/areas/settings/known-settings.ts';
import { setting } from '../../shared/areas/settings/setting.resource.ts';
import { change, create } from '../kit/records/write.ts';
import { office, person, type TestOffice } from '../kit/testing.ts';
import { handler as records } from '../records/records.ts';
import { handler } from './settings-in-force.ts';

let site: TestOffice;
beforeAll(async () => {
  site = await office();
  site.at('2026-03-02T01:00:00.000Z');
});
afterAll(() => site.stop());

type InForce = { key: string; value: unknown; validFrom: string; source: string };
const inForce = async (on: string, key: string): Promise<InForce | undefined> => {
  const { json } = await site.call(handler, { method: 'GET', path: '/settings/setting/in-force', query: { on }, actor: person('A', ['salesperson'], []) });
  return (json.data as InForce[]).find((item) => item.key === key);
};

it('answers every setting with its value, its day and its source on a day', async () => {
  const { json } = await site.call(handler, { method: 'GET', path: '/settings/setting/in-force', query: { on: '2026-03-02' } });
  expect((json.data as InForce[]).map(({ key }) => key)).toEqual(Object.keys(knownSettings));
  for (const { source, validFrom } of json.data as InForce[]) expect(`${source} ${validFrom}`).toMatch(/^.{4,} \d{4}-\d\d-\d\d$/);
});

it('a record takes over on its day, a later one after it, and one that was withdrawn counts no more', async () => {
  const { records } = site.open().context;
  const put = async (validFrom: string, fen: number) =>
    (await records.write([create(setting, { key: 'tradingFee', validFrom, value: { fen }, source: `文件 ${fen}` })]))[0];
  await put('2026-04-01', 400);
  const withdrawn = await put('2026-05-01', 500);
  site.advance(61_000);
  expect(await inForce('2026-03-31', 'tradingFee')).toMatchObject({ value: { fen: 300 }, validFrom: '2000-01-01' });
  expect(await inForce('2026-04-01', 'tradingFee')).toEqual({ key: 'tradingFee', value: { fen: 400 }, validFrom: '2026-04-01', source: '文件 400' });
  expect(await inForce('2026-05-01', 'tradingFee')).toMatchObject({ value: { fen: 500 } });
  await records.write([change(setting, withdrawn, {}, { event: 'setting.withdrawn', to: 'withdrawn', reason: '误录' })]);
  site.advance(61_000);
  expect(await inForce('2026-05-01', 'tradingFee')).toMatchObject({ value: { fen: 400 } });
});

it.each([
  ['tradingFee', { fen: '300' }],
  ['tradingFee', { yuan: 3 }],
  ['tradingFee', { fen: 300, more: 1 }],
  ['signBy', { count: 0, unit: 'workday' }],
  ['stepDays', { count: 0 }],
  ['companyCopies', { names: [] }],
  ['companyCopies', { names: ['office', 'office'] }],
  ['companyCopies', { names: ['bank'] }],
])('a value of %s that has another form is refused by the field: %j', async (key, value) => {
  const body = { key, value, validFrom: '2026-06-01', source: '测试' };
  const create = (more: object) =>
    site.call(records, { method: 'POST', path: '/settings/setting', body: { ...body, ...more }, actor: person('G', ['generalManager'], '*') });
  expect((await create({})).json).toMatchObject({ status: 422, code: 'request.invalid', errors: { value: { key: 'field.format' } } });
  expect((await create({ value: knownSettings[key as SettingKey].presets[0]?.value, validFrom: `2027-01-0${++days}` })).status).toBe(201);
});
let days = 0;

it('refuses what is no day', async () => {
  const { json } = await site.call(handler, { method: 'GET', path: '/settings/setting/in-force', query: { on: 'soon' } });
  expect(json.errors).toMatchObject({ on: { key: 'date.format' } });
});
