import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { office, type TestOffice } from '../testing.ts';
import { leave, lift, look, takeToken } from './marks.ts';
import type { Office } from './scope.ts';

let site: TestOffice;
let tables: Office;
beforeAll(async () => {
  site = await office();
  tables = site.open().office;
});
afterAll(() => site.stop());

const mark = (id: string) => ({ resource: 'partnerCall', purpose: 'test', id });

describe('a mark', () => {
  it('is left once by fifty who try at the same time', async () => {
    const tries = await Promise.all(Array.from({ length: 50 }, () => leave(tables, mark('race'), { nowMs: 1000, untilMs: 2000 })));
    expect(tries.filter(Boolean)).toHaveLength(1);
  });

  it('may be left again when its time is over, though nothing has removed it yet', async () => {
    const at = (nowMs: number) => leave(tables, mark('lease'), { nowMs, untilMs: nowMs + 1000 });
    expect([await at(1000), await at(2000), await at(2001)]).toEqual([true, false, true]);
  });

  it('keeps what belongs to it until it is lifted', async () => {
    await leave(tables, mark('kept'), { nowMs: 1000, untilMs: 2000, content: { text: '原文' } });
    expect(await look(tables, mark('kept'))).toMatchObject({ text: '原文', until: 2000, ttl: 2 });
    await lift(tables, mark('kept'));
    expect(await look(tables, mark('kept'))).toBeUndefined();
  });
});

describe('a bucket of tokens', () => {
  const rate = { perSecond: 10, burst: 4 };
  const take = (id: string, nowMs: number) => takeToken(tables, mark(id), rate, nowMs);

  it('gives the burst at once and then one for each step of time', async () => {
    const now = [];
    for (let n = 0; n < 6; n++) now.push(await take('burst', 1000));
    expect(now).toEqual([true, true, true, true, false, false]);
    expect([await take('burst', 1099), await take('burst', 1100), await take('burst', 1100)]).toEqual([false, true, false]);
  });

  it('is never fuller than the burst, however long nobody came', async () => {
    for (let n = 0; n < 4; n++) await take('rest', 1000);
    const later = [];
    for (let n = 0; n < 6; n++) later.push(await take('rest', 1_000_000));
    expect(later.filter(Boolean)).toHaveLength(4);
  });

  it('gives no more than the burst to many at the same time', async () => {
    const taken = await Promise.all(Array.from({ length: 30 }, () => take('many', 5000)));
    expect(taken.filter(Boolean)).toHaveLength(4);
  });
});
