import { expect, test } from 'vitest';
import { repaymentsOf } from './repayments.ts';

test('a loan is told in both ways of paying it back, by what was approved', () => {
  const loan = { amount: 120_000_000, approvedAmount: 100_000_000, rate: 35_000, termMonths: 360 };
  const [equal, falling] = repaymentsOf(loan);
  expect(equal).toEqual({ method: 'equalInstalment', firstFen: 449_045, lastFen: expect.any(Number), interestFen: 61_656_088, totalFen: 161_656_088 });
  // 1,000,000 / 360 and a month's interest of 1,000,000 at 3.5%
  expect(falling).toMatchObject({ method: 'equalPrincipal', firstFen: 569_444, interestFen: 52_645_833 });
});

test('a loan too small to be planned has no instalments', () => {
  expect(repaymentsOf({ amount: 999_999, rate: 35_000, termMonths: 12 })).toEqual([]);
});
