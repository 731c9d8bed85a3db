import { afterAll, beforeAll, expect, it } from 'vitest';
import { must, until } from '../../../infra/rehearsal/case.ts';
import type { Lenders } from '../../../infra/rehearsal/lenders.ts';
import { keepPaper } from '../../../infra/rehearsal/papers.ts';
import { handToBank, payAndDistribute } from '../../../infra/rehearsal/steps.ts';
import { kebab } from '../../../shared/kit/label.ts';
import { bootOffice, bring, type Row, type TestOffice } from '../../contracts/flows/testing.ts';

let site: TestOffice;
let lenders: Lenders;
beforeAll(async () => {
  site = await bootOffice();
  lenders = await site.lenders();
});
afterAll(() => site?.close());

type Flow = { readonly status: string; readonly todos: { readonly step: string; readonly status: string }[] };
const flowOf = (resource: string, id: string) => site.read<Flow>(`/banking/${resource}/${id}/flow`);
/** Does a step once its flow has opened it. */
async function step(resource: string, id: string, verb: string, input: object = {}, who = 'wangfang'): Promise<Row> {
  const name = `${resource.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}.${verb}`;
  await until(async () => (await flowOf(resource, id)).todos.some((todo) => todo.step === name && todo.status === 'open'), `${name} to open`);
  return must(await site.office.as(who).post<Row>(`/banking/${resource}/${id}/${kebab(verb)}`, input), name).data;
}
const ended = (resource: string, id: string) => until(async () => (await flowOf(resource, id)).status === 'SUCCEEDED', `the flow of the ${resource} to end`);

/** A contract of a buyer who borrows, handed to the bank. */
async function handedOver(): Promise<{ contract: string; on: string; found: Row }> {
  const contract = await site.begin({ paymentMethod: 'combinedLoan' });
  await bring(site, contract, 'filed');
  const on = await site.office.today();
  await payAndDistribute(contract, on);
  await handToBank(contract, { on, bank: lenders.ccb, fundCentre: lenders.fund, loanAmount: 86_000_000 });
  const [found] = await site.list<Row>('/banking/mortgage-case', { index: 'byContract', contract: contract.contract });
  return { contract: contract.contract, on, found: found ?? expect.unreachable() };
}

async function submit(id: string, on: string): Promise<[commercial: string, fund: string]> {
  const common = { termMonths: 360, rate: 35_000, method: 'equalInstalment' };
  const loans = [
    { ...common, kind: 'commercial', bank: lenders.ccb, amount: 60_000_000 },
    { ...common, kind: 'providentFund', bank: lenders.fund, amount: 26_000_000, rate: 26_000 },
  ];
  await step('mortgage-case', id, 'plan', { buyerKind: 'employee', loans });
  await until(async () => (await flowOf('mortgage-case', id)).todos.some((todo) => todo.step === 'mortgageCase.collect'), 'papers to be asked for');
  const papers = await site.list<Row>('/banking/case-material', { index: 'byCase', mortgageCase: id });
  expect(papers).toHaveLength(10);
  for (const paper of papers) must(await site.office.as('wangfang').post(`/banking/case-material/${paper.id}/give`, { givenOn: on }), 'give');
  await step('mortgage-case', id, 'collect');
  await step('mortgage-case', id, 'checkMaterials', { isComplete: true, checkedOn: on });
  const made = await site.list<Row>('/banking/loan', { index: 'byCase', mortgageCase: id });
  return [made[0]?.id ?? '', made[1]?.id ?? ''];
}

async function approve(id: string, on: string, amount: number): Promise<void> {
  await step('loan', id, 'decide', { isApproved: true, decidedOn: on, amount });
  await step('loan', id, 'sign', { signedOn: on, loanContract: `JK-${id}` });
  await step('loan', id, 'registerMortgage', { registeredOn: on, certificate: `DY-${id}` });
}

async function release(id: string, input: { serial: string; amount: number; on: string; slip: string }): Promise<void> {
  const { serial, amount, on, slip } = input;
  await step('loan', id, 'disburse', { serial, amount, currency: 'CNY', valueOn: on, slip });
  const found = (await site.list<Row>('/banking/disbursement', { index: 'byLoan', loan: id })).find((row) => row.serial === serial);
  const money = found?.id ?? expect.unreachable();
  await step('disbursement', money, 'book', { bookedOn: on }, 'sunli');
  await step('disbursement', money, 'invoice', { number: `FP-${id}-${serial}`, issuedOn: on }, 'sunli');
  await step('disbursement', money, 'collect', { collectedOn: on, receiver: '林晓彤' });
  await step('disbursement', money, 'reconcile', { reconciledOn: on }, 'sunli');
  await ended('disbursement', money);
}

it('a combined loan goes from the hand-over to the archive, in three releases', async () => {
  const { contract, on, found } = await handedOver();
  expect(found).toMatchObject({ status: 'planning', loanType: 'combinedLoan', total: 86_000_000 });
  const [commercial, fund] = await submit(found.id, on);
  const slip = await keepPaper(site.office.as('sunli'), { project: site.project, subject: contract, document: 'other', name: 'release slip.pdf' });
  await approve(commercial, on, 60_000_000);
  await release(commercial, { serial: 'A1', amount: 20_000_000, on, slip });
  await release(commercial, { serial: 'A2', amount: 40_000_000, on, slip });
  await approve(fund, on, 26_000_000);
  await release(fund, { serial: 'A1', amount: 26_000_000, on, slip });
  await step('mortgage-case', found.id, 'archive', { archiveNumber: 'AJ-1', paperLocation: '一号库房' }, 'tangxin');
  await ended('mortgage-case', found.id);
  const loans = await site.list<Row>('/banking/loan', { index: 'byCase', mortgageCase: found.id });
  expect(loans.map(({ status, disbursed }) => [status, disbursed])).toEqual([
    ['settled', 60_000_000],
    ['settled', 26_000_000],
  ]);
  expect(await site.read<Row>(`/banking/mortgage-case/${found.id}`)).toMatchObject({ status: 'archived' });
  const postings = await site.list<Row>('/finance/receipt', { index: 'byContract', contract }, 'sunli');
  expect(postings.map(({ amount, kind }) => [amount, kind]).toSorted()).toEqual([
    [20_000_000, 'loan'],
    [26_000_000, 'loan'],
    [40_000_000, 'loan'],
  ]);
});

it('a loan that its bank refuses takes the other one with it, and another bank may lend', async () => {
  const { on, found } = await handedOver();
  const [commercial, fund] = await submit(found.id, on);
  await step('loan', commercial, 'decide', { isApproved: false, decidedOn: on, refusal: '负债过高' });
  await step('mortgage-case', found.id, 'remedy', { remedy: 'changeBank', reason: '换一家银行' });
  await Promise.all([ended('loan', commercial), ended('loan', fund)]);
  expect((await site.read<Row>(`/banking/loan/${fund}`)).status).toBe('withdrawn');
  await until(
    async () => (await flowOf('mortgage-case', found.id)).todos.some((todo) => todo.step === 'mortgageCase.plan' && todo.status === 'open'),
    'a new plan',
  );
  expect(await site.read<Row>(`/banking/mortgage-case/${found.id}`)).toMatchObject({ status: 'planning', round: 2 });
});
