import { partnersFolder } from '../../infra/office.ts';
import { follow, must } from '../../infra/rehearsal/case.ts';
import { openCase, signedLoanContract } from '../../infra/rehearsal/hand-over.ts';
import { type Houses, openHouses } from '../../infra/rehearsal/houses.ts';
import type { LoanRow } from '../../infra/rehearsal/mortgage-stage.ts';
import type { ConsoleOffice } from './testing.ts';

/** A mortgage case whose loans are planned, its contract, and the houses that lend. */
export type OpenMortgage = {
  readonly contract: string;
  readonly theCase: { readonly id: string; readonly number: string };
  readonly loan: LoanRow;
  readonly houses: Houses;
};

/** Loans of the case, in fen: the fund's part is a third. */
const amounts = { commercial: 40_000_000, providentFund: 20_000_000 };
const terms = { termMonths: 240, rate: 31_000 } as const;

/** Takes the signed contract of the demonstration that is paid by a combined loan to its bank, and plans the loans. */
export async function openMortgage({ office, folder }: ConsoleOffice): Promise<OpenMortgage> {
  const houses = await openHouses(office, partnersFolder(folder));
  const deal = await signedLoanContract(office, { bank: 'icbc', amount: amounts.commercial + amounts.providentFund });
  const theCase = await openCase(office, deal);
  return { contract: deal.contract, theCase, houses, loan: await plan(office, theCase.id, houses) };
}

async function plan(office: ConsoleOffice['office'], theCase: string, houses: Houses): Promise<LoanRow> {
  const flow = follow(office, { resource: 'mortgageCase', path: `/banking/mortgage-case/${theCase}`, watcher: 'wangfang', report: () => {} });
  const loans = [
    { kind: 'commercial', bank: houses.icbc.member, amount: amounts.commercial, method: 'equalInstalment', ...terms },
    { kind: 'providentFund', bank: houses.fund.member, amount: amounts.providentFund, method: 'equalPrincipal', ...terms },
  ];
  must(await flow.step('wangfang', 'plan', { buyerKind: 'employee', loans }), 'plan');
  await flow.opened('collect');
  const [loan] = must(await office.as('wangfang').get<LoanRow[]>('/banking/loan', { index: 'byCase', mortgageCase: theCase }), 'loans').data;
  if (!loan) throw new Error('expected a loan');
  return loan;
}
