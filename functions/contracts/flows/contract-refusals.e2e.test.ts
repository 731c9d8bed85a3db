import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Case, must, until } from '../../../infra/rehearsal/case.ts';
import { draftAndReview, fileOnce, finalText, handToBank, payAndDistribute } from '../../../infra/rehearsal/steps.ts';
import { startOfDay } from '../../../shared/kit/calendar/plain-date.ts';
import { bootOffice, bring, collect, course, type Order, type Row, type TestOffice } from './testing.ts';

let site: TestOffice;
beforeAll(async () => {
  site = await bootOffice();
});
afterAll(() => site?.close());

describe('a unit', () => {
  it('that two clerks subscribe at once is sold to one of them, and the other keeps the stamped blank', async () => {
    for (let round = 0; round < 4; round += 1) {
      const unit = site.unit();
      const orders = await Promise.all([site.orderOf({ unit }), site.orderOf({ unit })]);
      const answers = await Promise.all(orders.map((order, i) => site.subscribe(order, i === 0 ? 'liuwei' : 'zhaoyang')));
      expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 409]);
      const loser = answers.findIndex((answer) => answer.status === 409);
      expect(answers[loser]?.problem?.code).toMatch(/^(record\.state|record\.stale|field\.taken)$/);
      const held = await site.list<Row>('/contracts/subscription', { index: 'byUnit', unit });
      expect(held.map(({ status }) => status)).toEqual(['active']);
      const [won, lost] = [orders[1 - loser], orders[loser]] as [Order, Order];
      expect(await blank(won)).toMatchObject({ status: 'used', usedFor: held[0]?.id });
      expect(await blank(lost)).toMatchObject({ status: 'issued' });
      expect(await blank(lost)).not.toHaveProperty('usedFor');
      expect((await site.read<Row>(`/customers/customer/${lost.customer}`)).status).toBe('potential');
    }
  });

  it('is not sold without a permit, to a buyer of another project, or for less than its deposit', async () => {
    const order = await site.orderOf();
    const refused = async (more: object) => (await site.subscribe({ ...order, ...more })).problem?.errors;
    expect(await refused({ deposit: 123_000_001 })).toMatchObject({ deposit: { key: 'sale.depositTooLarge' } });
    expect(await refused({ subscribedOn: '2199-01-01' })).toMatchObject({ subscribedOn: { key: 'date.future' } });
    for (const name of ['unit', 'customer', 'blank'])
      expect(await refused({ [name]: `${String(order[name]).slice(0, -4)}0000` })).toMatchObject({ [name]: { key: 'field.missingRecord' } });
    expect((await site.read<Row>(`/projects/unit/${order.unit}`)).status).toBe('available');
  });
});

describe('a stamped blank', () => {
  it('is used by one of two orders that name it at once', async () => {
    const first = await site.orderOf();
    const second = { ...(await site.orderOf()), blank: first.blank };
    const answers = await Promise.all([site.subscribe(first), site.subscribe(second, 'zhaoyang')]);
    const won = answers.filter((answer) => answer.status === 201);
    expect(won).toHaveLength(1);
    expect(answers.find((answer) => answer.status !== 201)?.problem?.code).toMatch(/^(record\.state|record\.stale|request\.invalid)$/);
    expect(await blank(first)).toMatchObject({ status: 'used', usedFor: won[0]?.data.id });
  });

  it('that is not issued, spoiled, used or of another form is refused by the field', async () => {
    const order = await site.orderOf();
    const refused = async (id: string) => (await site.subscribe({ ...order, blank: id })).problem;
    expect(await refused(await site.freshBlank('subscription'))).toMatchObject({ code: 'request.invalid', errors: { blank: { key: 'blank.notIssued' } } });
    expect(await refused(await site.blank('contract'))).toMatchObject({ errors: { blank: { key: 'blank.wrongForm' } } });
    const spoiled = await site.blank('subscription');
    const { version } = await site.read<Row & { version: string }>(`/contracts/stamped-blank/${spoiled}`);
    const spoil = (reason?: string) => site.office.as('xujing').post(`/contracts/stamped-blank/${spoiled}/spoil`, { version, ...(reason ? { reason } : {}) });
    expect((await spoil()).problem?.errors).toMatchObject({ reason: { key: 'field.required' } });
    must(await spoil('印章模糊'), 'spoil');
    expect(await refused(spoiled)).toMatchObject({ errors: { blank: { key: 'blank.usedUp' } } });
    must(await site.subscribe(order), 'subscribe');
    const other = await site.orderOf();
    expect((await site.subscribe({ ...other, blank: order.blank })).problem).toMatchObject({ errors: { blank: { key: 'blank.usedUp' } } });
  });

  it('is accounted for, whatever became of it', async () => {
    const all = await site.list<Row>('/contracts/stamped-blank', { index: 'byProject', project: site.project });
    const orders = await site.list<Row>('/contracts/subscription', { index: 'byProject', project: site.project });
    const used = all.filter(({ kind, status }) => kind === 'subscription' && status === 'used');
    expect(used.map(({ usedFor }) => usedFor).toSorted()).toEqual(orders.map(({ id }) => id).toSorted());
    expect(all.filter(({ status }) => status === 'spoiled')).toHaveLength(1);
    expect(all.filter(({ status }) => !['inStock', 'issued', 'used', 'spoiled'].includes(status))).toEqual([]);
  });
});

describe('a refusal', () => {
  it('by engineering leads back to drafting, and the next round is judged anew', async () => {
    const contract = await site.begin();
    await draftAndReview(contract, 'engineering');
    await until(async () => (await site.openSteps(contract)).join() === 'draft', 'drafting to be open again');
    expect((await contract.read()).status).toBe('draft');
    await draftAndReview(contract);
    await until(async () => (await site.openSteps(contract)).join() === 'finalise', 'the final text to be asked for');
    const { opinions, round, status } = await contract.read();
    expect({ round, status }).toEqual({ round: 2, status: 'inReview' });
    expect((opinions as Row[]).map((x) => [x.round, x.part, x.isAgreed])).toEqual([
      [1, 'sales', true],
      [1, 'finance', true],
      [1, 'engineering', false],
      [2, 'sales', true],
      [2, 'finance', true],
      [2, 'engineering', true],
    ]);
  });

  it('by the authority leads to a new form; the fee is asked for once, even if finance pays it out late', async () => {
    const contract = await site.begin();
    await bring(site, contract, 'submitted');
    await site.office.advanceTo?.(startOfDay(String((await site.filingOf(contract.contract)).pickUpOn)));
    const on = await site.office.today();
    const bare = await contract.step('wangfang', 'collect', { isAccepted: false, collectedOn: on });
    expect(bare.problem?.errors).toMatchObject({ refusal: { key: 'review.reasonNeeded' } });
    must(await contract.step('wangfang', 'collect', { isAccepted: false, collectedOn: on, refusal: '面积不一致' }), 'collect');
    expect((await contract.read()).status).toBe('signed');
    must(await contract.step('sunli', 'releaseFee'), 'releaseFee after the answer');
    await fileOnce(contract, on);
    await collect(site, contract, { filingNumber: 'BA-2' });
    const forms = await site.list<Row>('/contracts/filing', { index: 'byContract', contract: contract.contract });
    expect(forms.map(({ status }) => status)).toEqual(['refused', 'collected']);
    expect(await site.feesOf(contract.contract)).toMatchObject({ tradingFee: { status: 'released' }, stampTax: { status: 'due' } });
  });

  it('by a bank leads to the choice of another', async () => {
    const contract = await site.begin({ paymentMethod: 'commercialLoan' });
    await bring(site, contract, 'filed');
    const on = await site.office.today();
    await payAndDistribute(contract, on);
    const { ccb, icbc, fund } = await site.lenders();
    const borrowing = { fundCentre: fund, loanAmount: 50_000_000 };
    await handToBank(contract, { on, bank: ccb, isAccepted: false, ...borrowing });
    await until(async () => (await site.openSteps(contract)).join() === 'chooseBank', 'another bank to be asked for');
    expect(await site.list('/contracts/bank-handover', { index: 'byContract', contract: contract.contract })).toEqual([]);
    await handToBank(contract, { on, bank: icbc, ...borrowing });
    expect(await contract.read()).toMatchObject({ status: 'delivered', bank: icbc });
    await refusesArchiveWithoutScan(contract);
  });
});

describe('voiding', () => {
  it.each(course.slice(0, 7))('a contract that is %s frees the unit and ends the flow', async (state) => {
    const contract = await site.begin();
    await bring(site, contract, state);
    if (state === 'submitted') must(await contract.step('sunli', 'releaseFee'), 'releaseFee');
    const path = `/contracts/contract/${contract.contract}/void`;
    expect((await site.office.as('lina').post(path, {})).problem?.errors).toMatchObject({ reason: { key: 'field.required' } });
    expect((await site.office.as('wangfang').post(path, { reason: '不买了' })).problem?.code).toBe('access.denied');
    must(await site.office.as('lina').post(path, { reason: '不买了' }), 'void');
    const { order } = contract;
    expect((await site.read<Row>(`/projects/unit/${order.unit}`)).status).toBe('available');
    expect(await site.openSteps(contract)).toEqual([]);
    expect((await contract.read()).status).toBe('void');
    const forms = await site.list<Row>('/contracts/filing', { index: 'byContract', contract: contract.contract });
    expect(forms.map(({ status }) => status)).toEqual(['submitted', 'filed'].includes(state) ? ['void'] : []);
    expect(Object.values(await site.feesOf(contract.contract)).filter(({ status }) => status !== 'void')).toEqual([]);
    // A flow that waits for the day of pick-up hears of it then.
    if (state === 'submitted') await site.office.advanceTo?.(startOfDay(String(forms[0]?.pickUpOn)));
    const ended = await contract.ended();
    expect({ status: ended.status, last: ended.steps.at(-1) }).toMatchObject({ status: 'SUCCEEDED', last: { state: 'Voided', status: 'done' } });
    expect((await site.office.as('lina').post(path, { reason: '再来一次' })).problem?.code).toBe('record.state');
    const again = await site.orderOf({ unit: order.unit });
    must(await site.subscribe(again), 'the unit can be sold again');
  });

  it('is refused once the contract is delivered', async () => {
    const contract = await site.begin();
    await bring(site, contract, 'delivered');
    const answer = await site.office.as('lina').post(`/contracts/contract/${contract.contract}/void`, { reason: '不买了' });
    expect(answer).toMatchObject({ status: 409, problem: { code: 'record.state' } });
    await refusesArchiveWithoutScan(contract);
    const method = { text: '改为贷款', paymentMethod: 'commercialLoan', isAgreedByBuyer: true, isAgreedByDeveloper: true, signedOn: await site.office.today() };
    expect((await amend(contract, method)).problem?.errors).toMatchObject({ paymentMethod: { key: 'amend.tooLate' } });
    expect((await amend(contract, { ...method, paymentMethod: undefined, price: 1 })).problem?.errors).toMatchObject({ price: { key: 'amend.taxPaid' } });
  });
});

describe('an amendment', () => {
  it('needs both sides, and changes the stamp tax that is not paid yet', async () => {
    const contract = await site.begin();
    await bring(site, contract, 'submitted');
    const on = await site.office.today();
    const agreed = { text: '总价优惠', price: 120_000_000, isAgreedByBuyer: true, isAgreedByDeveloper: true, signedOn: on };
    expect((await amend(contract, { ...agreed, isAgreedByDeveloper: false })).problem?.errors).toMatchObject({
      isAgreedByDeveloper: { key: 'check.mustHold' },
    });
    expect((await amend(contract, { ...agreed, signedOn: '2000-01-01' })).problem?.errors).toMatchObject({ signedOn: { key: 'filing.beforeSigning' } });
    must(await amend(contract, agreed), 'amend');
    expect(await site.feesOf(contract.contract)).toMatchObject({ stampTax: { amount: 36_000, status: 'due' }, tradingFee: { amount: 26_664 } });
    const agreements = await site.list<Row>('/contracts/supplementary-agreement', { index: 'byContract', contract: contract.contract });
    expect(agreements).toMatchObject([{ kind: 'amendment', signedOn: on }]);
    expect((await contract.read()).price).toBe(120_000_000);
  });
});

describe('who may do what', () => {
  it('nobody reviews a draft of their own', async () => {
    const contract = await site.begin();
    must(await contract.step('shuangyan', 'draft', { textHash: finalText }), 'draft');
    const own = await contract.step('shuangyan', 'review', { part: 'engineering', isAgreed: true }, 'engineering');
    expect(own).toMatchObject({ status: 403, problem: { code: 'access.ownRequest' } });
    expect(await contract.step('heqiang', 'review', { part: 'engineering', isAgreed: true }, 'engineering')).toMatchObject({ status: 200 });
  });

  it('a step is done by its post, in its turn, and once', async () => {
    const contract = await site.begin();
    const post = (who: string, verb: string, input: object = {}) => site.office.as(who).post(`/contracts/contract/${contract.contract}/${verb}`, input);
    await until(async () => (await site.openSteps(contract)).join() === 'draft', 'drafting to be open');
    expect(await post('zhouming', 'finalise', { textHash: finalText })).toMatchObject({ status: 409, problem: { code: 'todo.notOpen' } });
    expect(await post('wangfang', 'draft', { textHash: finalText })).toMatchObject({ status: 403, problem: { code: 'access.denied' } });
    expect(await post('sunli', 'review', { part: 'sales', isAgreed: true })).toMatchObject({ status: 409, problem: { code: 'todo.notOpen' } });
    const both = await Promise.all([post('zhouming', 'draft', { textHash: finalText }), post('shuangyan', 'draft', { textHash: finalText })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await contract.step('sunli', 'review', { part: 'sales', isAgreed: true }, 'sales')).toMatchObject({
      status: 403,
      problem: { code: 'access.denied' },
    });
  });

  it('a contract of another project is answered like one that does not exist', async () => {
    const contract = await site.begin();
    await until(async () => (await site.openSteps(contract)).join() === 'draft', 'drafting to be open');
    const missing = contract.contract.replace(/.{8}$/, '00000000');
    const requests: [string, string, object?][] = [
      ['GET', ''],
      ['GET', '/history'],
      ['GET', '/flow'],
      ['GET', '/fees'],
      ['POST', '/draft', { textHash: finalText }],
      ['POST', '/finalise', { textHash: finalText }],
      ['POST', '/void', { reason: '不买了' }],
      ['POST', '/archive', { archiveNumber: '1', paperLocation: '1' }],
    ];
    for (const [method, tail, body] of requests) {
      const answers = await Promise.all([contract.contract, missing].map((id) => ask('moran', method, `/contracts/contract/${id}${tail}`, body)));
      expect(answers[0], `${method} ${tail}`).toEqual(answers[1]);
      expect(answers[0]?.status, `${method} ${tail}`).toBe(404);
    }
    expect(await site.openSteps(contract)).toEqual(['draft']);
    const listed = await site.office.as('moran').get('/contracts/contract', { index: 'byProject', project: site.project });
    expect(listed).toMatchObject({ status: 404, problem: { code: 'record.missing' } });
  });
});

async function refusesArchiveWithoutScan(contract: Case): Promise<void> {
  const answer = await contract.step('tangxin', 'archive', { archiveNumber: 'DA-1', paperLocation: '一号库房' });
  expect(answer).toMatchObject({ status: 409, problem: { code: 'archive.scanMissing' } });
  expect((await contract.read()).status).toBe('delivered');
}

const blank = (order: Order) => site.read<Row>(`/contracts/stamped-blank/${order.blank}`);
const amend = ({ contract }: Case, input: object) => site.office.as('zhouming').post(`/contracts/contract/${contract}/amend`, input);

async function ask(who: string, method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${await site.token(who, false)}`, 'content-type': 'application/json' };
  const response = await fetch(`${site.cloud.origin}/api${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { status: response.status, text: await response.text() };
}
