import type { Contract } from '../../shared/areas/contracts/contract.resource.ts';
import type { ReceivableKind } from '../../shared/areas/finance/kinds.ts';
import { stateOf } from '../../shared/areas/finance/order-of-payment.ts';
import { type Receivable, receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { change, create, type Write } from '../kit/records/write.ts';

/** One amount to be owed. */
export type Planned = { readonly kind: ReceivableKind; readonly amount: number; readonly dueOn: string; readonly basis: string; readonly of?: string };

/**
 * New receivables of a contract; each has the next number of its kind.
 * @param debts those that the contract has, void ones included
 */
export function debtWrites(item: Contract, debts: readonly Receivable[], planned: readonly Planned[]): Write[] {
  const last = new Map<ReceivableKind, number>();
  for (const { kind, sequence } of debts) last.set(kind, Math.max(last.get(kind) ?? 0, sequence));
  return planned.map((part) => {
    const sequence = (last.get(part.kind) ?? 0) + 1;
    last.set(part.kind, sequence);
    const owner = { project: item.project, contract: item.id, customer: item.customer };
    return create(receivable, { ...owner, ...part, sequence, paid: 0 }, { event: 'receivable.made' });
  });
}

/** A receivable that is owed no longer, as far as it is not paid: it becomes what was paid of it, or void. */
export function endDebt(debt: Receivable): Write {
  if (debt.paid === 0) return change(receivable, debt, {}, { event: 'receivable.voided', to: 'void', from: ['open'] });
  return resizeDebt(debt, debt.paid);
}

/** A receivable of another amount, not less than what is paid of it. */
export const resizeDebt = (debt: Receivable, amount: number): Write =>
  change(receivable, debt, { amount }, { event: 'receivable.changed', to: stateOf({ amount, paid: debt.paid }) });
