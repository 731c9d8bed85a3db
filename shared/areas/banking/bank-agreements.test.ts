import { expect, it } from 'vitest';
import { agreedInterval } from './bank-agreements.ts';

it('a bank is reconciled as its latest agreement in force says, if one does', () => {
  const year = { number: 'A', from: '2026-01-01', until: '2026-12-31', reconcileEvery: 14 };
  const spring = { number: 'B', from: '2026-03-01', until: '2026-05-31', reconcileEvery: 7 };
  const silent = { number: 'C', from: '2026-04-01', until: '2026-12-31' };
  const on = (day: string, agreements = [year, silent, spring]) => agreedInterval(agreements, day);
  expect([on('2025-12-31'), on('2026-01-01'), on('2026-03-01'), on('2026-05-31'), on('2026-06-01')]).toEqual([
    undefined,
    { days: 14, number: 'A' },
    { days: 7, number: 'B' },
    { days: 7, number: 'B' },
    { days: 14, number: 'A' },
  ]);
  expect(on('2026-12-31', [silent])).toBeUndefined();
});
