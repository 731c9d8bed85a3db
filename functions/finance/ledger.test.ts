import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chargeFee } from '../../shared/areas/finance/charge-fee.operation.ts';
import { paymentPlan } from '../../shared/areas/finance/payment-plan.resource.ts';
import { planReceivables } from '../../shared/areas/finance/plan-receivables.operation.ts';
import { recordReceipt } from '../../shared/areas/finance/record-receipt.operation.ts';
import { reverseReceipt } from '../../shared/areas/finance/reverse-receipt.operation.ts';
import { transferMoney } from '../../shared/areas/finance/transfer-money.operation.ts';
import { create } from '../kit/records/write.ts';
import { handler as charge } from './charge-fee.ts';
import { giveBackWrites } from './give-back.ts';
import { handler as plan } from './plan-receivables.ts';
import { handler as record } from './record-receipt.ts';
import { handler as reverse } from './reverse-receipt.ts';
import { type Counter, counter, today } from './testing.ts';
import { handler as transfer } from './transfer-money.ts';

let at: Counter;
beforeAll(async () => {
  at = await counter();
});
afterAll(() => at.stop());

const receive = (contract: string, kind: string, amount: number, more: object = {}) =>
  at.call(recordReceipt, record, { contract, kind, ...at.movement(amount), ...more });
const signed = async (more: object = {}) => {
  const item = await at.contractOf(more);
  await at.follow(item);
  return item;
};
const shown = async (id: string) => (await at.debts(id)).map(({ kind, amount, paid, status, dueOn }) => ({ kind, amount, paid, status, dueOn }));

describe('a signed contract', () => {
  it('is owed in full a week after signing where it is paid at once', async () => {
    const { id } = await signed();
    expect(await shown(id)).toEqual([{ kind: 'housePrice', amount: 100_000_000, paid: 0, status: 'open', dueOn: '2026-03-09' }]);
  });

  it('is owed as down payment and loan, and follows the loan that the bank gives', async () => {
    const item = await signed({ paymentMethod: 'commercialLoan' });
    expect(await shown(item.id)).toEqual([
      { kind: 'housePrice', amount: 30_000_000, paid: 0, status: 'open', dueOn: '2026-03-09' },
      { kind: 'loan', amount: 70_000_000, paid: 0, status: 'open', dueOn: '2026-05-01' },
    ]);
    const [changed] = await at.records.write([at.changed(item, { loanAmount: 60_000_000 })]);
    await at.follow(changed, { loanAmount: 0 });
    await at.follow(changed, { loanAmount: 0 });
    expect(await shown(item.id)).toMatchObject([
      { kind: 'housePrice', amount: 30_000_000 },
      { kind: 'housePrice', amount: 10_000_000 },
      { kind: 'loan', amount: 60_000_000 },
    ]);
  });

  it('gives up what is owed when it is void, but not what is paid', async () => {
    const item = await signed({ paymentMethod: 'commercialLoan' });
    expect((await receive(item.id, 'housePrice', 10_000_000)).status).toBe(201);
    const [ended] = await at.records.write([at.changed(item, {}, 'void')]);
    await at.follow(ended, { status: 'signed' });
    await at.follow(ended, { status: 'signed' });
    expect(await shown(item.id)).toMatchObject([
      { kind: 'housePrice', amount: 10_000_000, paid: 10_000_000, status: 'paid' },
      { kind: 'loan', paid: 0, status: 'void' },
    ]);
  });

  it('takes the deposit as a part of its price, once', async () => {
    const item = await at.contractOf({}, 'draft');
    expect((await receive(item.id, 'deposit', 5_000_000)).status).toBe(201);
    const [now] = await at.records.write([at.changed(item, {}, 'signed')]);
    await at.follow(now);
    await at.follow(now);
    expect(await shown(item.id)).toMatchObject([{ kind: 'housePrice', amount: 100_000_000, paid: 5_000_000, status: 'partlyPaid' }]);
    expect(await at.account(item.id)).toMatchObject({ deposit: 0, contractLiability: 5_000_000, bankDeposit: 5_000_000 });
    expect((await receive(item.id, 'deposit', 100)).json.errors).toMatchObject({ kind: { key: 'receipt.depositAfterSigning' } });
  });

  it('is owed as the two sides plan the rest of the price, to the fen', async () => {
    const { id } = await signed();
    await receive(id, 'housePrice', 20_000_001);
    const part = (amount: number, dueOn: string) => ({ kind: 'housePrice', amount, dueOn });
    const wrong = { contract: id, basis: '补充协议', parts: [part(40_000_000, '2026-04-01')] };
    expect((await at.call(planReceivables, plan, wrong)).json).toMatchObject({ status: 422, code: 'plan.sum' });
    const parts = [part(40_000_000, '2026-04-01'), part(39_999_999, '2026-06-01')];
    expect((await at.call(planReceivables, plan, { ...wrong, parts })).status).toBe(200);
    expect(await shown(id)).toMatchObject([
      { amount: 20_000_001, paid: 20_000_001, status: 'paid' },
      { amount: 40_000_000, paid: 0, dueOn: '2026-04-01' },
      { amount: 39_999_999, paid: 0, dueOn: '2026-06-01' },
    ]);
  });
});

describe('a payment plan of the office', () => {
  const preset = async (more: object = {}) => {
    const parts = [
      { part: 'downPayment', share: 333_333, days: 7 },
      { part: 'instalment', share: 333_333, days: 60 },
      { part: 'balance', dueOn: '2026-12-31' },
    ] as const;
    const values = { project: at.home.id, name: `分期 ${++plans}`, validFrom: '2026-01-01', basis: '总经理批示', parts: [...parts] };
    const [made] = await at.records.write([create(paymentPlan, { ...values, ...more })]);
    return made;
  };
  let plans = 0;

  it('makes what is owed to the fen, the last part taking what rounding leaves; what is paid counts for the first', async () => {
    const item = await signed();
    await receive(item.id, 'housePrice', 33_333_400);
    const { id } = await preset();
    expect((await at.call(planReceivables, plan, { contract: item.id, plan: id })).json.data).toEqual({ parts: 2 });
    expect(await shown(item.id)).toEqual([
      { kind: 'housePrice', amount: 33_333_400, paid: 33_333_400, status: 'paid', dueOn: '2026-03-09' },
      { kind: 'housePrice', amount: 33_333_200, paid: 0, status: 'open', dueOn: '2026-05-01' },
      { kind: 'housePrice', amount: 33_333_400, paid: 0, status: 'open', dueOn: '2026-12-31' },
    ]);
    expect((await at.debts(item.id)).at(-1)?.basis).toMatch(/^分期 \d：尾款$/);
  });

  it('is of its project and in force on the day of signing, and no own parts stand beside it', async () => {
    const { id } = await signed();
    const use = async (more: object, input: object = {}) =>
      (await at.call(planReceivables, plan, { contract: id, plan: (await preset(more)).id, ...input })).json;
    expect((await use({ validFrom: '2026-03-03' })).errors).toMatchObject({ plan: { key: 'plan.notInForce' } });
    expect((await use({ validUntil: '2026-03-01' })).errors).toMatchObject({ plan: { key: 'plan.notInForce' } });
    expect((await use({ project: 'prj_other' })).errors).toMatchObject({ plan: { key: 'field.missingRecord' } });
    const parts = [{ kind: 'housePrice', amount: 100_000_000, dueOn: '2026-04-01' }];
    expect((await use({}, { parts })).errors).toMatchObject({ parts: { key: 'plan.oneOf' } });
    const bare = (input: object) => at.call(planReceivables, plan, { contract: id, ...input });
    expect((await bare({})).json.errors).toMatchObject({ plan: { key: 'field.required' } });
    expect((await bare({ parts })).json.errors).toMatchObject({ basis: { key: 'field.required' } });
    expect((await use({ parts: [{ part: 'balance', amount: 99, dueOn: '2026-12-31' }] })).code).toBe('plan.sum');
  });
});

describe('a receipt', () => {
  it('pays the earliest due first, and keeps as an overpayment what nothing is owed for', async () => {
    const { id } = await signed();
    await at.call(chargeFee, charge, { contract: id, kind: 'tax', amount: 300, dueOn: '2026-05-01', basis: '契税' });
    await at.call(chargeFee, charge, { contract: id, kind: 'tax', amount: 200, dueOn: '2026-04-01', basis: '交易费' });
    const { json } = await receive(id, 'tax', 550);
    expect(json.data).toMatchObject({ entry: 'receipt', kind: 'tax', sheet: 'taxes', number: expect.stringMatching(/^SK-2026-YQL-\d{6}$/) });
    expect(json.data.lines.map((line: { account: string; debitFen: number; creditFen: number }) => [line.account, line.debitFen, line.creditFen])).toEqual([
      ['bankDeposit', 550, 0],
      ['collectedOnBehalf', 0, 200],
      ['collectedOnBehalf', 0, 300],
      ['overpayment', 0, 50],
    ]);
    expect(await at.account(id)).toMatchObject({ bankDeposit: 550, collectedOnBehalf: 500, overpayment: 50 });
    expect((await at.call(transferMoney, transfer, { contract: id, from: 'overpayment', to: 'housePrice', amount: 51 })).json.code).toBe('ledger.aboveBalance');
    expect((await at.call(transferMoney, transfer, { contract: id, from: 'overpayment', to: 'tax', amount: 50 })).json.code).toBe('ledger.aboveDue');
    expect((await at.call(transferMoney, transfer, { contract: id, from: 'overpayment', to: 'housePrice', amount: 50 })).status).toBe(201);
    expect(await at.account(id)).toMatchObject({ bankDeposit: 550, contractLiability: 50, overpayment: 0 });
  });

  it('is taken once for a serial number of a bank, also when two post it at the same moment', async () => {
    const [one, other] = [await signed(), await signed()];
    const money = at.movement(1000);
    const answers = await Promise.all([one, other, one, other].map(({ id }) => at.call(recordReceipt, record, { contract: id, kind: 'housePrice', ...money })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    const posted = (await Promise.all([at.postings(one.id), at.postings(other.id)])).flat();
    expect(posted).toHaveLength(1);
  });

  it('refuses nothing, tomorrow, and a bank or contract that does not exist', async () => {
    const { id } = await signed();
    for (const [more, errors] of [
      [{ amount: 0 }, { amount: { key: 'field.tooSmall' } }],
      [{ receivedOn: '2026-03-03' }, { receivedOn: { key: 'date.future' } }],
      [{ bank: 'bnk_none' }, { bank: { key: 'field.missingRecord' } }],
      [{ contract: 'ctr_none' }, { contract: { key: 'field.missingRecord' } }],
    ] as const)
      expect((await receive(id, 'housePrice', 1, more)).json.errors).toMatchObject(errors);
    expect(await at.postings(id)).toEqual([]);
  });
});

describe('a reversal', () => {
  it('opens again what was paid, frees the serial number, and happens once', async () => {
    const [wrong, right] = [await signed(), await signed()];
    const money = at.movement(7000, { payer: '林晓彤' });
    const { json } = await at.call(recordReceipt, record, { contract: wrong.id, kind: 'housePrice', ...money });
    const back = () => at.call(reverseReceipt, reverse, { reason: '记错合同' }, { id: json.data.id });
    const answers = await Promise.all([back(), back()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect((await back()).json).toMatchObject({ status: 409, code: 'record.state' });
    expect(await shown(wrong.id)).toMatchObject([{ paid: 0, status: 'open' }]);
    expect(await at.account(wrong.id)).toMatchObject({ bankDeposit: 0, contractLiability: 0 });
    const reversal = (await at.postings(wrong.id)).find(({ entry }) => entry === 'reversal');
    expect((await at.call(reverseReceipt, reverse, { reason: '再冲' }, { id: reversal?.id ?? '' })).json.code).toBe('ledger.isReversal');
    expect((await at.call(recordReceipt, record, { contract: right.id, kind: 'housePrice', ...money })).status).toBe(201);
  });

  it('is refused where the money has gone on', async () => {
    const { id } = await signed();
    const { json } = await receive(id, 'handoverFee', 500);
    expect((await at.refund({ contract: id, kind: 'overpayment', amount: 400 })).status).toBe(201);
    expect((await at.call(reverseReceipt, reverse, { reason: '退票' }, { id: json.data.id })).json.code).toBe('ledger.aboveBalance');
  });
});

describe('a refund', () => {
  it('takes back the latest due first, no more than was paid, and what was paid is owed again', async () => {
    const { id } = await signed();
    for (const [amount, dueOn] of [
      [100, '2026-04-01'],
      [100, '2026-05-01'],
    ] as const)
      await at.call(chargeFee, charge, { contract: id, kind: 'tax', amount, dueOn, basis: '税' });
    await receive(id, 'tax', 150);
    expect((await at.refund({ contract: id, kind: 'tax', amount: 151 })).json.code).toBe('ledger.aboveBalance');
    expect((await at.refund({ contract: id, kind: 'tax', amount: 60 })).status).toBe(201);
    expect((await shown(id)).filter(({ kind }) => kind === 'tax')).toMatchObject([
      { paid: 90, status: 'partlyPaid' },
      { paid: 0, status: 'open' },
    ]);
    expect((await at.debts(id)).flatMap(({ payments = [] }) => payments.map(({ on, amount }) => [on, amount]))).toEqual([[today, 90]]);
  });
});

describe('everything given back at once', () => {
  it('is a posting for each transfer in one transaction, and leaves the account empty', async () => {
    const item = await signed();
    await at.call(chargeFee, charge, { contract: item.id, kind: 'tax', amount: 300, dueOn: '2026-05-01', basis: '契税' });
    await receive(item.id, 'housePrice', 700);
    await receive(item.id, 'tax', 350);
    const { context } = at.site.open();
    const giveBack = async (serials: readonly string[]) => {
      const parts = [
        { kind: 'loan', amount: 200 },
        { kind: 'housePrice', amount: 500 },
        { kind: 'tax', amount: 300 },
        { kind: 'overpayment', amount: 50 },
      ] as const;
      const transfers = parts.map((part, place) => ({ ...part, receivedOn: today, bank: at.house.id, serial: serials[place] ?? '' }));
      return context.records.write(await giveBackWrites(context, { contract: item, loanFen: 200, isDamagesKept: false, transfers }));
    };
    await expect(giveBack(['G1', 'G2', 'G3', 'G3'])).rejects.toMatchObject({ fields: { 'transfers.3.serial': { key: 'field.taken' } } });
    expect(await at.account(item.id)).toMatchObject({ bankDeposit: 1050, overpayment: 50 });
    await giveBack(['G1', 'G2', 'G3', 'G4']);
    expect(await at.account(item.id)).toMatchObject({ bankDeposit: 0, contractLiability: 0, collectedOnBehalf: 0, overpayment: 0 });
    expect((await shown(item.id)).map(({ paid, status }) => [paid, status])).toEqual([
      [0, 'open'],
      [0, 'open'],
    ]);
    const back = (await at.postings(item.id)).filter(({ entry }) => entry === 'refund');
    expect(new Set(back.map(({ number }) => number)).size).toBe(4);
  });
});
