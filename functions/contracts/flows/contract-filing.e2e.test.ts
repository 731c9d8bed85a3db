import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Case, must, until } from '../../../infra/rehearsal/case.ts';
import { keepPaper } from '../../../infra/rehearsal/papers.ts';
import { handToBank, payAndDistribute } from '../../../infra/rehearsal/steps.ts';
import { playStory } from '../../../infra/rehearsal/story.ts';
import { due } from '../../../shared/kit/calendar/deadline.ts';
import { officialCalendar } from '../../../shared/kit/calendar/holidays.ts';
import { startOfDay } from '../../../shared/kit/calendar/plain-date.ts';
import { executionOf } from '../../kit/flows.ts';
import { bootOffice, bring, collect, lumpSumEvents, type Row, sign, type TestOffice } from './testing.ts';

let site: TestOffice;
beforeAll(async () => {
  site = await bootOffice();
});
afterAll(() => site?.close());

describe('a contract from subscription to archive', () => {
  it('goes through the whole story of the rehearsal', async () => {
    const lines: string[] = [];
    const stage = {
      office: site.office,
      project: site.project,
      mark: 'T',
      report: ({ step, result }: { step: string; result: string }) => lines.push(`${step} ${result}`),
    };
    await site.lenders();
    const { lumpSum, loan, voided } = await playStory(stage);
    expect((await lumpSum.read()).status).toBe('archived');
    expect((await loan.read()).status).toBe('archived');
    expect((await voided.read()).status).toBe('void');
    expect(lines).toContain('import 1200 units in 12 calls');
  });

  it('paid in full enters 23 states, and every paper and fen is where it belongs', async () => {
    const contract = await site.begin();
    await bring(site, contract, 'delivered');
    await archive(contract);
    expect(await statesOf(contract)).toHaveLength(23);
    expect(await site.feesOf(contract.contract)).toEqual({
      stampTax: { amount: 36_900, status: 'paid' },
      tradingFee: { amount: 26_664, status: 'booked' },
      deedTax: { amount: 1_845_000, status: 'paid' },
      maintenanceFund: { amount: 622_160, status: 'paid' },
    });
    const copies = await site.copiesOf(contract.contract);
    expect(copies.map(({ name, holder }) => [name, holder])).toEqual([
      ['developer', 'developer'],
      ['finance', 'finance'],
      ['office', 'office'],
      ['original', 'buyer'],
    ]);
    const custody = await site.read(`/contracts/contract-copy/${copies[1]?.id}`);
    expect(custody.custody).toEqual([{ from: 'customerService', to: 'finance', receiver: '孙丽', on: await site.office.today() }]);
    expect((await site.read<Row>(`/projects/unit/${contract.order.unit}`)).status).toBe('filed');
    expect((await site.filingOf(contract.contract)).status).toBe('collected');
    const events = await site.read<{ event: string }[]>(`/contracts/contract/${contract.contract}/history`);
    expect(events.map(({ event }) => event)).toEqual(lumpSumEvents);
  });

  it('paid by a loan enters 25 states and leaves the hand-over to the bank', async () => {
    const contract = await site.begin({ paymentMethod: 'providentFundLoan' });
    await bring(site, contract, 'filed');
    const today = await site.office.today();
    await payAndDistribute(contract, today);
    const { ccb, fund } = await site.lenders();
    await handToBank(contract, { on: today, bank: ccb, fundCentre: fund, loanAmount: 60_000_000 });
    await archive(contract);
    expect(await statesOf(contract)).toHaveLength(25);
    const [handover] = await site.list<Row>('/contracts/bank-handover', { index: 'byContract', contract: contract.contract });
    expect(handover).toMatchObject({ bank: ccb, loanType: 'combinedLoan', loanAmount: 60_000_000, handedOn: today });
    expect((await site.copiesOf(contract.contract)).find(({ name }) => name === 'original')).toMatchObject({ holder: 'bank', receiver: '信贷部 马经理' });
  });
});

describe('taxes, fees and the day of pick-up', () => {
  it('follow the dated settings and the official calendar of the day of signing', async () => {
    await put('stampTaxPreset', '2026-09-25', { use: 'stampTaxStatutory' });
    await put('tradingFee', '2026-09-25', { fen: 333 });
    await put('stampTaxPreset', '2026-10-01', { use: 'stampTax' });
    await put('tradingFee', '2026-10-01', { fen: 300 });
    // Functions read settings once a minute.
    await pass(61_000);
    const signed = async (on: string) => {
      const contract = await site.begin({ subscribedOn: '2026-09-20' });
      await bring(site, contract, 'checked');
      await sign(site, contract, { signedOn: on });
      must(await contract.step('wangfang', 'prepareFiling', { sealedOn: on }), 'prepareFiling');
      must(await contract.step('wangfang', 'submit', { submittedOn: on }), 'submit');
      const filing = await site.filingOf(contract.contract);
      expect(filing).not.toHaveProperty('isProvisional');
      // Both days of pick-up have passed, so the papers are waiting.
      await until(async () => (await site.openSteps(contract)).includes('collect'), 'the filed contract to be there');
      const { stampTax, tradingFee } = await site.feesOf(contract.contract);
      return { fen: [stampTax?.amount, tradingFee?.amount], pickUpOn: filing.pickUpOn, statutoryDueOn: filing.statutoryDueOn };
    };
    // Mid-Autumn and National Day lie between, and the sixth working day is a Saturday of work.
    expect(await signed('2026-09-24')).toEqual({ fen: [36_900, 26_664], pickUpOn: '2026-10-10', statutoryDueOn: '2026-10-24' });
    expect(await signed('2026-09-25')).toEqual({ fen: [0, 29_597], pickUpOn: '2026-10-10', statutoryDueOn: '2026-10-25' });
  });

  it('are shown with their rate, its day and its source before anything is due', async () => {
    const { contract } = await site.begin();
    const fees = await site.read<Row[]>(`/contracts/contract/${contract}/fees`);
    expect(fees).toMatchObject([
      { kind: 'stampTax', amount: 36_900, basis: '¥1,230,000.00 × 0.03%', rateFrom: '2000-01-01', rateSource: expect.stringContaining('万分之三') },
      { kind: 'tradingFee', amount: 26_664, basis: '88.88 m² × ¥3.00', rateFrom: '2026-10-01', rateSource: '测试文件第1条' },
    ]);
  });

  it('have a provisional day in a year whose calendar is not published, and show it', async () => {
    const lastDays = `${officialCalendar.coveredUntil.slice(0, 4)}-12-24`;
    await site.office.advanceTo?.(startOfDay(lastDays));
    const contract = await site.begin();
    await bring(site, contract, 'submitted');
    const on = await site.office.today();
    const { pickUpOn, isProvisional } = await site.filingOf(contract.contract);
    expect({ pickUpOn, isProvisional }).toEqual({ pickUpOn: due({ unit: 'workday', count: 6 }, on).on, isProvisional: true });
    expect(await site.list('/contracts/filing', { index: 'provisional', isProvisional: 'true' })).toHaveLength(1);
    await pass(2 * 86_400_000);
    expect((await site.filingOf(contract.contract)).isProvisional).toBe(true);
    await collect(site, contract);
    const step = (await contract.flow()).todos.find((todo) => todo.step === 'contract.collect');
    expect(step?.isProvisional).toBe(true);
  });
});

it('numbers every subscription, contract and filing form without a gap', async () => {
  for (const resource of ['subscription', 'contract', 'filing']) {
    const rows = await site.list<{ number: string }>(`/contracts/${resource}`, { index: 'byProject', project: site.project });
    const runs = Map.groupBy(rows, ({ number }) => number.slice(0, -5));
    for (const [prefix, run] of runs)
      expect(run.map(({ number }) => number).toSorted(), prefix).toEqual(run.map((_, i) => `${prefix}${String(i + 1).padStart(5, '0')}`));
  }
});

async function archive(contract: Case): Promise<void> {
  await keepPaper(site.office.as('wangfang'), { project: site.project, subject: contract.contract, document: 'filedContract', name: 'filed contract.pdf' });
  must(await contract.step('tangxin', 'archive', { archiveNumber: 'DA-1', paperLocation: '一号库房 3 架' }), 'archive');
  expect((await contract.ended()).status).toBe('SUCCEEDED');
}

/** The states that the flow of a contract has entered, by its history. */
async function statesOf({ contract }: Case): Promise<string[]> {
  const { cloud } = site;
  const client = new SFNClient({
    region: cloud.template.region,
    credentials: cloud.credentials,
    systemClockOffset: cloud.clock.now() - Date.now(),
    endpoint: `http://127.0.0.1:${cloud.ports.states}`,
  });
  const executionArn = executionOf(cloud.template.machines[0]?.arn ?? '', contract);
  const { events = [], nextToken } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  client.destroy();
  expect(nextToken).toBeUndefined();
  return events.flatMap((event: HistoryEvent) => (event.type?.endsWith('StateEntered') ? [event.stateEnteredEventDetails?.name ?? ''] : []));
}

async function put(key: string, validFrom: string, value: object): Promise<void> {
  must(await site.office.as('chenjianguo').post('/settings/setting', { key, validFrom, value, source: '测试文件第1条' }), key);
}

async function pass(ms: number): Promise<void> {
  await site.office.advanceTo?.(new Date(site.cloud.clock.now() + ms).toISOString());
}
