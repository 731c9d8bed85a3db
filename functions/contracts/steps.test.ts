import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { bankHandover } from '../../shared/areas/contracts/bank-handover.resource.ts';
import { contractCopy } from '../../shared/areas/contracts/contract-copy.resource.ts';
import { filing } from '../../shared/areas/contracts/filing.resource.ts';
import { supplementaryAgreement } from '../../shared/areas/contracts/supplementary-agreement.resource.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { receiptLines } from '../../shared/areas/finance/ledger.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { setting } from '../../shared/areas/settings/setting.resource.ts';
import { addDays } from '../../shared/kit/calendar/plain-date.ts';
import { accountWrite } from '../finance/buyer-account.ts';
import { change, create } from '../kit/records/write.ts';
import { person } from '../kit/testing.ts';
import { type Desk, desk, textHash, today, type Verb } from './testing.ts';

let at: Desk;
beforeAll(async () => {
  at = await desk();
});
afterAll(() => at.stop());
const tomorrow = addDays(today, 1);
const yesterday = addDays(today, -1);

/** Each mistake in the input of a step: the field and the key of the refusal. */
const mistakes: [Verb, string, object, string, string][] = [
  ['review', 'refuses without a reason', { part: 'finance', isAgreed: false }, 'opinion', 'review.reasonNeeded'],
  ['check', 'leaves the buyer unverified', { isBuyerVerified: false }, 'isBuyerVerified', 'check.mustHold'],
  ['check', 'leaves the developer unverified', { isDeveloperVerified: false }, 'isDeveloperVerified', 'check.mustHold'],
  ['check', 'leaves the text open', { isTextAccepted: false }, 'isTextAccepted', 'check.mustHold'],
  ['check', 'shows another text', { textHash: 'e'.repeat(64) }, 'textHash', 'check.otherText'],
  ['sign', 'is dated ahead', { signedOn: tomorrow }, 'signedOn', 'date.future'],
  ['sign', 'comes before the subscription', { signedOn: yesterday }, 'signedOn', 'sign.beforeSubscription'],
  ['sign', 'lacks the transfer application', { hasTransferApplication: false }, 'hasTransferApplication', 'check.mustHold'],
  ['sign', 'names a blank that does not exist', { blank: 'blk_0000000000000000000000' }, 'blank', 'field.missingRecord'],
  ['prepareFiling', 'is dated ahead', { sealedOn: tomorrow }, 'sealedOn', 'date.future'],
  ['prepareFiling', 'comes before the signing', { sealedOn: yesterday }, 'sealedOn', 'filing.beforeSigning'],
  ['submit', 'is dated ahead', { submittedOn: tomorrow }, 'submittedOn', 'date.future'],
  ['submit', 'comes before the seal', { submittedOn: yesterday }, 'submittedOn', 'filing.beforeSeal'],
  ['collect', 'is dated ahead', { collectedOn: tomorrow }, 'collectedOn', 'date.future'],
  ['collect', 'comes before the submission', { collectedOn: yesterday }, 'collectedOn', 'filing.beforeSubmission'],
  ['collect', 'refuses without a reason', { isAccepted: false }, 'refusal', 'review.reasonNeeded'],
  ['collect', 'lacks the filing number', { filingNumber: undefined }, 'filingNumber', 'field.required'],
  ['payTaxes', 'is dated ahead', { paidOn: tomorrow }, 'paidOn', 'date.future'],
  ['distributeCopies', 'is dated ahead', { handedOn: tomorrow }, 'handedOn', 'date.future'],
  ['handToBuyer', 'is dated ahead', { handedOn: tomorrow }, 'handedOn', 'date.future'],
];

/** A contract that waits for the step; mistakes leave it as it is, so one does for all of them. */
const waiting = new Map<Verb, Promise<{ id: string; right: object }>>();
function waitFor(verb: Verb): Promise<{ id: string; right: object }> {
  const made = at.contractAt(verb).then(async (id) => {
    await at.ask(id, verb, verb === 'review' ? 'finance' : undefined);
    return { id, right: verb === 'sign' ? { blank: (await at.blankOf('contract')).id } : {} };
  });
  waiting.set(verb, made);
  return made;
}

describe('a step with a mistake is refused by the field, and stays open', () => {
  it.each(mistakes)('%s that %s', async (verb, _, more, field, key) => {
    const { id, right } = await (waiting.get(verb) ?? waitFor(verb));
    const before = await at.read(id);
    const answer = await at.answer(id, verb, { ...right, ...more });
    expect(answer).toMatchObject({ status: 422, json: { code: 'request.invalid', errors: { [field]: { key } } } });
    expect(await at.read(id)).toEqual(before);
    const part = verb === 'review' ? 'finance' : '-';
    expect(await at.records.find(todo, 'step', { subject: id, step: `contract.${verb}`, part })).toMatchObject({ status: 'open' });
  });

  it('of the loan branch too', async () => {
    const id = await at.contractAt('handToBuyer', { paymentMethod: 'commercialLoan' });
    await at.ask(id, 'chooseBank');
    const choose = async (more: object) => (await at.answer(id, 'chooseBank', more)).json.errors;
    expect(await choose({ hasMaterialsGiven: false })).toMatchObject({ hasMaterialsGiven: { key: 'check.mustHold' } });
    expect(await choose({ loanType: 'lumpSum' })).toMatchObject({ loanType: { key: 'field.choice' } });
    expect(await choose({ loanAmount: 999_999 })).toMatchObject({ loanAmount: { key: 'field.tooSmall' } });
    // 30% of 1,230,000 yuan are the least down payment.
    const above = (await at.answer(id, 'chooseBank', { loanAmount: 86_100_001 })).json.errors.loanAmount;
    expect(above).toMatchObject({ key: 'loan.aboveBalance', message: expect.stringMatching(/¥861,000\.00.+¥369,000\.00/) });
    expect((await at.answer(id, 'chooseBank', { loanAmount: 86_100_000 })).status).toBe(200);
    await at.ask(id, 'handToBank');
    const hand = async (more: object) => (await at.answer(id, 'handToBank', more)).json.errors;
    expect(await hand({ handedOn: tomorrow })).toMatchObject({ handedOn: { key: 'date.future' } });
    expect(await hand({ receiver: undefined })).toMatchObject({ receiver: { key: 'field.required' } });
    expect(await hand({ isAccepted: false })).toMatchObject({ refusal: { key: 'review.reasonNeeded' } });
    expect((await at.answer(id, 'handToBank')).status).toBe(200);
    expect((await at.read(id)).status).toBe('delivered');
  });
});

describe('the choice of the bank', () => {
  const asked = async (more: object = {}) => {
    const id = await at.contractAt('handToBuyer', { paymentMethod: 'commercialLoan', ...more });
    await at.ask(id, 'chooseBank');
    return id;
  };

  it('names a bank for its own money and the fund centre for the fund’s, and no other', async () => {
    const [id, bank, fundCentre] = [await asked(), at.lender.id, at.fundCentre.id];
    const wrong: [object, object][] = [
      [{ bank: undefined }, { bank: { key: 'field.required' } }],
      [{ bank: '建设银行' }, { bank: { key: 'field.ref' } }],
      [{ bank: 'bnk_none' }, { bank: { key: 'field.missingRecord' } }],
      [{ bank: fundCentre }, { bank: { key: 'loan.otherLender' } }],
      [{ fundCentre }, { fundCentre: { key: 'loan.needless' } }],
      [{ loanType: 'providentFundLoan' }, { bank: { key: 'loan.needless' } }],
      [{ loanType: 'combinedLoan' }, { fundCentre: { key: 'field.required' } }],
      [{ loanType: 'combinedLoan', fundCentre: bank }, { fundCentre: { key: 'loan.otherLender' } }],
    ];
    for (const [more, errors] of wrong) expect((await at.answer(id, 'chooseBank', more)).json.errors, JSON.stringify(more)).toMatchObject(errors);
    expect(await at.read(id)).not.toHaveProperty('bank');
  });

  it('leaves the buyer to pay the rest: what was paid already counts where it is more than the least down payment', async () => {
    const id = await asked();
    const { project: home, customer: buyer } = await at.read(id);
    const lines = receiptLines(50_000_000, [{ receivable: 'rcv_1', kind: 'housePrice', leftFen: 63_000_000 }]);
    await at.records.write([await accountWrite(at.site.open().context, { project: home, contract: id, customer: buyer }, lines)]);
    const above = (await at.answer(id, 'chooseBank', { loanAmount: 73_000_001 })).json.errors.loanAmount;
    expect(above).toMatchObject({ key: 'loan.aboveBalance', message: expect.stringContaining('¥730,000.00') });
    expect((await at.answer(id, 'chooseBank', { loanAmount: 73_000_000 })).status).toBe(200);
  });

  it.each([
    ['a bank', { loanType: 'commercialLoan' }, ['bank']],
    ['the fund', { loanType: 'providentFundLoan', bank: undefined }, ['fundCentre']],
    ['both', { loanType: 'combinedLoan', loanAmount: 80_000_000 }, ['bank', 'fundCentre']],
  ])('of %s opens the case with exactly that, though another was chosen before', async (_, more, fields) => {
    const id = await asked();
    await at.answer(id, 'chooseBank', { loanType: 'combinedLoan', fundCentre: at.fundCentre.id });
    await at.step(id, 'handToBank', { isAccepted: false, refusal: '暂停受理' });
    const lenders = { bank: at.lender.id, fundCentre: at.fundCentre.id };
    const chosen = Object.fromEntries(Object.entries(lenders).filter(([field]) => fields.includes(field)));
    expect((await at.step(id, 'chooseBank', { ...more, ...chosen })).status).toBe(200);
    expect((await at.step(id, 'handToBank')).status).toBe(200);
    const { loanAmount } = { loanAmount: 60_000_000, ...more };
    const opened = (await at.records.find(mortgageCase, 'contract', { contract: id })) ?? expect.unreachable('a case');
    const { bank, fundCentre, loanType, total } = opened;
    expect({ bank, fundCentre, loanType, total }).toEqual({ bank: undefined, fundCentre: undefined, ...chosen, loanType: more.loanType, total: loanAmount });
    const handed = await at.records.find(bankHandover, 'contract', { contract: id });
    expect(handed).toMatchObject({ bank: Object.values(chosen)[0], loanAmount, loanType: more.loanType });
  });
});

describe('drafting and review', () => {
  it('sends a contract back only with the last opinion of a round, and counts the rounds', async () => {
    const id = await at.contractAt('review');
    expect((await at.step(id, 'review', { part: 'sales', isAgreed: false, opinion: '价格不符' })).json.data.status).toBe('inReview');
    await at.step(id, 'review', { part: 'finance' });
    expect((await at.step(id, 'review', { part: 'engineering' })).json.data.status).toBe('draft');
    await at.step(id, 'draft');
    expect(await at.read(id)).toMatchObject({ status: 'inReview', round: 2 });
  });

  it('keeps the last opinion of a department that is asked twice in a round', async () => {
    const id = await at.contractAt('review');
    await at.step(id, 'review', { part: 'sales', isAgreed: false, opinion: '价格不符' });
    await at.step(id, 'review', { part: 'sales' });
    await at.step(id, 'review', { part: 'finance' });
    await at.step(id, 'review', { part: 'engineering' });
    const { status, opinions } = await at.read(id);
    expect({ status, agreed: opinions?.map(({ part, isAgreed }) => [part, isAgreed]) }).toEqual({
      status: 'inReview',
      agreed: [
        ['sales', true],
        ['finance', true],
        ['engineering', true],
      ],
    });
  });

  it('is for the post of the department, and never for the drafter', async () => {
    const id = await at.contractAt('draft');
    await at.step(id, 'draft', {}, at.staff);
    expect(await at.step(id, 'review', { part: 'sales' }, person('Sun', ['finance'], [at.home.id]))).toMatchObject({
      status: 403,
      json: { code: 'access.denied' },
    });
    expect(await at.answer(id, 'review', {}, at.staff)).toMatchObject({ status: 403, json: { code: 'access.ownRequest' } });
  });
});

describe('the check before signing', () => {
  it('refuses a buyer or a co-buyer whose identity is missing', async () => {
    const id = await at.contractAt('check');
    const { customer: buyer } = await at.read(id);
    await at.ask(id, 'check');
    for (const broken of [{ idNumber: undefined }, { idNumber: '11010519491231002X', coBuyers: [{ name: '甲', idNumber: '440524188001010014' }] }]) {
      const item = await at.records.get(customer, buyer, { consistent: true });
      await at.records.write([change(customer, item, broken, { event: 'customer.updated' })]);
      expect((await at.answer(id, 'check')).json.errors).toMatchObject({ isBuyerVerified: { key: 'check.buyerIdentity' } });
    }
  });

  it('refuses a developer whose credit code is not valid', async () => {
    const id = await at.contractAt('check');
    await at.ask(id, 'check');
    const put = async (developerCode: string) => {
      const site = await at.records.get(project, at.home.id, { consistent: true });
      await at.records.write([change(project, site, { developerCode }, { event: 'project.updated' })]);
    };
    await put('91110000600037341M');
    expect((await at.answer(id, 'check')).json.errors).toMatchObject({ isDeveloperVerified: { key: 'check.developerIdentity' } });
    await put('91350211M000100Y46');
    expect((await at.answer(id, 'check')).status).toBe(200);
  });
});

describe('signing and filing', () => {
  it('makes the copies, keeps the supplement and moves the unit', async () => {
    const id = await at.contractAt('sign');
    const blank = (await at.blankOf('contract')).id;
    expect((await at.step(id, 'sign', { blank, supplement: '装修标准见附件' })).status).toBe(200);
    const item = await at.read(id);
    expect(item).toMatchObject({ status: 'signed', signedOn: today, blank });
    const copies = await at.records.list(contractCopy, { index: 'byContract', where: { contract: id } });
    expect(copies.items.map(({ name, holder }) => `${name} ${holder}`)).toEqual(
      ['developer', 'finance', 'office', 'original'].map((x) => `${x} customerService`),
    );
    const agreements = await at.records.list(supplementaryAgreement, { index: 'byContract', where: { contract: id } });
    expect(agreements.items).toMatchObject([{ kind: 'supplement', signedOn: today }]);
    expect((await at.records.get(unit, item.unit)).status).toBe('signed');
  });

  it('makes and hands out as many copies as the setting says on the day of signing', async () => {
    await at.records.write([create(setting, { key: 'companyCopies', validFrom: '2026-03-03', value: { names: ['finance'] }, source: '测试' })]);
    at.site.at('2026-03-03T01:00:00.000Z');
    const id = await at.contractAt('sign');
    await at.step(id, 'sign', { signedOn: '2026-03-03', blank: (await at.blankOf('contract')).id });
    await at.step(id, 'prepareFiling', { sealedOn: '2026-03-03' });
    await at.step(id, 'submit', { submittedOn: '2026-03-03' });
    for (const verb of ['releaseFee', 'payTaxes', 'bookInvoice'] as const) {
      if (verb === 'payTaxes') await at.step(id, 'collect', { collectedOn: '2026-03-03' });
      await at.pass(id, verb);
    }
    expect((await at.step(id, 'distributeCopies', { handedOn: '2026-03-03' })).status).toBe(200);
    const copies = await at.records.list(contractCopy, { index: 'byContract', where: { contract: id } });
    expect(copies.items.map(({ name, holder }) => `${name} ${holder}`)).toEqual(['finance finance', 'original customerService']);
    at.site.at(`${today}T01:00:00.000Z`);
  });

  it('tells the flow when the papers can be picked up, and whether the fee is asked for', async () => {
    const id = await at.contractAt('submit');
    await at.ask(id, 'submit');
    const step = await at.records.find(todo, 'step', { subject: id, step: 'contract.submit', part: '-' });
    expect((await at.answer(id, 'submit')).status).toBe(200);
    // Six working days after Monday 2026-03-02; midnight in Shanghai.
    expect((await at.records.get(todo, step?.id ?? '', { consistent: true })).outcome).toEqual({
      pickUpAt: '2026-03-09T16:00:00.000Z',
      pickUpOn: '2026-03-10',
      isFeeAsked: true,
    });
    expect(await at.records.find(filing, 'live', { contract: id })).toMatchObject({ status: 'submitted', window: '5 号窗口', statutoryDueOn: '2026-04-01' });
    expect(await at.records.find(taxLine, 'kind', { contract: id, kind: 'tradingFee' })).toMatchObject({ status: 'requested', amount: 26_664 });
  });

  it('does not take taxes before finance has released the fee', async () => {
    const id = await at.contractAt('releaseFee');
    await at.pass(id, 'collect');
    expect(await at.step(id, 'payTaxes')).toMatchObject({ status: 409, json: { code: 'record.state' } });
    // Finance may be later than the authority.
    expect((await at.step(id, 'releaseFee')).status).toBe(200);
    expect((await at.answer(id, 'payTaxes')).status).toBe(200);
  });
});

it('a step is refused while it is not open, and on a contract that does not exist', async () => {
  const id = await at.contractAt('finalise');
  expect(await at.answer(id, 'finalise')).toMatchObject({ status: 409, json: { code: 'todo.notOpen' } });
  expect(await at.answer('ctr_0000000000000000000000', 'finalise', { textHash })).toMatchObject({ status: 404, json: { code: 'record.missing' } });
  expect(await at.answer(id, 'finalise', {}, person('Mo', ['legal'], [at.elsewhere.id]))).toMatchObject({ status: 404, json: { code: 'record.missing' } });
  expect(await at.answer(id, 'finalise', {}, person('Li', ['salesperson'], [at.home.id]))).toMatchObject({ status: 403, json: { code: 'access.denied' } });
});
