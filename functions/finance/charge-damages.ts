import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { chargeDamages } from '../../shared/areas/finance/charge-damages.operation.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { damagesDue } from './damages-terms.ts';
import { debtsOf } from './debts.ts';
import { debtWrites } from './plan-writes.ts';

/** F8: damages become an amount of their own to be paid; charged again, only what came since. */
export const run: Run<typeof chargeDamages> = async ({ input, id, context }) => {
  const debt = await context.records.get(receivable, id);
  if (input.until > context.today) failField('until', 'date.future');
  const { toCharge, totalFen, basis } = await damagesDue(context, debt, input.until);
  if (toCharge === 0) failField('until', 'damages.none');
  const [item, debts] = await Promise.all([context.records.get(contract, debt.contract), debtsOf(context, debt.contract)]);
  const charged = { damagesCharged: totalFen, damagesUntil: input.until };
  return {
    status: 201,
    writes: [
      ...debtWrites(item, debts, [{ kind: 'damages', amount: toCharge, dueOn: input.until, basis, of: id }]),
      change(receivable, debt, charged, { event: 'receivable.damagesCharged', from: chargeDamages.from }),
    ],
  };
};

export const handler = serve(chargeDamages, run);
