import { startOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { type Case, followCase, must, RehearsalError } from './case.ts';
import { houses } from './house-dossiers.ts';
import type { Office } from './office.ts';
import { fileOnce, payAndDistribute } from './steps.ts';

type Row = { readonly id: string; readonly code: string; readonly pickUpOn: string };

/** What the contract that {@link signedLoanContract} answers is borrowed for, in fen. */
export const borrowed = 86_000_000;

/**
 * The demonstration's signed contract of a combined loan, filed and taxed, with its bank chosen: the next step is the hand-over.
 *
 * @example const contract = await signedLoanContract(office)
 */
export async function signedLoanContract(office: Office): Promise<Case & { readonly project: string }> {
  const client = office.as('wangfang');
  const rows = async (path: string, query: Record<string, string | number>) => must(await client.get<Row[]>(path, query), path).data;
  const project = (await rows('/projects/project', { index: 'all' })).find(({ code }) => code === 'YQL')?.id ?? '';
  const signed = await rows('/contracts/contract', { index: 'byStatus', project, status: 'signed', limit: 100 });
  const whole = await Promise.all(signed.map(async ({ id }) => must(await client.get<Row & { paymentMethod: string }>(`/contracts/contract/${id}`), id).data));
  const contract = whole.find(({ paymentMethod }) => paymentMethod === 'combinedLoan')?.id;
  if (!contract) throw new RehearsalError('expected a signed contract of a combined loan in the demonstration');
  const deal = followCase(office, { contract, watcher: 'wangfang', report: () => {} });
  await fileOnce(deal, await office.today());
  must(await deal.step('sunli', 'releaseFee'), 'releaseFee');
  const [filing] = await rows('/contracts/filing', { index: 'byContract', contract });
  await office.advanceTo?.(startOfDay(String(filing?.pickUpOn)));
  must(await deal.step('wangfang', 'collect', { isAccepted: true, collectedOn: await office.today(), filingNumber: 'BA-M' }), 'collect');
  await payAndDistribute(deal, await office.today());
  const chosen = { bank: houses.ccb.dossier.name, loanType: 'combinedLoan', loanAmount: borrowed, materials: '见银行清单', hasMaterialsGiven: true };
  must(await deal.step('wangfang', 'chooseBank', chosen), 'chooseBank');
  return { ...deal, project };
}
