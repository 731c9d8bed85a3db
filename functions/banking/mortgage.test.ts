import { describe, expect, it } from 'vitest';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { contractCopy } from '../../shared/areas/contracts/contract-copy.resource.ts';
import { buyerAccount } from '../../shared/areas/finance/buyer-account.resource.ts';
import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { officeItself } from '../kit/context.ts';
import { change, create } from '../kit/records/write.ts';
import { type Branch, branch, today } from './fixture/branch.ts';
import { commercial, doStep, givePapers, goOn, inputOf, providentFund, refuseAfterRelease } from './fixture/plays.ts';

/** An office whose case has come to a step. */
const at = async (step?: string, options: Parameters<typeof branch>[0] = {}): Promise<Branch> => {
  const office = await branch(options);
  await goOn(office, step);
  return office;
};
const loanOf = (office: Branch, kind: string) => office.loans().findLast((one) => one.kind === kind) ?? expect.unreachable();
const stepsOf = (office: Branch) => office.openSteps().map(({ step }) => step);
const ended = (office: Branch) => [...office.flows.runs.values()].map(({ status }) => status);

describe('a mortgage case', () => {
  it('of a combined loan goes from the hand-over to the archive, with the money in the ledger', async () => {
    const office = await at();
    expect(office.theCase()).toMatchObject({ status: 'archived', total: 86_000_000, archiveNumber: 'AJ-1', settledOn: today });
    expect(office.loans().map(({ status, disbursed, reconciled }) => [status, disbursed, reconciled])).toEqual([
      ['settled', 60_000_000, 60_000_000],
      ['settled', 26_000_000, 26_000_000],
    ]);
    expect(office.office.all(receipt).map(({ amount, kind, entry }) => [amount, kind, entry])).toEqual([
      [60_000_000, 'loan', 'disbursement'],
      [26_000_000, 'loan', 'disbursement'],
    ]);
    expect(office.office.all(invoice).map(({ status }) => status)).toEqual(['collected', 'collected']);
    expect(new Set(ended(office))).toEqual(new Set(['SUCCEEDED']));
    expect(office.flows.runs.size).toBe(5);
  });

  it('asks for the papers of each bank, as its list has them for such a buyer', async () => {
    const office = await at('mortgageCase.collect');
    expect(office.office.all(caseMaterial).map(({ code, bank }) => [code, bank])).toEqual([
      ['ID', office.ids.ccb],
      ['INCOME', office.ids.ccb],
      ['FUND', office.ids.fund],
    ]);
    const { id } = office.theCase();
    expect(await office.ask('mortgageCase.collect', id)).toEqual({ code: 'material.missing' });
    await givePapers(office);
    expect(await office.ask('mortgageCase.collect', id)).toMatchObject({ data: { status: 'checking' } });
  });

  it('goes back to the buyer with the reason when papers are not complete', async () => {
    const office = await at('mortgageCase.checkMaterials');
    const { id } = office.theCase();
    const incomplete = { isComplete: false, checkedOn: today };
    expect(await office.ask('mortgageCase.checkMaterials', id, incomplete)).toMatchObject({ field: 'reason' });
    await office.ask('mortgageCase.checkMaterials', id, { ...incomplete, reason: '身份证过期' });
    await office.relayAll();
    expect([office.theCase().status, stepsOf(office)]).toEqual(['collecting', ['mortgageCase.collect']]);
  });
});

describe('a plan', () => {
  const planned = async (loans: (office: Branch) => object[]) => {
    const office = await at('mortgageCase.plan');
    return office.ask('mortgageCase.plan', office.theCase().id, { buyerKind: 'employee', loans: loans(office) });
  };
  it.each([
    ['another type than the contract', (o: Branch) => [{ ...commercial, bank: o.ids.ccb }], 'loans', 'loan.otherKinds'],
    ['two loans of a kind', (o: Branch) => [1, 2].map(() => ({ ...commercial, bank: o.ids.ccb })), 'loans', 'loan.otherKinds'],
    [
      'more than the price without a down payment',
      (o: Branch) => [
        { ...commercial, amount: 60_100_001, bank: o.ids.ccb },
        { ...providentFund, bank: o.ids.fund },
      ],
      'loans',
      'loan.aboveBalance',
    ],
    [
      'fund money of a bank',
      (o: Branch) => [
        { ...commercial, bank: o.ids.ccb },
        { ...providentFund, bank: o.ids.icbc },
      ],
      'loans.1.bank',
      'loan.otherLender',
    ],
    [
      'another bank than the contract was handed to',
      (o: Branch) => [
        { ...commercial, bank: o.ids.icbc },
        { ...providentFund, bank: o.ids.fund },
      ],
      'loans.0.bank',
      'loan.otherBank',
    ],
    [
      'a bank that does not exist',
      (o: Branch) => [
        { ...commercial, bank: 'bnk_0' },
        { ...providentFund, bank: o.ids.fund },
      ],
      'loans.0.bank',
      'field.missingRecord',
    ],
    [
      'next to nothing',
      (o: Branch) => [
        { ...commercial, amount: 1, bank: o.ids.ccb },
        { ...providentFund, bank: o.ids.fund },
      ],
      'loans.0.amount',
      'field.tooSmall',
    ],
  ])('of %s is refused', async (_, loans, field, key) => {
    expect(await planned(loans)).toMatchObject({ code: 'request.invalid', field, key });
  });

  it('lies within what the buyer has not paid of the price, and is told how much that is', async () => {
    const office = await at('mortgageCase.plan');
    const money = { contract: office.ids.deal, receivedOn: today, bank: office.ids.ccb };
    await office.ask('receipt.record', '', { ...money, kind: 'housePrice', amount: 37_000_000, serial: 'B1' });
    await office.ask('receipt.record', '', { ...money, kind: 'tax', amount: 1_000_000, serial: 'B2' });
    const input = (amount: number) => ({
      buyerKind: 'employee',
      loans: [
        { ...commercial, amount, bank: office.ids.ccb },
        { ...providentFund, bank: office.ids.fund },
      ],
    });
    const { id } = office.theCase();
    const said = await office.ask('mortgageCase.plan', id, input(60_000_001));
    expect(said).toMatchObject({ code: 'request.invalid', field: 'loans', key: 'loan.aboveBalance', parameters: { left: '¥860,000.00' } });
    expect(await office.ask('mortgageCase.plan', id, input(60_000_000))).toMatchObject({ data: { status: 'collecting', total: 86_000_000 } });
  });

  it('is previewed to the fen', async () => {
    const office = await at('mortgageCase.plan');
    const loans = [
      { ...commercial, amount: 100_000_000, bank: office.ids.ccb },
      { ...providentFund, amount: 80_000_000, method: 'equalInstalment', bank: office.ids.fund },
    ];
    const { data } = await office.ask('mortgageCase.preview', office.theCase().id, { loans });
    // 4,490.45 and 4,278.30 yuan a month.
    expect(data).toMatchObject({ loans: [{ kind: 'commercial', first: 449_045, interest: 61_656_088 }, { first: 427_830 }], first: 449_045 + 427_830 });
  });
});

describe('a bank', () => {
  it('asks for more papers instead of deciding, and decides when they are there', async () => {
    const office = await at('loan.decide');
    const { id } = loanOf(office, 'commercial');
    const more = { materials: [{ name: '近半年流水', copies: 1 }] };
    expect(await office.ask('loan.askMaterials', id, more, office.partners.ccb)).toMatchObject({ data: { status: 'materialsAsked', asked: 1 } });
    expect(await office.ask('loan.decide', id, inputOf(office, { step: 'loan.decide', subject: id }), office.partners.ccb)).toMatchObject({
      code: 'todo.notOpen',
    });
    await office.relayAll();
    expect(await office.ask('loan.supplyMaterials', id)).toEqual({ code: 'material.missing' });
    await givePapers(office);
    await office.ask('loan.supplyMaterials', id);
    await office.relayAll();
    expect(office.openSteps().filter(({ subject }) => subject === id)).toMatchObject([{ step: 'loan.decide', partner: office.ids.ccb }]);
  });

  it('and staff answer the same step: the second of two is told so, and changes nothing', async () => {
    const office = await at('loan.decide');
    const { id } = loanOf(office, 'commercial');
    const input = inputOf(office, { step: 'loan.decide', subject: id });
    const answers = await Promise.all([office.ask('loan.decide', id, input, office.partners.ccb), office.ask('loan.decide', id, { ...input, amount: 1 })]);
    expect(answers.map(({ code }) => code)).toEqual([undefined, 'todo.notOpen']);
    expect(loanOf(office, 'commercial')).toMatchObject({ status: 'approved', approvedAmount: 60_000_000, updatedBy: 'par_bank' });
    expect(await office.ask('loan.decide', id, input)).toEqual({ code: 'todo.notOpen' });
  });

  it('does not see the loan of another bank, nor its own before it is submitted', async () => {
    const office = await at('mortgageCase.collect');
    const { id } = loanOf(office, 'commercial');
    const input = inputOf(office, { step: 'loan.decide', subject: id });
    expect(await office.ask('loan.decide', id, input, office.partners.ccb)).toEqual({ code: 'record.missing' });
    await goOn(office, 'loan.decide');
    for (const stranger of [office.partners.icbc, office.partners.fund, office.partners.firm])
      expect(await office.ask('loan.decide', id, input, stranger)).toEqual({ code: 'record.missing' });
  });

  it('that sends a paper back decides only when it has been given again, like one that asks for more', async () => {
    const office = await at('loan.decide');
    const { id: paper, loan: lent } = office.office.all(caseMaterial)[0] ?? expect.unreachable();
    const judge = (input: object, who = office.partners.ccb) => office.ask('caseMaterial.judge', paper, input, who);
    const decide = { step: 'loan.decide', subject: lent };
    const rejected = { isAccepted: false, reason: '看不清' };
    const stands = () => [loanOf(office, 'commercial'), office.openSteps().filter(({ subject }) => subject === lent)] as const;
    expect(await judge({ isAccepted: false })).toMatchObject({ field: 'reason' });
    expect(await judge(rejected)).toMatchObject({ data: { status: 'rejected', reason: '看不清' } });
    expect(await office.ask('loan.decide', lent, inputOf(office, decide), office.partners.ccb)).toEqual({ code: 'todo.notOpen' });
    await office.relayAll();
    expect(stands()).toMatchObject([{ status: 'materialsAsked', asked: 1, holder: 'buyer' }, [{ step: 'loan.supplyMaterials' }]]);
    // A second time, late, by another or before the paper is there again: nothing changes.
    expect(await judge(rejected)).toEqual({ code: 'record.state' });
    expect(await office.ask('loan.decide', lent, inputOf(office, decide))).toEqual({ code: 'todo.notOpen' });
    expect(await office.ask('loan.supplyMaterials', lent)).toEqual({ code: 'material.missing' });
    expect(await office.ask('caseMaterial.give', paper, { givenOn: today })).toMatchObject({ data: { status: 'given' } });
    expect(await judge({ isAccepted: true }, office.partners.fund)).toEqual({ code: 'record.missing' });
    expect(await judge(rejected)).toMatchObject({ data: { status: 'rejected' } });
    expect(await office.ask('loan.supplyMaterials', lent)).toEqual({ code: 'material.missing' });
    expect(stands()[0]).toMatchObject({ status: 'materialsAsked', asked: 1 });
    await office.ask('caseMaterial.give', paper, { givenOn: today });
    expect(await judge({ isAccepted: true })).toMatchObject({ data: { status: 'accepted' } });
    await doStep(office, { step: 'loan.supplyMaterials', subject: lent });
    expect(await doStep(office, decide)).toMatchObject({ data: { status: 'approved' } });
    const another = office.office.all(caseMaterial).find((one) => one.loan === lent && one.status === 'given') ?? expect.unreachable();
    expect(await office.ask('caseMaterial.judge', another.id, rejected, office.partners.ccb)).toEqual({ code: 'record.state' });
  });

  it('has its word on a paper told by staff as well; between a hand-over of papers and its next look, nothing is sent back', async () => {
    const office = await at('loan.decide');
    const papers = office.office.all(caseMaterial).filter(({ bank }) => bank === office.ids.ccb);
    const [first, second] = papers.map(({ id }) => id) as [string, string];
    const rejected = { isAccepted: false, reason: '过期' };
    expect(await office.ask('caseMaterial.judge', first, rejected)).toMatchObject({ data: { status: 'rejected' } });
    await office.relayAll();
    const { id } = loanOf(office, 'commercial');
    await givePapers(office);
    expect(await office.ask('loan.supplyMaterials', id)).toMatchObject({ data: { status: 'inReview' } });
    // The flow has not opened the review again.
    expect(await office.ask('caseMaterial.judge', second, rejected, office.partners.ccb)).toEqual({ code: 'todo.notOpen' });
    await office.relayAll();
    const both = [office.ask('caseMaterial.judge', second, rejected, office.partners.ccb), doStep(office, { step: 'loan.decide', subject: id })];
    expect((await Promise.all(both)).map(({ code }) => code)).toEqual([undefined, 'todo.notOpen']);
    expect(loanOf(office, 'commercial')).toMatchObject({ status: 'materialsAsked', asked: 2 });
  });

  it('does not decide on a paper that it sent back when that did not yet end its review', async () => {
    const office = await at('loan.decide');
    const paper = office.office.all(caseMaterial)[0] ?? expect.unreachable();
    const { context } = office.office.open(officeItself);
    await context.records.write([change(caseMaterial, paper, { reason: '过期' }, { event: 'caseMaterial.rejected', to: 'rejected' })]);
    const decide = { step: 'loan.decide', subject: paper.loan };
    for (const more of [{}, { isApproved: false, refusal: '负债' }]) expect(await doStep(office, decide, more)).toEqual({ code: 'material.missing' });
    await givePapers(office);
    expect(await doStep(office, decide)).toMatchObject({ data: { status: 'approved' } });
  });

  it.each([
    ['approves more than was applied for', { amount: 60_000_001 }, 'amount', 'loan.aboveApplied'],
    ['approves nothing', { amount: 0 }, 'amount', 'field.tooSmall'],
    ['refuses without a reason', { isApproved: false }, 'refusal', 'review.reasonNeeded'],
    ['decides tomorrow', { decidedOn: '2026-03-03' }, 'decidedOn', 'date.future'],
    ['decides before it was asked', { decidedOn: '2026-03-01' }, 'decidedOn', 'date.before'],
  ])('that %s is refused', async (_, more, field, key) => {
    const office = await at('loan.decide');
    const step = { step: 'loan.decide', subject: loanOf(office, 'commercial').id };
    expect(await doStep(office, step, more)).toMatchObject({ code: 'request.invalid', field, key });
  });
});

describe('a release', () => {
  const released = async () => {
    const office = await at('loan.disburse', { loanType: 'commercialLoan' });
    return { office, step: { step: 'loan.disburse', subject: loanOf(office, 'commercial').id } };
  };

  it('is never more than is left of what was approved, nor in another currency, nor nothing', async () => {
    const { office, step } = await released();
    expect(await doStep(office, step, { amount: 60_000_001 })).toMatchObject({ field: 'amount', key: 'loan.aboveApproved' });
    expect(await doStep(office, step, { currency: 'USD' })).toMatchObject({ field: 'currency', key: 'field.choice' });
    expect(await doStep(office, step, { amount: 0 })).toMatchObject({ field: 'amount' });
    expect(await doStep(office, step, { amount: 20_000_000 })).toMatchObject({ data: { status: 'disbursing' } });
    expect(await doStep(office, step, { amount: 40_000_001 })).toMatchObject({ field: 'amount', key: 'loan.aboveApproved' });
    expect(await doStep(office, step, { amount: 40_000_000 })).toMatchObject({ data: { status: 'disbursed' } });
    expect(await doStep(office, step)).toEqual({ code: 'todo.notOpen' });
    expect(office.releases().map(({ amount }) => amount)).toEqual([20_000_000, 40_000_000]);
  });

  it('is booked, invoiced and reconciled by itself; the last one settles the loan', async () => {
    const { office, step } = await released();
    await doStep(office, step, { amount: 20_000_000, serial: 'A' });
    for (const name of ['book', 'invoice', 'collect', 'reconcile'])
      await doStep(office, { step: `disbursement.${name}`, subject: office.releases()[0]?.id ?? '' });
    expect(loanOf(office, 'commercial')).toMatchObject({ status: 'disbursing', reconciled: 20_000_000 });
    await goOn(office);
    expect([loanOf(office, 'commercial').status, office.theCase().status]).toEqual(['settled', 'archived']);
  });

  it('with a serial number that the bank has used is refused', async () => {
    const { office, step } = await released();
    await doStep(office, step, { amount: 1_000_000, serial: 'A' });
    expect(await doStep(office, step, { amount: 1_000_000, serial: 'A' })).toEqual({ code: 'field.taken' });
    expect(loanOf(office, 'commercial').disbursed).toBe(1_000_000);
  });

  it('without its slip is not booked', async () => {
    const { office, step } = await released();
    await doStep(office, step, { slip: undefined });
    const book = { step: 'disbursement.book', subject: office.releases()[0]?.id ?? '' };
    expect(await doStep(office, book)).toMatchObject({ field: 'slip' });
    expect(await doStep(office, book, { slip: office.ids.slip })).toMatchObject({ data: { status: 'booked', receipt: office.office.all(receipt)[0]?.id } });
  });
});

describe('a refusal', () => {
  const refusal = { isApproved: false, refusal: '负债过高' };
  const refused = async () => {
    const office = await at('loan.decide');
    await doStep(office, { step: 'loan.decide', subject: loanOf(office, 'commercial').id }, refusal);
    return office;
  };

  it('withdraws the other loan with its to-do, and another bank may lend', async () => {
    const office = await refused();
    expect(office.loans().map(({ status }) => status)).toEqual(['refused', 'withdrawn']);
    expect([office.theCase().status, stepsOf(office)]).toEqual(['refused', ['mortgageCase.remedy']]);
    await goOn(office, 'mortgageCase.plan');
    expect(office.office.all(contractCopy)[0]).toMatchObject({ holder: 'customerService' });
    await goOn(office);
    expect(office.theCase()).toMatchObject({ status: 'archived', round: 2 });
    expect(office.loans().map(({ status, bank }) => [status, bank])).toEqual([
      ['refused', office.ids.ccb],
      ['withdrawn', office.ids.fund],
      ['settled', office.ids.icbc],
      ['settled', office.ids.fund],
    ]);
    expect(office.office.all(contractCopy)[0]?.custody.map(({ to }) => to)).toEqual(['customerService', 'bank']);
    expect(new Set(ended(office))).toEqual(new Set(['SUCCEEDED']));
  });

  it('leaves a loan that is being paid out as it is; the next round counts it', async () => {
    const office = await at('loan.decide');
    const [first, second] = [loanOf(office, 'providentFund').id, loanOf(office, 'commercial').id];
    for (const name of ['decide', 'sign', 'registerMortgage']) await doStep(office, { step: `loan.${name}`, subject: first });
    await doStep(office, { step: 'loan.disburse', subject: first }, { amount: 1_000_000 });
    await doStep(office, { step: 'loan.decide', subject: second }, refusal);
    expect(office.loans().map(({ status }) => status)).toEqual(['refused', 'disbursing']);
    await goOn(office);
    expect(office.loans().map(({ status, kind }) => [kind, status])).toEqual([
      ['commercial', 'refused'],
      ['providentFund', 'settled'],
      ['commercial', 'settled'],
    ]);
    expect(office.theCase()).toMatchObject({ status: 'archived', total: 86_000_000 });
  });

  it('may lead to another way to pay, which both sides agree to in writing', async () => {
    const office = await refused();
    const remedy = { step: 'mortgageCase.remedy', subject: office.theCase().id };
    expect(await doStep(office, remedy, { remedy: 'changePayment' })).toMatchObject({ field: 'isAgreed', key: 'check.mustHold' });
    await doStep(office, remedy, { remedy: 'changePayment', isAgreed: true });
    expect([office.theCase().status, office.office.all(contract)[0]?.paymentMethod, stepsOf(office)]).toEqual(['paidOtherwise', 'lumpSum', []]);
  });

  it('may end the contract, with money back and the home free again', async () => {
    const office = await refused();
    const remedy = { step: 'mortgageCase.remedy', subject: office.theCase().id };
    expect(await doStep(office, remedy, { remedy: 'terminate' })).toMatchObject({ field: 'fault', key: 'field.required' });
    await doStep(office, remedy, { remedy: 'terminate', fault: 'nobody' });
    await goOn(office);
    expect([office.theCase().status, office.office.all(contract)[0]?.status, office.office.all(unit)[0]?.status]).toEqual(['terminated', 'void', 'available']);
  });
});

describe('money back', () => {
  /** A contract to be ended: the buyer has paid their share, taxes and too much; the fund a part of its loan; the bank refuses. */
  const terminating = async (fault = 'nobody') => {
    const office = await at('loan.decide');
    const money = { contract: office.ids.deal, receivedOn: today, bank: office.ids.icbc };
    await office.ask('receipt.record', '', { ...money, kind: 'housePrice', amount: 37_000_500, serial: 'B1' });
    await office.ask('receipt.record', '', { ...money, kind: 'tax', amount: 1_000_000, serial: 'B2' });
    const { fund } = await refuseAfterRelease(office);
    await doStep(office, { step: 'mortgageCase.remedy', subject: office.theCase().id }, { remedy: 'terminate', fault });
    return { office, fund, step: { step: 'mortgageCase.refund', subject: office.theCase().id } };
  };
  const book = (office: Branch) => doStep(office, { step: 'disbursement.book', subject: office.releases()[0]?.id ?? '' });

  it('waits until what banks have paid is booked', async () => {
    const { office, step } = await terminating();
    const before = office.office.stream.length;
    expect(await doStep(office, step)).toEqual({ code: 'refund.unbooked' });
    expect(office.office.stream).toHaveLength(before);
  });

  it('goes to the bank for its loan and to the buyer for the rest, and is posted with the end of the contract', async () => {
    const { office, fund, step } = await terminating();
    await book(office);
    expect(await doStep(office, step)).toMatchObject({ data: { status: 'terminated', refundedOn: today } });
    const back = office.office.all(receipt).filter(({ entry }) => entry === 'refund');
    expect(back.map(({ kind, amount, note }) => [kind, amount, note])).toEqual([
      ['loan', 20_000_000, loanOf(office, 'providentFund').number],
      ['housePrice', 37_000_000, undefined],
      ['overpayment', 500, undefined],
      ['tax', 1_000_000, undefined],
    ]);
    expect(office.office.all(buyerAccount)).toMatchObject([{ bankDeposit: 0, contractLiability: 0, collectedOnBehalf: 0, deposit: 0, overpayment: 0 }]);
    expect(office.office.all(receivable).map(({ status, paid }) => [status, paid])).toEqual([
      ['void', 0],
      ['void', 0],
      ['void', 0],
    ]);
    expect([loanOf(office, 'providentFund').status, office.office.all(contract)[0]?.status]).toEqual(['repaid', 'void']);
    expect(await doStep(office, { step: 'loan.disburse', subject: fund }, { amount: 1 })).toEqual({ code: 'todo.notOpen' });
    await goOn(office);
    expect(new Set(ended(office))).toEqual(new Set(['SUCCEEDED']));
  });

  it('is not paid by who decided to end the contract', async () => {
    const { office, step } = await terminating();
    await book(office);
    expect(await office.ask(step.step, step.subject, inputOf(office, step), office.staff)).toEqual({ code: 'access.ownRequest' });
    expect(await office.ask(step.step, step.subject, inputOf(office, step))).toMatchObject({ data: { status: 'terminated' } });
  });

  it('is refused, and nothing written, where a fen differs, a loan is not named, or a serial number is used', async () => {
    const { office, fund, step } = await terminating();
    await book(office);
    const { transfers } = inputOf(office, step) as { transfers: { kind: string; amount: number; loan?: string; serial: string }[] };
    const before = office.office.stream.length;
    const say = (change: (row: (typeof transfers)[number]) => object) =>
      office.ask(step.step, step.subject, { ...inputOf(office, step), transfers: transfers.map(change) });
    expect(await say((row) => (row.kind === 'tax' ? { ...row, amount: 999_999 } : row))).toMatchObject({ field: 'transfers', key: 'refund.otherAmount' });
    expect(await say((row) => (row.kind === 'loan' ? { ...row, loan: undefined } : row))).toMatchObject({ field: 'transfers', key: 'refund.otherLoan' });
    expect(await say((row) => (row.kind === 'loan' ? { ...row, amount: 19_999_999 } : row))).toMatchObject({ field: 'transfers', key: 'refund.otherLoan' });
    expect(await say((row) => (row.kind === 'tax' ? { ...row, loan: fund, amount: 0 } : row))).toMatchObject({ field: 'transfers.3.loan' });
    expect(await say((row) => ({ ...row, serial: 'TK-1' }))).toMatchObject({ field: 'transfers.1.serial', key: 'field.taken' });
    expect(await say((row) => (row.kind === 'tax' ? { ...row, bank: office.ids.icbc, serial: 'B1' } : row))).toEqual({ code: 'field.taken' });
    expect(await office.ask(step.step, step.subject, { ...inputOf(office, step), transfers: [] })).toMatchObject({ key: 'refund.otherLoan' });
    expect(office.office.stream).toHaveLength(before);
  });

  it('leaves damages that the buyer has paid for a fault of their own', async () => {
    for (const [fault, damagesIncome] of [
      ['buyer', 700],
      ['developer', 0],
    ] as const) {
      const { office, step } = await terminating(fault);
      await book(office);
      const { records } = office.office.open(officeItself).context;
      const owed = { project: office.ids.home, contract: office.ids.deal, customer: office.ids.buyer, sequence: 1, dueOn: today, paid: 0 };
      await records.write([create(receivable, { ...owed, kind: 'damages', amount: 700 })]);
      const paid = { contract: office.ids.deal, receivedOn: today, bank: office.ids.icbc, kind: 'damages', amount: 700, serial: 'B3' };
      await office.ask('receipt.record', '', paid);
      const { transfers } = inputOf(office, step) as { transfers: object[] };
      const more = fault === 'buyer' ? [] : [{ kind: 'damages', amount: 700, bank: office.ids.ccb, serial: 'TK-D' }];
      expect(await doStep(office, step, { transfers: [...transfers, ...more] })).toMatchObject({ data: { status: 'terminated' } });
      expect(office.office.all(buyerAccount)).toMatchObject([{ bankDeposit: damagesIncome, damagesIncome, contractLiability: 0, overpayment: 0 }]);
    }
  });
});

describe('a law firm', () => {
  const assigned = async () => {
    const office = await at('loan.sign', { loanType: 'commercialLoan' });
    const { id } = loanOf(office, 'commercial');
    const given = { loan: id, lawFirm: office.ids.firm, documents: ['finalText'] };
    const { data } = await office.ask('signingMatter.assign', '', given);
    return { office, loan: id, matter: String(data?.id), given };
  };
  const opinion = { isFavourable: true, opinion: '可以签署', opinedOn: today };
  const handed = { on: today, items: '借款合同三份', receiver: '李律师' };

  it('confirms the signing before the loan counts as signed, and hands the papers on', async () => {
    const { office, loan, matter } = await assigned();
    const step = { step: 'loan.sign', subject: loan };
    const say = (name: string, input: object) => office.ask(`signingMatter.${name}`, matter, input, office.partners.firm);
    expect(await doStep(office, step)).toEqual({ code: 'signing.notConfirmed' });
    expect(await say('fileOpinion', { ...opinion, isFavourable: false })).toMatchObject({ data: { status: 'opined' } });
    expect(await say('confirmSigning', { mode: 'online', confirmedOn: today })).toEqual({ code: 'signing.unfavourable' });
    await say('fileOpinion', opinion);
    expect(await say('passPapers', handed)).toEqual({ code: 'record.state' });
    expect(await say('confirmSigning', { mode: 'online', confirmedOn: today })).toMatchObject({ data: { status: 'confirmed' } });
    expect(await doStep(office, step)).toMatchObject({ data: { status: 'signed' } });
    await say('passPapers', handed);
    expect(await say('returnPapers', handed)).toMatchObject({ data: { status: 'closed' } });
    expect(office.office.all(signingMatter)[0]?.papers.map(({ to }) => to)).toEqual(['lawFirm', 'bank']);
  });

  it('is asked once at a time, and does not see what is not its own', async () => {
    const { office, matter, given } = await assigned();
    expect(await office.ask('signingMatter.assign', '', given)).toEqual({ code: 'field.taken' });
    const other = { ...office.partners.firm, partner: { kind: 'lawFirm' as const, member: 'law_other' } };
    expect(await office.ask('signingMatter.fileOpinion', matter, opinion, other)).toEqual({ code: 'record.missing' });
  });
});
