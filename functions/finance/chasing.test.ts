import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { applyDeferral } from '../../shared/areas/finance/apply-deferral.operation.ts';
import { chargeDamages } from '../../shared/areas/finance/charge-damages.operation.ts';
import { collectInvoice } from '../../shared/areas/finance/collect-invoice.operation.ts';
import { decideDeferral } from '../../shared/areas/finance/decide-deferral.operation.ts';
import { dueList } from '../../shared/areas/finance/due-list.operation.ts';
import { dunningNotice } from '../../shared/areas/finance/dunning-notice.resource.ts';
import { issueInvoice } from '../../shared/areas/finance/issue-invoice.operation.ts';
import { issueNotice } from '../../shared/areas/finance/issue-notice.operation.ts';
import { previewDamages } from '../../shared/areas/finance/preview-damages.operation.ts';
import { printDeferral } from '../../shared/areas/finance/print-deferral.operation.ts';
import { printNotice } from '../../shared/areas/finance/print-notice.operation.ts';
import { printSheet } from '../../shared/areas/finance/print-sheet.operation.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { recordCall } from '../../shared/areas/finance/record-call.operation.ts';
import { recordReceipt } from '../../shared/areas/finance/record-receipt.operation.ts';
import { reverseReceipt } from '../../shared/areas/finance/reverse-receipt.operation.ts';
import { building } from '../../shared/areas/projects/building.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { readPdf } from '../kit/print/testing.ts';
import { create } from '../kit/records/write.ts';
import { handler as apply } from './apply-deferral.ts';
import { handler as charge } from './charge-damages.ts';
import { handler as collect } from './collect-invoice.ts';
import { handler as decide } from './decide-deferral.ts';
import { handler as list } from './due-list.ts';
import { handler as invoice } from './issue-invoice.ts';
import { handler as notice } from './issue-notice.ts';
import { handler as damages } from './preview-damages.ts';
import { handler as deferralPaper } from './print-deferral.ts';
import { handler as noticePaper } from './print-notice.ts';
import { handler as sheetPaper } from './print-sheet.ts';
import { handler as call } from './record-call.ts';
import { handler as record } from './record-receipt.ts';
import { handler as reverse } from './reverse-receipt.ts';
import { type Counter, counter, today } from './testing.ts';

let at: Counter;
let home: { id: string };
beforeAll(async () => {
  at = await counter();
  const [tower] = await at.records.write([create(building, { project: at.home.id, name: '1栋' })]);
  const place = { project: at.home.id, building: tower.id, code: '1-101', floor: 1, room: '101' };
  [home] = await at.records.write([create(unit, { ...place, floorArea: 888_800, unitPrice: 1_383_889, listPrice: 100_000_000 })]);
});
afterAll(() => at.stop());

/** A signed contract whose whole price is due on 9 March. */
const owing = async (more: object = {}) => {
  at.site.at(`${today}T01:00:00.000Z`);
  const item = await at.contractOf({ unit: home.id, ...more });
  await at.follow(item);
  const [debt] = await at.debts(item.id);
  return { item, debt: debt?.id ?? '' };
};
const pay = (id: string, amount: number, more: object = {}) =>
  at.call(recordReceipt, record, { contract: id, kind: 'housePrice', ...at.movement(amount), ...more });
const day = (date: string) => at.site.at(`${date}T01:00:00.000Z`);

describe('damages', () => {
  it('are counted day by day on what is unpaid, charged once, and later only what came since', async () => {
    const { item, debt } = await owing();
    day('2026-03-19');
    expect((await at.call(previewDamages, damages, {}, { id: debt })).json.data).toMatchObject({
      days: 10,
      totalFen: 100_000,
      toCharge: 100_000,
      dailyPpm: 100,
    });
    await pay(item.id, 50_000_000, { receivedOn: '2026-03-14' });
    expect((await at.call(previewDamages, damages, {}, { id: debt })).json.data).toMatchObject({ totalFen: 75_000 });
    const charging = (until: string) => at.call(chargeDamages, charge, { until }, { id: debt });
    expect((await charging('2026-03-20')).json.errors).toMatchObject({ until: { key: 'date.future' } });
    expect((await charging('2026-03-19')).json.data).toMatchObject({ kind: 'damages', amount: 75_000, of: debt, dueOn: '2026-03-19' });
    expect((await charging('2026-03-19')).json.errors).toMatchObject({ until: { key: 'damages.none' } });
    day('2026-03-21');
    expect((await charging('2026-03-21')).json.data).toMatchObject({ amount: 10_000, sequence: 2 });
    await pay(item.id, 80_000, { kind: 'damages' });
    expect(await at.account(item.id)).toMatchObject({ damagesIncome: 80_000, contractLiability: 50_000_000 });
  });

  it('stop at the cap, and are none on damages', async () => {
    const { debt, item } = await owing();
    day('2036-03-09');
    expect((await at.call(previewDamages, damages, {}, { id: debt })).json.data).toMatchObject({ totalFen: 20_000_000, isCapped: true });
    await at.call(chargeDamages, charge, { until: '2030-03-09' }, { id: debt });
    const own = (await at.debts(item.id)).find(({ kind }) => kind === 'damages');
    expect((await at.call(previewDamages, damages, {}, { id: own?.id ?? '' })).json.data).toMatchObject({ totalFen: 0 });
  });
});

describe('the due list', () => {
  it('has what is due soon and overdue, the oldest first, with damages and the last call', async () => {
    const { debt } = await owing();
    const lines = async (query: object = {}) =>
      (await at.call(dueList, list, query)).json.data.lines.filter((line: { receivable: string }) => line.receivable === debt);
    expect(await lines()).toMatchObject([{ dueOn: '2026-03-09', unpaid: 100_000_000, overdueDays: 0, damages: 0 }]);
    expect(await lines({ until: '2026-03-08' })).toEqual([]);
    const said = { receivable: debt, calledOn: '2026-03-11', answer: 'promisesLater' };
    day('2026-03-11');
    expect((await at.call(recordCall, call, said)).json.errors).toMatchObject({ promisedOn: { key: 'field.required' } });
    expect((await at.call(recordCall, call, { ...said, answer: 'refuses', promisedOn: '2026-03-20' })).json.errors).toMatchObject({
      promisedOn: { key: 'call.promise' },
    });
    expect((await at.call(recordCall, call, { ...said, promisedOn: '2026-03-20', note: '月底发薪' })).status).toBe(201);
    expect(await lines({ project: at.home.id })).toMatchObject([
      { overdueDays: 2, damages: 20_000, lastCall: { answer: 'promisesLater', promisedOn: '2026-03-20' } },
    ]);
    const all = (await at.call(dueList, list, {})).json.data.lines.map((line: { dueOn: string }) => line.dueOn);
    expect(all).toEqual(all.toSorted());
    expect((await at.call(dueList, list, {}, { actor: at.staffOf('Lead', 'generalManager') })).json.data.lines).toHaveLength(all.length);
  });
});

describe('a deferral', () => {
  it('is within what policy allows, decided by somebody else, and moves the day and the damages', async () => {
    const { debt } = await owing();
    const ask = (laterOn: string, actor = at.clerk) => at.call(applyDeferral, apply, { receivable: debt, laterOn, reason: '公积金提取未到' }, { actor });
    expect((await ask('2026-03-09')).json.errors).toMatchObject({ laterOn: { key: 'deferral.notLater' } });
    expect((await ask('2026-04-09')).json.errors).toMatchObject({ laterOn: { key: 'deferral.tooLong' } });
    const { json } = await ask('2026-04-08');
    expect(json.data).toMatchObject({ status: 'applied', number: expect.stringMatching(/^YQ-2026-YQL-/), amount: 100_000_000 });
    expect((await ask('2026-04-01')).json.code).toBe('field.taken');
    const judge = (body: object, actor: Counter['clerk']) => at.call(decideDeferral, decide, body, { id: json.data.id, actor });
    expect((await judge({ isApproved: true }, at.clerk)).json.code).toBe('access.ownRequest');
    const boss = at.staffOf('Boss', 'salesManager');
    expect((await judge({ isApproved: false }, boss)).json.errors).toMatchObject({ opinion: { key: 'review.reasonNeeded' } });
    const answers = await Promise.all([judge({ isApproved: true }, boss), judge({ isApproved: true }, at.staffOf('Boss2', 'generalManager'))]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await at.records.get(receivable, debt, { consistent: true })).toMatchObject({ dueOn: '2026-04-08', firstDueOn: '2026-03-09', deferrals: 1 });
    day('2026-04-08');
    expect((await at.call(previewDamages, damages, {}, { id: debt })).json.data).toMatchObject({ totalFen: 0 });
    expect((await ask('2026-04-20')).json.errors).toMatchObject({ receivable: { key: 'deferral.tooOften' } });
    const paper = await at.call(printDeferral, deferralPaper, {}, { id: json.data.id });
    expect(textOf(paper.json.data.base64)).toMatch(/延期付款申请表[\s\S]*林晓彤[\s\S]*2026-04-08/);
  });
});

describe('damages before a deferral', () => {
  /** Due on 9 March, 10 days late when it is asked for, granted two days later until 29 March. */
  const deferred = async (isDamagesWaived?: boolean) => {
    const { item, debt } = await owing();
    day('2026-03-19');
    const input = { receivable: debt, laterOn: '2026-03-29', reason: '出差', ...(isDamagesWaived === undefined ? {} : { isDamagesWaived }) };
    const { json } = await at.call(applyDeferral, apply, input);
    expect(json.data).toMatchObject({ damages: 100_000 });
    day('2026-03-21');
    const judge = await at.call(decideDeferral, decide, { isApproved: true }, { id: json.data.id, actor: at.staffOf('Boss', 'salesManager') });
    expect(judge.json.data.status).toBe('approved');
    const so = async (on: string) => {
      day(on);
      return (await at.call(previewDamages, damages, {}, { id: debt })).json.data;
    };
    return { item, debt, so, application: json.data.id as string };
  };

  it('stay due up to the day of the grant, rest until the later day, and go on after it, to the fen', async () => {
    const { item, debt, so, application } = await deferred();
    expect(await so('2026-03-29')).toMatchObject({ totalFen: 120_000, days: 12 });
    expect(await so('2026-03-31')).toMatchObject({
      totalFen: 140_000,
      spans: [
        { from: '2026-03-10', to: '2026-03-21', damagesFen: 120_000 },
        { from: '2026-03-30', to: '2026-03-31', damagesFen: 20_000 },
      ],
    });
    expect((await at.call(chargeDamages, charge, { until: '2026-03-29' }, { id: debt })).json.data).toMatchObject({ amount: 120_000 });
    await pay(item.id, 99_999_999, { receivedOn: '2026-03-30' });
    expect(await so('2026-04-30')).toMatchObject({ totalFen: 130_000, toCharge: 10_000 });
    expect(textOf((await at.call(printDeferral, deferralPaper, {}, { id: application })).json.data.base64).replace(/\s/g, '')).toContain('¥1,000.00（照计）');
  });

  it('are counted anew after the later day where they are waived', async () => {
    const { debt, so } = await deferred(true);
    expect(await so('2026-03-29')).toMatchObject({ totalFen: 0 });
    expect(await so('2026-03-31')).toMatchObject({ totalFen: 20_000, toCharge: 20_000 });
    expect(await at.records.get(receivable, debt, { consistent: true })).toMatchObject({ dueOn: '2026-03-29', firstDueOn: '2026-03-09' });
  });

  it('that were charged stay charged where the rest is waived, and count against nothing later', async () => {
    const { item, debt } = await owing();
    day('2026-03-14');
    await at.call(chargeDamages, charge, { until: '2026-03-14' }, { id: debt });
    const asked = await at.call(applyDeferral, apply, { receivable: debt, laterOn: '2026-03-20', reason: '出差', isDamagesWaived: true });
    await at.call(decideDeferral, decide, { isApproved: true }, { id: asked.json.data.id, actor: at.staffOf('Boss', 'salesManager') });
    day('2026-03-22');
    expect((await at.call(previewDamages, damages, {}, { id: debt })).json.data).toMatchObject({ totalFen: 20_000, toCharge: 20_000 });
    expect((await at.debts(item.id)).filter(({ kind }) => kind === 'damages')).toMatchObject([{ amount: 50_000, status: 'open' }]);
  });
});

describe('an invoice', () => {
  it('is made out once for money that is there, and collected once', async () => {
    const { item } = await owing();
    const paid = (await pay(item.id, 100)).json.data.id;
    const make = (number: string, receipt = paid, issuedOn = today) => at.call(issueInvoice, invoice, { receipt, number, issuedOn });
    expect((await make('FP-0', paid, '2026-03-01')).json.errors).toMatchObject({ issuedOn: { key: 'invoice.beforeMoney' } });
    const made = await make('FP-1');
    expect(made.json.data).toMatchObject({ amount: 100, status: 'issued' });
    expect((await make('FP-2')).json.code).toBe('field.taken');
    const other = (await pay(item.id, 100)).json.data.id;
    expect((await make('FP-1', other)).json.code).toBe('field.taken');
    await at.call(reverseReceipt, reverse, { reason: '错' }, { id: other });
    expect((await make('FP-3', other)).json.errors).toMatchObject({ receipt: { key: 'invoice.noMoney' } });
    const hand = () => at.call(collectInvoice, collect, { collectedOn: today, collector: '林晓彤' }, { id: made.json.data.id });
    expect((await hand()).json.data).toMatchObject({ status: 'collected', collector: '林*' });
    expect((await hand()).json.code).toBe('record.state');
  });
});

describe('printed', () => {
  it('a notice has the full name, the debt in capitals and the damages; it is issued once a day and logged', async () => {
    const { debt } = await owing();
    const issue = () => at.call(issueNotice, notice, { receivable: debt });
    day('2026-03-12');
    expect((await issue()).json.errors).toMatchObject({ receivable: { key: 'notice.tooEarly' } });
    day('2026-03-19');
    const { json } = await issue();
    expect(json.data).toMatchObject({ unpaid: 100_000_000, damages: 100_000, payBy: '2026-03-26' });
    expect((await issue()).json.code).toBe('field.taken');
    const paper = await at.call(printNotice, noticePaper, {}, { id: json.data.id });
    const text = textOf(paper.json.data.base64).replace(/\s/g, '');
    for (const part of ['催交款通知书', '林晓彤', '¥1,000,000.00', '壹佰万元整', '¥1,000.00', '2026-03-26']) expect(text).toContain(part);
    const history = await at.site.open().store.history(dunningNotice, json.data.id);
    expect(history.map(({ event }) => event)).toContain('dunningNotice.printed');
  });

  it('a notice to a name that the font cannot write is refused by that character', async () => {
    const [rare] = await at.records.write([
      create(customer, { project: at.home.id, name: '𠮷野家', phone: '13800000009', idNumber: '11010519491231002X', channel: 'visit' }),
    ]);
    const { debt } = await owing({ customer: rare.id });
    day('2026-03-19');
    const { json } = await at.call(issueNotice, notice, { receivable: debt });
    const paper = await at.call(printNotice, noticePaper, {}, { id: json.data.id });
    expect(paper.json).toMatchObject({ status: 422, code: 'print.glyph' });
    expect(paper.json.messages.zh).toContain('𠮷');
  });

  it('a statement has every posting of its period, names masked, refunds and reversals less, and their sum', async () => {
    const { item } = await owing();
    const [a] = await Promise.all([pay(item.id, 11_100)]);
    await pay(item.id, 22_200);
    await at.call(reverseReceipt, reverse, { reason: '错' }, { id: a?.json.data.id });
    const deal = await at.records.get(contract, item.id);
    const print = (sheet: string, more: object = {}) =>
      at.call(printSheet, sheetPaper, { sheet, project: at.home.id, contract: item.id, from: today, until: today, ...more });
    for (const sheet of ['house', 'customer']) {
      const { json } = await print(sheet);
      const text = textOf(json.data.base64).replace(/\s/g, '');
      for (const part of [deal.number, '林*', '¥222.00', '-¥111.00', '贰佰贰拾贰元整']) expect(text).toContain(part);
      expect(text).not.toContain('林晓彤');
    }
    expect(textOf((await print('taxes')).json.data.base64).replace(/\s/g, '')).toContain('¥0.00');
    expect((await at.call(printSheet, sheetPaper, { sheet: 'customer', project: at.home.id, from: today, until: today })).json.errors).toMatchObject({
      contract: { key: 'field.required' },
    });
    expect((await print('house', { until: '2026-03-01' })).json.errors).toMatchObject({ until: { key: 'date.range' } });
  });
});

/** The text that the pages of a PDF show. */
const textOf = (base64: string): string => readPdf(Buffer.from(base64, 'base64')).text;
