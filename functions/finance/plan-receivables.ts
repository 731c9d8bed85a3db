import { type Contract, contract } from '../../shared/areas/contracts/contract.resource.ts';
import { paymentPlan } from '../../shared/areas/finance/payment-plan.resource.ts';
import { partsOfPlan } from '../../shared/areas/finance/plan-columns.ts';
import { type PlanReceivablesInput, planReceivables } from '../../shared/areas/finance/plan-receivables.operation.ts';
import type { Receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { type PlanKind, planParts, receivablesOf, restOf } from '../../shared/areas/finance/receivable-schedule.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context } from '../kit/context.ts';
import { type Run, serve } from '../kit/serve.ts';
import { debtsOf } from './debts.ts';
import { debtWrites, endDebt, type Planned } from './plan-writes.ts';
import { isSigned } from './signed.ts';

type Given = { readonly item: Contract; readonly input: PlanReceivablesInput; readonly paid: Readonly<Record<PlanKind, number>> };

/** E8: what is paid stays as it is; the rest of the price is owed as the plan says, to the fen. */
export const run: Run<typeof planReceivables> = async ({ input, context }) => {
  const item = await chosen(context, contract, { field: 'contract', id: input.contract });
  if (!isSigned(item)) failField('contract', 'receivable.notSigned');
  if (input.plan && input.parts) failField('parts', 'plan.oneOf');
  const debts = await debtsOf(context, item.id);
  const ofPrice = debts.filter(({ kind, status }) => (kind === 'housePrice' || kind === 'loan') && status !== 'void');
  const paid = { housePrice: paidOf(ofPrice, 'housePrice'), loan: paidOf(ofPrice, 'loan') };
  const planned = input.plan ? await ofPreset(context, { item, input, paid }, input.plan) : ofOwnLines({ item, input, paid });
  const ended = ofPrice.filter(({ amount, paid: got }) => amount > got).map(endDebt);
  return { writes: [...ended, ...debtWrites(item, debts, planned)], body: { parts: planned.length } };
};

export const handler = serve(planReceivables, run);

const paidOf = (debts: readonly Receivable[], wanted: PlanKind): number => debts.reduce((sum, { kind, paid }) => sum + (kind === wanted ? paid : 0), 0);

/** A plan of the project that was in force on the day of signing; what is paid counts for its earliest parts. */
async function ofPreset(context: Context, { item, paid }: Given, id: string): Promise<Planned[]> {
  const plan = await chosen(context, paymentPlan, { field: 'plan', id });
  const { signedOn = context.today } = item;
  if (plan.project !== item.project) failField('plan', 'field.missingRecord');
  const isInForce = plan.status === 'inForce' && plan.validFrom <= signedOn && signedOn <= (plan.validUntil ?? signedOn);
  if (!isInForce) failField('plan', 'plan.notInForce', { on: signedOn });
  const whole = receivablesOf(partsOfPlan(plan.parts), { priceFen: item.price, signedOn });
  return restOf(whole, paid).map(({ part, kind, amountFen, dueOn }) => ({ kind, amount: amountFen, dueOn, basis: `${plan.name}：${planParts[part].zh}` }));
}

/** The lines that staff have agreed on with the buyer: the rest of the price, no fen more or less. */
function ofOwnLines({ item, input, paid }: Given): Planned[] {
  const { parts, basis } = input;
  if (!parts) return failField('plan', 'field.required');
  if (!basis) return failField('basis', 'field.required');
  const planned = parts.reduce((sum, part) => sum + part.amount, paid.housePrice + paid.loan);
  const empty = parts.findIndex(({ amount }) => amount === 0);
  if (empty >= 0) fail('plan.part', { parameters: { number: empty + 1 } });
  if (planned !== item.price) fail('plan.sum', { parameters: { planned: formatYuan(planned), price: formatYuan(item.price) } });
  return parts.map((part) => ({ ...part, basis }));
}
