import { startOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { type Case, followCase, must, RehearsalError } from './case.ts';
import { type LenderName, lendersOf } from './lenders.ts';
import type { Office } from './office.ts';
import { chooseBank, fileOnce, payAndDistribute } from './steps.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** What the contract that {@link signedLoanContract} answers is borrowed for, in fen. */
export const borrowed = 86_000_000;

/**
 * The demonstration's signed contract of a combined loan, filed and taxed, with its bank chosen: the next step is the hand-over.
 *
 * @param options.amount fen of the loans together
 * @example const contract = await signedLoanContract(office, { bank: 'icbc' })
 */
export async function signedLoanContract(
  office: Office,
  { bank, amount = borrowed }: { bank: Exclude<LenderName, 'fund'>; amount?: number },
): Promise<Case & { readonly project: string }> {
  const client = office.as('wangfang');
  const rows = async (path: string, query: Record<string, string | number>) => must(await client.get<Row[]>(path, query), path).data;
  const project = (await rows('/projects/project', { index: 'all' })).find(({ code }) => code === 'YQL')?.id ?? '';
  const signed = await rows('/contracts/contract', { index: 'byStatus', project, status: 'signed', limit: 100 });
  const contract = signed.find(({ paymentMethod }) => paymentMethod === 'combinedLoan')?.id;
  if (!contract) throw new RehearsalError('expected a signed contract of a combined loan in the demonstration');
  const deal = followCase(office, { contract, watcher: 'wangfang', report: () => {} });
  await fileOnce(deal, await office.today());
  const fees = await rows('/contracts/tax-line', { index: 'byContract', contract });
  if (fees.some(({ kind, status }) => kind === 'tradingFee' && status === 'requested')) must(await deal.step('sunli', 'releaseFee'), 'releaseFee');
  const [filing] = await rows('/contracts/filing', { index: 'byContract', contract, order: 'desc', limit: 1 });
  await office.advanceTo?.(startOfDay(String(filing?.pickUpOn)));
  must(await deal.step('wangfang', 'collect', { isAccepted: true, collectedOn: await office.today(), filingNumber: 'BA-M' }), 'collect');
  await payAndDistribute(deal, await office.today());
  const lenders = await lendersOf(office);
  await chooseBank(deal, { bank: lenders[bank], fundCentre: lenders.fund, loanAmount: amount });
  return { ...deal, project };
}

/**
 * Hands the contract with its chosen bank over; its mortgage case opens with the same transaction.
 *
 * @returns id and number of the case
 */
export async function openCase(office: Office, deal: Case): Promise<{ readonly id: string; readonly number: string }> {
  must(await deal.step('wangfang', 'handToBank', { isAccepted: true, handedOn: await office.today(), receiver: '信贷部 马经理' }), 'handToBank');
  const query = { index: 'byContract', contract: deal.contract };
  const [row] = must(await office.as('wangfang').get<{ id: string; number: string }[]>('/banking/mortgage-case', query), 'mortgage case').data;
  if (!row) throw new RehearsalError(`expected a mortgage case of ${deal.contract}`);
  return row;
}
