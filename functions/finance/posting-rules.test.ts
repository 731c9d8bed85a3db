import { afterAll, beforeAll, expect, it } from 'vitest';
import { bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { importStatement } from '../../shared/areas/finance/import-statement.operation.ts';
import { depositLines } from '../../shared/areas/finance/ledger.ts';
import { matchStatement } from '../../shared/areas/finance/match-statement.operation.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { recordReceipt } from '../../shared/areas/finance/record-receipt.operation.ts';
import { statementLine } from '../../shared/areas/finance/statement-line.resource.ts';
import { create } from '../kit/records/write.ts';
import { handler as importLines } from './import-statement.ts';
import { post, refundWrites } from './ledger.ts';
import { handler as match } from './match-statement.ts';
import { handler as record } from './record-receipt.ts';
import { type Counter, counter, today } from './testing.ts';

let at: Counter;
beforeAll(async () => {
  at = await counter();
});
afterAll(() => at.stop());

it('books nothing whose debits and credits differ', async () => {
  const item = await at.contractOf();
  const lines = depositLines(1000);
  const { context } = at.site.open();
  const values = { entry: 'receipt', kind: 'deposit', amount: 1000, receivedOn: today } as const;
  for (const half of [lines.slice(0, 1), lines.slice(1)]) {
    await expect(post(context, { contract: item, debts: [], lines: half, values })).rejects.toMatchObject({ code: 'ledger.unbalanced' });
  }
  expect((await post(context, { contract: item, debts: [], lines, values })).writes.length).toBeGreaterThan(1);
});

it('pays the receivable that is named before one that is due earlier', async () => {
  const item = await at.contractOf();
  await at.follow(item);
  const owed = { project: item.project, contract: item.id, customer: item.customer, kind: 'housePrice', sequence: 2, dueOn: '2027-01-01' } as const;
  const [late] = await at.records.write([create(receivable, { ...owed, amount: 5000, paid: 0 })]);
  const money = { contract: item.id, kind: 'housePrice', receivable: late.id };
  expect((await at.call(recordReceipt, record, { ...money, ...at.movement(6000) })).status).toBe(201);
  const paid = Object.fromEntries((await at.debts(item.id)).map(({ id, paid: fen }) => [id === late.id ? 'named' : 'earlier', fen]));
  expect(paid).toEqual({ named: 5000, earlier: 1000 });
});

it('notes a refund that the bank does not have as money that went out', async () => {
  const item = await at.contractOf();
  await at.follow(item);
  const came = at.movement(3000);
  await at.call(recordReceipt, record, { contract: item.id, kind: 'housePrice', ...came });
  const { context } = at.site.open();
  const back = await refundWrites(context, { contract: item, kind: 'housePrice', ...at.movement(1200) });
  await at.records.write(back.writes);
  const file = { fileName: 'x.csv', fileHash: '7'.repeat(64), startsOn: today, endsOn: today, lineCount: 1 };
  const [{ id }] = await at.records.write([create(bankStatement, { project: at.home.id, bank: at.house.id, ...file })]);
  const line = { row: 2, bookedOn: today, direction: 'in', identity: 's:came', amount: 3000, serial: came.serial };
  await at.call(importStatement, importLines, { start: 0, lines: [line] }, { id });
  await at.call(matchStatement, match, {}, { id });
  const noted = await at.records.find(statementLine, 'identity', { project: at.home.id, bank: at.house.id, identity: `p:${back.receipt}` });
  expect(noted).toMatchObject({ status: 'missingThere', direction: 'out', amount: 1200 });
});
