import { afterAll, beforeAll, expect, it } from 'vitest';
import { setting } from '../../shared/areas/settings/setting.resource.ts';
import { change, create } from './records/write.ts';
import { office, person, type TestOffice } from './testing.ts';

let site: TestOffice;
beforeAll(async () => {
  site = await office();
  site.at('2026-03-02T01:00:00.000Z');
});
afterAll(() => site.stop());

const clerk = person('Wu', ['finance'], ['prj_1']);
const settings = () => site.open(clerk).context.settings;

it('answers the preset until the office sets a value, which holds from its day on and until it is withdrawn', async () => {
  expect(await settings().get('tradingFee')).toMatchObject({ value: { fen: 300 } });
  const values = { key: 'tradingFee' as const, validFrom: '2026-03-01', value: { fen: 250 }, source: '市场调整通知' };
  const [made] = await site.open().context.records.write([create(setting, values)]);
  site.advance(61_000);
  expect(await settings().get('tradingFee')).toEqual({ value: { fen: 250 }, validFrom: '2026-03-01', source: '市场调整通知' });
  expect((await settings().get('tradingFee', '2026-02-28')).value).toEqual({ fen: 300 });
  expect((await settings().all()).tradingFee.value).toEqual({ fen: 250 });
  await site.open().context.records.write([change(setting, made, {}, { event: 'setting.withdrawn', to: 'withdrawn', from: ['inForce'] })]);
  site.advance(61_000);
  expect((await settings().get('tradingFee')).value).toEqual({ fen: 300 });
});

it('reads them at most once a minute', async () => {
  await settings().get('signBy');
  const cost = await site.cost(() => Promise.all(['signFrom', 'signBy', 'pickUp'].map((key) => settings().get(key as 'signBy'))));
  expect(cost.calls).toBe(0);
  site.advance(61_000);
  expect((await site.cost(() => settings().all())).calls).toBe(1);
});

it('finds more settings than a page holds', async () => {
  for (let day = 1; day <= 4; day++) {
    const days = Array.from({ length: 28 }, (_, i) => `20${30 + day}-02-${String(i + 1).padStart(2, '0')}`);
    const writes = days.map((validFrom) => create(setting, { key: 'pickUp' as const, validFrom, value: { count: day, unit: 'workday' }, source: '测试' }));
    await site.open().context.records.write(writes);
  }
  site.advance(61_000);
  expect((await settings().get('pickUp', '2034-12-31')).value).toEqual({ count: 4, unit: 'workday' });
});
