import { type Disbursement, disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { type MortgageCase, mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import type { Receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { type ErrorCode, fail } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { change, guardVersion, type Write } from '../kit/records/write.ts';
import { heldBy } from './hold.ts';

/** The step that is open while a release is in a state. */
const openStep: Readonly<Record<string, string>> = { booked: 'disbursement.invoice', invoiced: 'disbursement.collect', collected: 'disbursement.reconcile' };

const notInvoiced = { invoice: undefined, collectedOn: undefined, receiver: undefined };
const notBooked = { ...notInvoiced, bookedOn: undefined, receipt: undefined, reconciledOn: undefined };

/**
 * What a release, its loan and its case lose with the posting that booked it: the release is to be booked again, a loan that was
 * settled waits for it, and so does the case, which leaves the archivist. Nothing where the posting booked no release.
 *
 * @throws RefusalError `release.archived` once the case is in the archive
 */
export async function unbookWrites(context: Context, posting: Receipt, reason: string): Promise<Write[]> {
  const item = await releaseOf(context, posting);
  if (!item) return [];
  const isReconciled = item.status === 'reconciled';
  const round = isReconciled ? { round: (item.round ?? 1) + 1 } : {};
  const from = [...Object.keys(openStep), 'reconciled'];
  return [
    change(disbursement, item, { ...notBooked, ...round }, { event: 'disbursement.reopened', to: 'reported', from, reason }),
    ...(isReconciled ? await unsettleWrites(context, item, reason) : await leaveStep(context, item, { error: 'release.reversed', reason })),
  ];
}

/**
 * What a release loses with its invoice: another is to be made out. Nothing where the invoice is of no release.
 *
 * @throws RefusalError `invoice.reconciled`
 */
export async function uninvoiceWrites(context: Context, { posting, invoice, reason }: { posting: Receipt; invoice: string; reason: string }): Promise<Write[]> {
  const item = await releaseOf(context, posting);
  if (item?.invoice !== invoice) return [];
  if (item.status === 'reconciled') fail('invoice.reconciled');
  return [
    change(disbursement, item, notInvoiced, { event: 'disbursement.uninvoiced', to: 'booked', from: ['invoiced', 'collected'], reason }),
    ...(await leaveStep(context, item, { error: 'release.notInvoiced', reason })),
  ];
}

/** A posting and the release that it booked have the bank's serial number in common. */
async function releaseOf(context: Context, { id, bank, serial }: Receipt): Promise<Disbursement | undefined> {
  if (!bank || !serial) return undefined;
  const item = await context.records.find(disbursement, 'serial', { bank, serial });
  return item?.receipt === id ? item : undefined;
}

async function unsettleWrites(context: Context, item: Disbursement, reason: string): Promise<Write[]> {
  const [owed, file] = await Promise.all([
    context.records.get(loan, item.loan, { consistent: true }),
    context.records.get(mortgageCase, item.mortgageCase, { consistent: true }),
  ]);
  if (file.status === 'archived') fail('release.archived', { parameters: { case: file.number } });
  const reconciled = owed.reconciled - item.amount;
  const isSettled = owed.status === 'settled';
  const held = isSettled ? heldBy(context, 'finance') : {};
  const move = isSettled ? { event: 'loan.reopened', to: 'disbursed', from: ['settled'] } : { event: 'loan.unreconciled' };
  return [change(loan, owed, { reconciled, ...held }, { ...move, reason }), ...(await reopenCase(context, file, reason))];
}

/** A case that is about to settle must not do so on what its loan was before. */
async function reopenCase(context: Context, file: MortgageCase, reason: string): Promise<Write[]> {
  if (file.status !== 'settled') return [guardVersion(mortgageCase, file)];
  const held = { settledOn: undefined, ...heldBy(context, 'finance') };
  return [
    change(mortgageCase, file, held, { event: 'mortgageCase.reopened', to: 'lending', from: ['settled'], reason }),
    ...(await cancelStep(context, { subject: file.id, step: 'mortgageCase.archive' }, { error: 'loan.reopened', reason })),
  ];
}

const leaveStep = (context: Context, { id, status }: Disbursement, why: Why): Promise<Write[]> =>
  cancelStep(context, { subject: id, step: openStep[status] ?? '' }, why);

type Why = { readonly error: ErrorCode; readonly reason: string };

/** The flow that waits for the step hears the error, and goes back. */
async function cancelStep(context: Context, at: { subject: string; step: string }, { error, reason }: Why): Promise<Write[]> {
  const item = await context.records.find(todo, 'step', { ...at, part: '-' });
  if (item?.status !== 'open') return [];
  return [change(todo, item, { outcome: { error } }, { event: 'todo.cancelled', to: 'cancelled', from: ['open'], reason })];
}
