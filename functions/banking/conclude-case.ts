import { concludeCase } from '../../shared/areas/banking/conclude-case.operation.ts';
import { type Loan, loan } from '../../shared/areas/banking/loan.resource.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import type { Context } from '../kit/context.ts';
import { change, guardVersion, type Write } from '../kit/records/write.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';
import { cancelTodos } from '../organisation/cancel-todos.ts';
import { heldBy } from './hold.ts';
import { isLive, isOpen, loansOf } from './loans.ts';

/**
 * G5: when every loan is settled, so is the case. When one was refused, what was not paid out yet is withdrawn with its to-dos;
 * a loan of which the bank has already paid a part goes on. A
 * loan whose release was reversed meanwhile is waited for again. Asked again, it answers what was decided.
 */
export const run: Run<typeof concludeCase> = async ({ input, context }) => {
  const item = await context.records.get(mortgageCase, input.mortgageCase, { consistent: true });
  if (item.status !== 'lending') return { outcome: { isSettled: item.status === 'settled', isLending: false } };
  const loans = await loansOf(context, item.id);
  if (input.isRefused) {
    const writes = await Promise.all(loans.filter(isOpen).map((one) => withdrawn(context, one)));
    const refused = change(mortgageCase, item, heldBy(context, 'customerService'), { event: 'mortgageCase.refused', to: 'refused', from: ['lending'] });
    return { writes: [refused, ...writes.flat()], outcome: { isSettled: false, isLending: false } };
  }
  const left = loans.filter((one) => isLive(one) && one.status !== 'settled');
  if (left.length > 0) return { outcome: { isSettled: false, isLending: true } };
  const settled = { settledOn: context.today, ...heldBy(context, 'archivist') };
  return {
    writes: [
      change(mortgageCase, item, settled, { event: 'mortgageCase.settled', to: 'settled', from: ['lending'] }),
      ...loans.filter(isLive).map((one) => guardVersion(loan, one)),
    ],
    outcome: { isSettled: true, isLending: false },
  };
};

export const handler = task(concludeCase, run);

async function withdrawn(context: Context, item: Loan): Promise<Write[]> {
  const [error, reason] = ['loan.withdrawn', '另一笔贷款未获批准'];
  return [
    change(loan, item, heldBy(context, 'customerService'), { event: 'loan.withdrawn', to: 'withdrawn', from: [item.status], reason }),
    ...(await cancelTodos(context, item.id, { error, reason })),
  ];
}
