import { remindTodos } from '../../shared/areas/organisation/remind-todos.operation.ts';
import { superiors } from '../../shared/areas/organisation/superiors.ts';
import { type Todo, todo } from '../../shared/areas/organisation/todo.resource.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import { type Role, roleNames } from '../../shared/kit/roles.ts';
import type { Context, ListRow } from '../kit/context.ts';
import { change } from '../kit/records/write.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';

/**
 * C22: what has come due is marked, and what stays overdue is put before the superior post. Doing it twice changes nothing.
 * Asking every post in turn costs a few reads an hour; an index of all due times would cost two writes with every to-do.
 */
export const run: Run<typeof remindTodos> = async ({ context }) => {
  const { value } = await context.settings.get('escalateAfter');
  let [reminded, escalated] = [0, 0];
  for (const role of roleNames) {
    for await (const row of overdue(context, role)) {
      const isLate = row.dueAt !== undefined && due(value, row.dueAt).at <= context.now;
      if (row.remindedAt && (row.escalatedTo || !isLate)) continue;
      await remind(context, await context.records.get(todo, row.id), isLate);
      if (isLate) escalated += 1;
      else reminded += 1;
    }
  }
  return { outcome: { reminded, escalated } };
};

export const handler = task(remindTodos, run);

async function* overdue(context: Context, role: Role): AsyncGenerator<ListRow<typeof todo>> {
  let cursor: string | undefined;
  do {
    const query = { index: 'byRole', where: { role }, until: context.now, limit: 100, ...(cursor ? { cursor } : {}) };
    const page: { items: ListRow<typeof todo>[]; next?: string } = await context.records.list(todo, query);
    yield* page.items;
    cursor = page.next;
  } while (cursor);
}

async function remind(context: Context, item: Todo, isLate: boolean): Promise<void> {
  if (item.status !== 'open') return;
  const changes = { ...(item.remindedAt ? {} : { remindedAt: context.now }), ...(isLate ? { escalatedTo: superiors[item.role] } : {}) };
  await context.records.write([change(todo, item, changes, { event: isLate ? 'todo.escalated' : 'todo.reminded', from: ['open'] })]);
}
