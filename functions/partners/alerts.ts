import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import type { Context } from '../kit/context.ts';
import { change, create, type Write } from '../kit/records/write.ts';

/** What an administrator must see to: the record, what it is called, and the operation that settles it. */
export type Alert = { readonly subject: string; readonly title: string; readonly step: string; readonly dueAt: string };

const part = '-';

/** Opens a to-do for the administrators, or puts the open one off to another time; none when it is as it should be. */
export async function openAlert(context: Context, { subject, title, step, dueAt }: Alert): Promise<Write[]> {
  const known = await context.records.find(todo, 'step', { subject, step, part });
  const time = { openedAt: context.now, dueAt };
  if (known?.status === 'open') return [change(todo, known, { dueAt, remindedAt: context.now }, { event: 'todo.reminded', from: ['open'] })];
  const blank = { remindedAt: undefined, escalatedTo: undefined, doneBy: undefined, doneAt: undefined, outcome: undefined };
  if (known) return [change(todo, known, { ...blank, ...time }, { event: 'todo.opened', from: ['done', 'cancelled'], to: 'open' })];
  // It concerns the whole office: it stands in no project.
  return [create(todo, { subject, subjectTitle: title, step, part, role: 'systemAdmin', ...time }, { event: 'todo.opened' })];
}

/** Finishes the alert of a step, if one is open. */
export async function closeAlert(context: Context, { subject, step }: Pick<Alert, 'subject' | 'step'>): Promise<Write[]> {
  const known = await context.records.find(todo, 'step', { subject, step, part });
  if (known?.status !== 'open') return [];
  return [change(todo, known, { doneBy: context.actor.id, doneAt: context.now }, { event: 'todo.done', to: 'done', from: ['open'] })];
}
