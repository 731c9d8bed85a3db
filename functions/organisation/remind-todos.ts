import { remindTodos } from '../../shared/areas/organisation/remind-todos.operation.ts';
import { superiors } from '../../shared/areas/organisation/superiors.ts';
import { type Todo, todo } from '../../shared/areas/organisation/todo.resource.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import type { Context } from '../kit/context.ts';
import { change } from '../kit/records/write.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';

/** C22: what has come due is marked, and what stays overdue is put before the superior post. Doing it twice changes nothing. */
export const run: Run<typeof remindTodos> = async ({ context }) => {
  const { value } = await context.settings.get('escalateAfter');
  let [cursor, reminded, escalated]: [string | undefined, number, number] = [undefined, 0, 0];
  do {
    const page: Awaited<ReturnType<typeof overdue>> = await overdue(context, cursor);
    for (const row of page.items) {
      const isLate = row.dueAt !== undefined && due(value, row.dueAt).at <= context.now;
      if (row.remindedAt && (row.escalatedTo || !isLate)) continue;
      const item = await context.records.get(todo, row.id);
      if (item.status !== 'open') continue;
      const changes = { ...(item.remindedAt ? {} : { remindedAt: context.now }), ...(isLate ? escalation(item) : {}) };
      await context.records.write([change(todo, item, changes, { event: isLate ? 'todo.escalated' : 'todo.reminded', from: ['open'] })]);
      if (isLate) escalated += 1;
      else reminded += 1;
    }
    cursor = page.next;
  } while (cursor);
  return { outcome: { reminded, escalated } };
};

export const handler = task(remindTodos, run);

const overdue = (context: Context, cursor: string | undefined) =>
  context.records.list(todo, { index: 'byDue', where: { status: 'open' }, until: context.now, limit: 100, ...(cursor ? { cursor } : {}) });

const escalation = (item: Todo): Partial<Todo> => ({ escalatedTo: superiors[item.role] });
