import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import type { Role } from '../../shared/kit/roles.ts';
import type { Context } from '../kit/context.ts';
import { change, create, type Write } from '../kit/records/write.ts';

/** Something that finance has to do, which no flow waits for. */
export type Asked = {
  readonly project: string;
  readonly subject: string;
  readonly title: string;
  readonly step: string;
  readonly part?: string;
  /** Dated setting with the working days it may take. */
  readonly clock: 'reconcileDays' | 'differenceDays' | 'stepDays';
  /** Who is asked; finance unless told. */
  readonly role?: Role;
};

/** What is left of an earlier round. */
const blank = { isProvisional: undefined, remindedAt: undefined, escalatedTo: undefined, doneBy: undefined, doneAt: undefined, outcome: undefined };

/** The to-do, opened or opened again; nothing where it is open already. */
export async function askWrites(context: Context, { project, subject, title, step, part = '-', clock, role = 'finance' }: Asked): Promise<Write[]> {
  const known = await context.records.find(todo, 'step', { subject, step, part });
  if (known?.status === 'open') return [];
  const { value, source } = await context.settings.get(clock);
  const deadline = due({ unit: 'workday', count: value.count }, context.today);
  const time = { openedAt: context.now, dueAt: deadline.at, dueSource: source, ...(deadline.provisional ? { isProvisional: true } : {}) };
  if (known) return [change(todo, known, { ...blank, ...time }, { event: 'todo.opened', to: 'open', from: ['done', 'cancelled'] })];
  const about = { project, subject, subjectTitle: title, step, part, role };
  return [create(todo, { ...about, ...time }, { event: 'todo.opened' })];
}

/** Finishes a to-do that was done by way of another record. */
export async function doneWrites(context: Context, { subject, step, part = '-' }: Pick<Asked, 'subject' | 'step' | 'part'>): Promise<Write[]> {
  const known = await context.records.find(todo, 'step', { subject, step, part });
  if (known?.status !== 'open') return [];
  return [change(todo, known, { doneBy: context.actor.id, doneAt: context.now }, { event: 'todo.done', to: 'done', from: ['open'] })];
}
