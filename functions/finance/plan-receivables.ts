import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { planReceivables } from '../../shared/areas/finance/plan-receivables.operation.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import { chosen } from '../kit/chosen.ts';
import { type Run, serve } from '../kit/serve.ts';
import { debtsOf } from './debts.ts';
import { debtWrites, endDebt } from './plan-writes.ts';
import { isSigned } from './signed.ts';

/** E8: what is paid stays as it is; the rest of the price is owed as the new plan says, to the fen. */
export const run: Run<typeof planReceivables> = async ({ input, context }) => {
  const item = await chosen(context, contract, { field: 'contract', id: input.contract });
  if (!isSigned(item)) failField('contract', 'receivable.notSigned');
  const debts = await debtsOf(context, item.id);
  const ofPrice = debts.filter(({ kind, status }) => (kind === 'housePrice' || kind === 'loan') && status !== 'void');
  const paid = ofPrice.reduce((sum, debt) => sum + debt.paid, 0);
  const planned = input.parts.reduce((sum, part) => sum + part.amount, paid);
  const empty = input.parts.findIndex(({ amount }) => amount === 0);
  if (empty >= 0) fail('plan.part', { parameters: { number: empty + 1 } });
  if (planned !== item.price) fail('plan.sum', { parameters: { planned: formatYuan(planned), price: formatYuan(item.price) } });
  const { basis } = input;
  const ended = ofPrice.filter(({ amount, paid: got }) => amount > got).map(endDebt);
  const made = debtWrites(
    item,
    debts,
    input.parts.map((part) => ({ ...part, basis })),
  );
  return { writes: [...ended, ...made], body: { parts: input.parts.length } };
};

export const handler = serve(planReceivables, run);
