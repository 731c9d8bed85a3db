import { vi } from 'vitest';
import { partnersFolder } from '../../infra/office.ts';
import { follow, followCase, must } from '../../infra/rehearsal/case.ts';
import { type Houses, openHouses } from '../../infra/rehearsal/houses.ts';
import { fileOnce, handToBank, payAndDistribute } from '../../infra/rehearsal/steps.ts';
import type { ConsoleOffice } from './testing.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly number: string; readonly status: string };
/** A mortgage case whose loans are planned, its contract, and the houses that lend. */
export type OpenMortgage = { readonly contract: string; readonly theCase: Row; readonly loan: Row; readonly houses: Houses };

/** Loans of the case: the fund's part is a third. */
const terms = { termMonths: 240, rate: 31_000 } as const;

/** Takes the signed contract of the demonstration that is paid by a combined loan to its bank, and plans the loans. */
export async function openMortgage({ office, folder }: ConsoleOffice, project: string): Promise<OpenMortgage> {
  const desk = office.as('wangfang');
  const list = async (path: string, query: Record<string, string>) => must(await desk.get<Row[]>(path, query), path).data;
  const houses = await openHouses(office, partnersFolder(folder));
  const signed = await list('/contracts/contract', { index: 'byStatus', project, status: 'signed' });
  const { id: contract } = signed.find(({ paymentMethod }) => paymentMethod === 'combinedLoan') ?? lack('a signed contract paid by a combined loan');
  const deal = followCase(office, { contract, watcher: 'wangfang', report: () => {} });
  await fileOnce(deal, await office.today());
  const [filing] = await list('/contracts/filing', { index: 'byContract', contract, order: 'desc' });
  const fees = await list('/contracts/tax-line', { index: 'byContract', contract });
  if (fees.some(({ kind, status }) => kind === 'tradingFee' && status === 'requested')) must(await deal.step('sunli', 'releaseFee'), 'releaseFee');
  await office.advanceTo?.(`${String(filing?.pickUpOn)}T00:00:00+08:00`);
  must(await deal.step('wangfang', 'collect', { isAccepted: true, collectedOn: await office.today(), filingNumber: 'BA-9001' }), 'collect');
  await payAndDistribute(deal, await office.today());
  await handToBank(deal, { on: await office.today(), bank: '工商银行 案场支行', loanAmount: 60_000_000 });
  const query = { index: 'byContract', contract };
  // The case opens by itself, when the change of the hand-over is followed.
  const theCase = await vi.waitFor(async () => (await list('/banking/mortgage-case', query))[0] ?? lack('a mortgage case'), { timeout: 60_000, interval: 500 });
  return { contract, theCase, houses, loan: await plan(office, theCase, houses) };
}

async function plan(office: ConsoleOffice['office'], theCase: Row, houses: Houses): Promise<Row> {
  const flow = follow(office, { resource: 'mortgageCase', path: `/banking/mortgage-case/${theCase.id}`, watcher: 'wangfang', report: () => {} });
  const loans = [
    { kind: 'commercial', bank: houses.icbc.member, amount: 40_000_000, method: 'equalInstalment', ...terms },
    { kind: 'providentFund', bank: houses.fund.member, amount: 20_000_000, method: 'equalPrincipal', ...terms },
  ];
  must(await flow.step('wangfang', 'plan', { buyerKind: 'employee', loans }), 'plan');
  await flow.opened('collect');
  const [loan] = must(await office.as('wangfang').get<Row[]>('/banking/loan', { index: 'byCase', mortgageCase: theCase.id }), 'loans').data;
  return loan ?? lack('a loan');
}

function lack(what: string): never {
  throw new Error(`expected ${what}`);
}
