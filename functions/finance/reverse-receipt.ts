import { bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { reversalLines } from '../../shared/areas/finance/ledger.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { resolveLine } from '../../shared/areas/finance/resolve-line.operation.ts';
import { type ReverseReceiptInput, reverseReceipt } from '../../shared/areas/finance/reverse-receipt.operation.ts';
import { statementLine } from '../../shared/areas/finance/statement-line.resource.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { unbookWrites } from '../banking/reopen-release.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { debtsOf } from './debts.ts';
import { askWrites } from './finance-todo.ts';
import { post } from './ledger.ts';
import { reopenRefund } from './refund-payment.ts';
import { takeBackInvoice } from './take-back-invoice.ts';

/** The only way to take a posting back: another with its sides exchanged, once. */
export const run: Run<typeof reverseReceipt> = async ({ input, id, context }) => {
  const item = await context.records.get(receipt, id);
  if (item.entry === 'reversal') fail('ledger.isReversal');
  const { kind, amount, project, customer } = item;
  const { writes } = await post(context, {
    contract: { id: item.contract, project, customer },
    debts: await debtsOf(context, item.contract),
    lines: reversalLines(item.lines),
    values: { entry: 'reversal', kind, amount, receivedOn: context.today, reverses: id, note: input.reason },
  });
  return {
    writes: [
      ...writes,
      change(receipt, item, {}, { event: 'receipt.reversed', to: 'reversed', from: ['posted'], reason: input.reason }),
      ...(await takeBackPaper(context, id, input)),
      ...(await unbookWrites(context, item, input.reason)),
      ...(await reopenRefund(context, id)),
      ...(await reopenLine(context, id)),
    ],
  };
};

export const handler = serve(reverseReceipt, run);

/** The invoice that was made out for the posting. */
async function takeBackPaper(context: Context, posting: string, given: ReverseReceiptInput): Promise<Write[]> {
  const paper = await context.records.find(invoice, 'receipt', { receipt: posting });
  if (paper) return [takeBackInvoice(context, paper, given)];
  const named = given.redNumber ? 'redNumber' : given.redOn ? 'redOn' : undefined;
  return named ? failField(named, 'invoice.noneToRed') : [];
}

/** A line of the bank that had found its posting has none any more: somebody must settle it again. */
async function reopenLine(context: Context, posting: string): Promise<Write[]> {
  const line = await context.records.find(statementLine, 'receipt', { receipt: posting });
  if (!line) return [];
  const item = await context.records.get(bankStatement, line.statement, { consistent: true });
  const { id: subject, project, name: title } = line;
  const matchedCount = (item.matchedCount ?? 0) - (line.status === 'matched' ? 1 : 0);
  const counted = { matchedCount, differenceCount: (item.differenceCount ?? 0) + 1 };
  return [
    change(statementLine, line, { receipt: undefined }, { event: 'statementLine.reopened', to: 'missingHere', from: ['matched', 'resolved'] }),
    ...(item.status === 'read' ? [] : [change(bankStatement, item, counted, { event: 'bankStatement.reopened', to: 'open', from: ['open', 'reconciled'] })]),
    ...(await askWrites(context, { project, subject, title, step: resolveLine.name, clock: 'differenceDays' })),
  ];
}
