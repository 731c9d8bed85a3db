import { type Bank, bank } from '../../shared/areas/banking/bank.resource.ts';
import { agreedInterval } from '../../shared/areas/banking/bank-agreements.ts';
import { askReconciliation } from '../../shared/areas/finance/ask-reconciliation.operation.ts';
import { bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { matchStatement } from '../../shared/areas/finance/match-statement.operation.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { type DeadlineRule, due } from '../../shared/kit/calendar/deadline.ts';
import type { Context } from '../kit/context.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';
import { askWrites } from './finance-todo.ts';
import { readAll } from './read-all.ts';

/** F12: by the agreement with the bank, or else by the setting; counted from the last day that a statement covers, or from the first posting at a bank. Asked again, it changes nothing. */
export const run: Run<typeof askReconciliation> = async ({ context }) => {
  const { value } = await context.settings.get('reconcileEvery');
  const [places, banks] = await Promise.all([
    readAll((cursor) => context.records.list(project, { index: 'all', where: {}, limit: 100, ...cursor })),
    readAll((cursor) => context.records.list(bank, { index: 'all', where: {}, limit: 100, ...cursor })),
  ]);
  let asked = 0;
  for (const house of banks) {
    const { agreements = [] } = await context.records.get(bank, house.id);
    const agreed = agreedInterval(agreements, context.today);
    const every: DeadlineRule = agreed ? { unit: 'calendarDay', count: agreed.days } : value;
    for (const place of places) {
      const last = await lastDayOf(context, { project: place.id, bank: house.id });
      if (last && due(every, last).on < context.today) asked += await ask(context, place.id, house);
    }
  }
  return { outcome: { asked } };
};

export const handler = task(askReconciliation, run);

async function lastDayOf(context: Context, where: { project: string; bank: string }): Promise<string | undefined> {
  const index = 'byBank';
  const statements = await context.records.list(bankStatement, { index, where, order: 'desc', limit: 10 });
  const covered = statements.items.find(({ status }) => status === 'open' || status === 'reconciled')?.endsOn;
  return covered ?? (await context.records.list(receipt, { index, where, limit: 1 })).items[0]?.receivedOn;
}

async function ask(context: Context, place: string, { id, name = id }: Pick<Bank, 'id'> & { name?: string }): Promise<number> {
  const writes = await askWrites(context, { project: place, subject: id, title: name, step: matchStatement.name, part: place, clock: 'reconcileDays' });
  if (writes.length > 0) await context.records.write(writes);
  return writes.length;
}
