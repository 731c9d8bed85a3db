import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';

/** Cancels every open to-do of a subject; the flow that waits for one of them hears `error`. */
export async function cancelTodos(context: Context, subject: string, why: { error: string; reason: string }): Promise<Write[]> {
  const { items } = await context.records.list(todo, { index: 'bySubject', where: { subject }, limit: 100 });
  const open = await Promise.all(items.filter((x) => x.status === 'open').map((x) => context.records.get(todo, x.id)));
  return open.map((item) =>
    change(todo, item, { outcome: { error: why.error } }, { event: 'todo.cancelled', to: 'cancelled', from: ['open'], reason: why.reason }),
  );
}
