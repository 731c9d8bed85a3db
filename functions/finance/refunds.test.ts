import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyRefund } from '../../shared/areas/finance/apply-refund.operation.ts';
import { bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { decideRefund } from '../../shared/areas/finance/decide-refund.operation.ts';
import { importStatement } from '../../shared/areas/finance/import-statement.operation.ts';
import { matchStatement } from '../../shared/areas/finance/match-statement.operation.ts';
import { payRefund } from '../../shared/areas/finance/pay-refund.operation.ts';
import { recordReceipt } from '../../shared/areas/finance/record-receipt.operation.ts';
import { refund } from '../../shared/areas/finance/refund.resource.ts';
import { resolveLine } from '../../shared/areas/finance/resolve-line.operation.ts';
import { reverseReceipt } from '../../shared/areas/finance/reverse-receipt.operation.ts';
import { statementLine } from '../../shared/areas/finance/statement-line.resource.ts';
import { withdrawRefund } from '../../shared/areas/finance/withdraw-refund.operation.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import type { Actor } from '../../shared/kit/access.ts';
import { create } from '../kit/records/write.ts';
import { handler as apply } from './apply-refund.ts';
import { handler as decide } from './decide-refund.ts';
import { handler as importLines } from './import-statement.ts';
import { handler as match } from './match-statement.ts';
import { handler as pay } from './pay-refund.ts';
import { handler as record } from './record-receipt.ts';
import { handler as resolve } from './resolve-line.ts';
import { handler as reverse } from './reverse-receipt.ts';
import { type Counter, counter, today } from './testing.ts';
import { handler as withdraw } from './withdraw-refund.ts';

let at: Counter;
let boss: Actor;
beforeAll(async () => {
  at = await counter();
  boss = at.staffOf('Boss', 'salesManager');
});
afterAll(() => at.stop());

/** A contract on which a buyer has paid 500 yuan, of which 300 are asked back. */
const asked = async (actor = at.clerk) => {
  const item = await at.contractOf();
  await at.follow(item);
  await at.call(recordReceipt, record, { contract: item.id, kind: 'housePrice', ...at.movement(50_000) });
  const body = { contract: item.id, kind: 'housePrice', amount: 30_000, payee: '林晓彤', reason: '退房' };
  const { json } = await at.call(applyRefund, apply, body, { actor });
  return { item, id: json.data.id as string, json };
};
const judge = (id: string, actor = boss, more: object = {}) => at.call(decideRefund, decide, { isApproved: true, ...more }, { id, actor });
const paying = (id: string, more: object = {}) => {
  const { amount: _, ...money } = at.movement(0, more);
  return at.call(payRefund, pay, money, { id });
};
const stateOf = async (id: string) => (await at.records.get(refund, id, { consistent: true })).status;
const open = async (subject: string) => {
  const steps = await Promise.all([decideRefund, payRefund].map(({ name: step }) => at.records.find(todo, 'step', { subject, step, part: '-' })));
  return steps.flatMap((step) => (step?.status === 'open' ? [[step.step, step.role]] : []));
};

describe('a refund', () => {
  it('is filed by one, approved by another, and only then posted', async () => {
    const { item, id, json } = await asked();
    expect(json.data).toMatchObject({ status: 'applied', number: expect.stringMatching(/^TK-2026-YQL-/), payee: '林*' });
    expect(await open(id)).toEqual([['refund.decide', 'salesManager']]);
    expect((await paying(id)).json.code).toBe('todo.notOpen');
    expect((await at.postings(item.id)).map(({ entry }) => entry)).toEqual(['receipt']);
    expect((await judge(id)).json.data.status).toBe('approved');
    expect(await open(id)).toEqual([['refund.pay', 'finance']]);
    expect((await paying(id, { receivedOn: '2026-03-01' })).json.errors).toMatchObject({ receivedOn: { key: 'date.before' } });
    expect((await paying(id)).status).toBe(201);
    const [, posting] = await at.postings(item.id);
    expect(posting).toMatchObject({ entry: 'refund', amount: 30_000, payer: '林晓彤' });
    expect(await at.records.get(refund, id, { consistent: true })).toMatchObject({ status: 'paid', receipt: posting?.id, decidedBy: boss.id });
    expect(await at.account(item.id)).toMatchObject({ bankDeposit: 20_000, contractLiability: 20_000 });
    expect(await open(id)).toEqual([]);
    expect((await paying(id)).json.code).toBe('todo.notOpen');
  });

  it('is not approved by who filed it, in either language, nor twice, nor refused without a reason', async () => {
    const both = at.staffOf('Both');
    const { id } = await asked(both);
    const own = await judge(id, both);
    expect([own.status, own.json.code, own.json.messages]).toEqual([
      403,
      'access.ownRequest',
      { zh: '不能审批本人提交的事项', en: 'Nobody approves their own request' },
    ]);
    expect((await judge(id, at.staffOf('Seller', 'salesperson'))).json.code).toBe('access.denied');
    expect((await judge(id, boss, { isApproved: false })).json.errors).toMatchObject({ opinion: { key: 'review.reasonNeeded' } });
    const answers = await Promise.all([judge(id), judge(id, at.staffOf('Boss2', 'generalManager'))]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it('refused or withdrawn is not paid', async () => {
    const { id } = await asked();
    await judge(id, boss, { isApproved: false, opinion: '材料不全' });
    expect([await stateOf(id), await open(id)]).toEqual(['refused', []]);
    const other = await asked();
    await judge(other.id);
    expect((await at.call(withdrawRefund, withdraw, { reason: '客户继续购买' }, { id: other.id })).json.data.status).toBe('withdrawn');
    expect(await open(other.id)).toEqual([]);
    expect((await paying(other.id)).json.code).toBe('todo.notOpen');
  });

  it('is never more than the ledger holds, when it is filed and when it is paid', async () => {
    const { item, id } = await asked();
    const more = { contract: item.id, kind: 'housePrice', amount: 50_001, reason: '退房' };
    expect((await at.call(applyRefund, apply, more)).json.code).toBe('ledger.aboveBalance');
    expect((await at.call(applyRefund, apply, { ...more, amount: 0 })).json.errors).toMatchObject({ amount: { key: 'field.tooSmall' } });
    await judge(id);
    await at.refund({ contract: item.id, kind: 'housePrice', amount: 40_000 }, at.movement(0));
    expect((await paying(id)).json.code).toBe('ledger.aboveBalance');
    expect(await stateOf(id)).toBe('approved');
  });

  it('whose posting is reversed is to be paid again', async () => {
    const { item, id } = await asked();
    await judge(id);
    const posting = (await paying(id)) && (await at.records.get(refund, id, { consistent: true })).receipt;
    expect((await at.call(reverseReceipt, reverse, { reason: '账号有误，退票' }, { id: posting ?? '' })).status).toBe(200);
    expect(await at.records.get(refund, id, { consistent: true })).toMatchObject({ status: 'approved' });
    expect((await at.records.get(refund, id, { consistent: true })).receipt).toBeUndefined();
    expect(await open(id)).toEqual([['refund.pay', 'finance']]);
    expect((await paying(id)).status).toBe(201);
    expect(await at.account(item.id)).toMatchObject({ bankDeposit: 20_000 });
  });

  it('that the bank has paid is booked from its statement only where two have signed for it', async () => {
    const { item, id } = await asked();
    const file = { fileName: 'out.csv', fileHash: 'f'.repeat(64), startsOn: today, endsOn: today, lineCount: 1 };
    const [made] = await at.records.write([create(bankStatement, { project: at.home.id, bank: at.house.id, ...file })]);
    const line = { row: 2, identity: 'o:1', bookedOn: today, direction: 'out', amount: 30_000, serial: 'O-1' };
    await at.call(importStatement, importLines, { start: 0, lines: [line] }, { id: made.id });
    await at.call(matchStatement, match, {}, { id: made.id });
    const lines = await at.records.list(statementLine, { index: 'byStatement', where: { statement: made.id }, limit: 100 });
    const found = lines.items.find((row) => row.identity === 'o:1')?.id ?? '';
    const book = (more: object) => at.call(resolveLine, resolve, { resolution: 'booked', ...more }, { id: found });
    expect((await book({ contract: item.id, kind: 'housePrice' })).json.errors).toMatchObject({ refund: { key: 'field.required' } });
    expect((await book({ refund: id })).json.errors).toMatchObject({ refund: { key: 'refund.notApproved' } });
    await judge(id);
    expect((await book({ refund: id })).json.data).toMatchObject({ status: 'resolved' });
    expect([await stateOf(id), await open(id)]).toEqual(['paid', []]);
    expect((await at.postings(item.id)).map(({ entry, serial }) => [entry, serial])).toContainEqual(['refund', 'O-1']);
  });
});
