import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { payRefund } from '../../shared/areas/finance/pay-refund.operation.ts';
import { type Refund, refund } from '../../shared/areas/finance/refund.resource.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { askWrites } from './finance-todo.ts';
import { type Movement, type Posted, refundWrites } from './ledger.ts';

/**
 * The posting of an approved refund, and the refund that it pays.
 *
 * @throws RefusalError `ledger.aboveBalance`; `record.state` unless it is approved
 */
export async function paymentOf(context: Context, item: Refund, money: Pick<Movement, 'bank' | 'serial' | 'receivedOn' | 'note'>): Promise<Posted> {
  const deal = await context.records.get(contract, item.contract);
  const { kind, amount, payee: payer } = item;
  const { receipt, writes } = await refundWrites(context, { contract: deal, kind, amount, payer, ...money });
  return { receipt, writes: [...writes, change(refund, item, { receipt }, { event: 'refund.paid', to: 'paid', from: payRefund.from })] };
}

/** The to-do of finance to pay a refund and book it. */
export const askPayment = (context: Context, { id, project, number }: Pick<Refund, 'id' | 'project' | 'number'>): Promise<Write[]> =>
  askWrites(context, { project, subject: id, title: number, step: payRefund.name, clock: 'stepDays' });

/** A refund whose posting was reversed: the money is still to go back. */
export async function reopenRefund(context: Context, posting: string): Promise<Write[]> {
  const item = await context.records.find(refund, 'receipt', { receipt: posting });
  if (!item) return [];
  return [change(refund, item, { receipt: undefined }, { event: 'refund.reopened', to: 'approved', from: ['paid'] }), ...(await askPayment(context, item))];
}
