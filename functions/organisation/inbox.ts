import { inbox } from '../../shared/areas/organisation/inbox.operation.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { type Run, serve } from '../kit/serve.ts';

/** The open to-dos of every post the person holds, and what was escalated to them; the most urgent first. */
export const run: Run<typeof inbox> = async ({ context }) => {
  const pages = await Promise.all(
    context.actor.roles.flatMap((role) => [
      context.records.list(todo, { index: 'byRole', where: { role }, limit: 100 }),
      context.records.list(todo, { index: 'byEscalated', where: { escalatedTo: role }, limit: 100 }),
    ]),
  );
  const mine = new Map(pages.flatMap((page) => page.items.map((item) => [item.id, item] as const)));
  return { body: [...mine.values()].sort((a, b) => String(a.dueAt).localeCompare(String(b.dueAt))) };
};

export const handler = serve(inbox, run);
