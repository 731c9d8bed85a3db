import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { payRefund } from '../../shared/areas/finance/pay-refund.operation.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { refund } from '../../shared/areas/finance/refund.resource.ts';
import { type ResolveLineInput, resolveLine } from '../../shared/areas/finance/resolve-line.operation.ts';
import { type StatementLine, statementLine } from '../../shared/areas/finance/statement-line.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context } from '../kit/context.ts';
import { change, guardVersion, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { doneWrites } from './finance-todo.ts';
import { postingWrites } from './ledger.ts';
import { paymentOf } from './refund-payment.ts';
import { isSigned } from './signed.ts';

type Settled = { readonly receipt?: string | undefined; readonly writes: readonly Write[] };

/** F12: the difference is settled, and with the last one the statement is reconciled. */
export const run: Run<typeof resolveLine> = async ({ input, id, context }) => {
  const line = await context.records.get(statementLine, id);
  const settled = await ways[input.resolution](context, line, input);
  const { resolution, note } = input;
  const changes = { resolution, receipt: settled.receipt, ...(note ? { note } : {}) };
  return {
    writes: [
      change(statementLine, line, changes, { event: 'statementLine.resolved', to: 'resolved', from: resolveLine.from }),
      ...settled.writes,
      ...(await statementWrites(context, line)),
    ],
  };
};

export const handler = serve(resolveLine, run);

const ways: Readonly<Record<ResolveLineInput['resolution'], (context: Context, line: StatementLine, input: ResolveLineInput) => Promise<Settled>>> = {
  booked: book,
  linked: link,
  explained: explain,
};

/** What the bank has and the ledger lacks is booked with the bank's own words. */
async function book(context: Context, line: StatementLine, { contract: to, kind, refund: refundOf }: ResolveLineInput): Promise<Settled> {
  if (line.status === 'missingThere') failField('resolution', 'line.notMissing');
  if (line.direction === 'out') return bookRefund(context, line, refundOf);
  if (!to) return failField('contract', 'field.required');
  if (!kind) return failField('kind', 'field.required');
  if (kind === 'overpayment') failField('kind', 'field.choice');
  const item = await chosen(context, contract, { field: 'contract', id: to });
  if (kind === 'deposit' && isSigned(item)) failField('kind', 'receipt.depositAfterSigning');
  const { amount, bookedOn: receivedOn, bank, serial = line.identity, payer } = line;
  return postingWrites(context, { contract: item, kind, amount, receivedOn, bank, serial, payer, entry: 'receipt' });
}

/** Money that went out is booked as the refund that two have signed for. */
async function bookRefund(context: Context, line: StatementLine, id: string | undefined): Promise<Settled> {
  if (!id) return failField('refund', 'field.required');
  const item = await chosen(context, refund, { field: 'refund', id });
  const isSame = item.status === 'approved' && item.project === line.project && item.amount === line.amount;
  if (!isSame) failField('refund', 'refund.notApproved');
  const { bookedOn: receivedOn, bank, serial = line.identity } = line;
  const { receipt: posting, writes } = await paymentOf(context, item, { bank, serial, receivedOn });
  return { receipt: posting, writes: [...writes, ...(await doneWrites(context, { subject: id, step: payRefund.name }))] };
}

async function link(context: Context, line: StatementLine, { receipt: to }: ResolveLineInput): Promise<Settled> {
  if (!to) return failField('receipt', 'field.required');
  const item = await chosen(context, receipt, { field: 'receipt', id: to });
  const isIn = item.entry === 'receipt' || item.entry === 'disbursement';
  const isSame = item.status === 'posted' && item.bank === line.bank && item.project === line.project && item.amount === line.amount;
  if (!isSame || isIn !== (line.direction === 'in')) failField('receipt', 'line.otherPosting');
  return { receipt: item.id, writes: [guardVersion(receipt, item)] };
}

/** A posting that was only explained stays free for the line that the bank will bring. */
async function explain(_: Context, __: StatementLine, { note }: ResolveLineInput): Promise<Settled> {
  if (!note) failField('note', 'review.reasonNeeded');
  return { writes: [] };
}

async function statementWrites(context: Context, line: StatementLine): Promise<Write[]> {
  const item = await context.records.get(bankStatement, line.statement, { consistent: true });
  // While it is still being compared, its differences are counted at the end.
  if (item.status !== 'open') return [];
  const differenceCount = Math.max(0, (item.differenceCount ?? 0) - 1);
  const to = differenceCount === 0 ? 'reconciled' : 'open';
  return [change(bankStatement, item, { differenceCount }, { event: 'bankStatement.settled', to, from: ['open'] })];
}
