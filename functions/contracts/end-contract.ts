import { type Contract, contract } from '../../shared/areas/contracts/contract.resource.ts';
import { filing } from '../../shared/areas/contracts/filing.resource.ts';
import { subscription } from '../../shared/areas/contracts/subscription.resource.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { cancelTodos } from '../organisation/cancel-todos.ts';

/** The end of a contract for good: order, filing, unpaid taxes and open to-dos end with it, and the unit can be sold again. */
export async function endContract(context: Context, item: Contract, { from, reason }: { from: readonly string[]; reason: string }): Promise<Write[]> {
  const [order, home] = await Promise.all([context.records.get(subscription, item.subscription), context.records.get(unit, item.unit)]);
  return [
    change(contract, item, {}, { event: 'contract.voided', to: 'void', from, reason }),
    change(subscription, order, {}, { event: 'subscription.voided', to: 'void', from: ['active', 'signed'], reason }),
    change(unit, home, {}, { event: 'unit.freed', to: 'available', from: ['subscribed', 'signed', 'filed'], reason }),
    ...(await papersOf(context, item, reason)),
    ...(await cancelTodos(context, item.id, { error: 'contract.voided', reason })),
  ];
}

async function papersOf(context: Context, item: Contract, reason: string): Promise<Write[]> {
  const form = await context.records.find(filing, 'live', { contract: item.id });
  const lines = await Promise.all((['stampTax', 'tradingFee'] as const).map((kind) => context.records.find(taxLine, 'kind', { contract: item.id, kind })));
  const unpaid = lines.flatMap((line) => (line && ['due', 'requested', 'released'].includes(line.status) ? [line] : []));
  return [
    ...(form ? [change(filing, form, {}, { event: 'filing.voided', to: 'void', from: ['sealed', 'submitted', 'collected'], reason })] : []),
    ...unpaid.map((line) => change(taxLine, line, {}, { event: 'taxLine.voided', to: 'void', from: ['due', 'requested', 'released'], reason })),
  ];
}
