import { expect, test } from 'vitest';
import { receiptLines, reversalLines } from '../../../../shared/areas/finance/ledger.ts';
import { balances, leftOf } from './balances.ts';

const lines = receiptLines(150, [{ receivable: 'rcv_1', kind: 'housePrice', leftFen: 100 }]);

test('balances stand on their own side, and a reversal takes them back', () => {
  expect(balances([{ lines }])).toEqual({ bankDeposit: 150, contractLiability: 100, overpayment: 50 });
  expect(Object.values(balances([{ lines }, { lines: reversalLines(lines) }])).every((fen) => Math.abs(fen) === 0)).toBe(true);
  expect(balances([])).toEqual({});
});

test('nothing is left of what is void or paid', () => {
  expect([leftOf({ amount: 100, paid: 30, status: 'partlyPaid' }), leftOf({ amount: 100, paid: 0, status: 'void' })]).toEqual([70, 0]);
});
