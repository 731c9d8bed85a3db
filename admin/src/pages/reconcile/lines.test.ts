import { expect, test } from 'vitest';
import { identified } from '../../../../shared/areas/finance/bank-statement/read-statement.ts';
import { importStatement } from '../../../../shared/areas/finance/import-statement.operation.ts';
import { lineOf } from './lines.ts';

test('the lines of a file are lines that the import takes', async () => {
  const lines = await identified([
    { row: 2, on: '2026-03-01', amountFen: 500, serial: 'A1', payer: '林晓彤', summary: '房款' },
    { row: 3, on: '2026-03-02', amountFen: -700, balanceFen: 100 },
  ]);
  const sent = lines.map(lineOf);
  expect(sent).toMatchObject([
    { identity: 's:A1:in', direction: 'in', amount: 500, payer: '林晓彤', purpose: '房款' },
    { direction: 'out', amount: 700 },
  ]);
  expect(importStatement.input.lines.safeParse(sent).success).toBe(true);
});
