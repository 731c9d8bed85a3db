import { type Contract, contract } from '../../shared/areas/contracts/contract.resource.ts';
import { filing } from '../../shared/areas/contracts/filing.resource.ts';
import { subscription } from '../../shared/areas/contracts/subscription.resource.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { voidContract } from '../../shared/areas/contracts/void-contract.operation.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { cancelTodos } from '../organisation/cancel-todos.ts';

/** Ends a contract for good: the unit can be sold again the moment this is written (C15, D14). */
export const run: Run<typeof voidContract> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  const [order, home] = await Promise.all([context.records.get(subscription, item.subscription), context.records.get(unit, item.unit)]);
  const { reason } = input;
  return {
    writes: [
      change(contract, item, {}, { event: 'contract.voided', to: 'void', from: voidContract.from, reason }),
      change(subscription, order, {}, { event: 'subscription.voided', to: 'void', from: ['active', 'signed'], reason }),
      change(unit, home, {}, { event: 'unit.freed', to: 'available', from: ['subscribed', 'signed', 'filed'], reason }),
      ...(await papersOf(context, item, reason)),
      ...(await cancelTodos(context, id, { error: 'contract.voided', reason })),
    ],
  };
};

export const handler = serve(voidContract, run);

async function papersOf(context: Context, item: Contract, reason: string): Promise<Write[]> {
  const form = await context.records.find(filing, 'live', { contract: item.id });
  const lines = await Promise.all((['stampTax', 'tradingFee'] as const).map((kind) => context.records.find(taxLine, 'kind', { contract: item.id, kind })));
  const unpaid = lines.flatMap((line) => (line && ['due', 'requested', 'released'].includes(line.status) ? [line] : []));
  return [
    ...(form ? [change(filing, form, {}, { event: 'filing.voided', to: 'void', from: ['sealed', 'submitted', 'collected'], reason })] : []),
    ...unpaid.map((line) => change(taxLine, line, {}, { event: 'taxLine.voided', to: 'void', from: ['due', 'requested', 'released'], reason })),
  ];
}
