import { openTodo } from '../../shared/areas/organisation/open-todo.operation.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import type { SettingKey } from '../../shared/areas/settings/known-settings.ts';
import { type DeadlineRule, due } from '../../shared/kit/calendar/deadline.ts';
import { endOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { procedureClock } from '../banking/procedure-clock.ts';
import type { Context } from '../kit/context.ts';
import { change, create } from '../kit/records/write.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';
import { subjectOf } from './subject.ts';

/** What is left of an earlier round of a step. */
const blank = { isProvisional: undefined, remindedAt: undefined, escalatedTo: undefined, doneBy: undefined, doneAt: undefined, outcome: undefined };

/**
 * Opens a step, or opens it again when the flow comes back to it; due by the procedure of its bank, or else by a dated setting. Called again for a step that is open (a retry, a redrive), it
 * hands the to-do the new token.
 */
export const run: Run<typeof openTodo> = async ({ input, context }) => {
  const { subject, writes: held } = await subjectOf(context, { id: input.subject, step: input.step });
  const { part = '-', step, role, token, partner } = input;
  const known = await context.records.find(todo, 'step', { subject: subject.id, step, part });
  if (known?.status === 'open') return { writes: [change(todo, known, { token }, { event: 'todo.reopened', from: ['open'] }), ...held] };
  const from = input.from ?? context.today;
  const { rule, source } = (await procedureClock(context, { subject: subject.id, step, on: from })) ?? (await settingClock(context, input.clock, from));
  const deadline = due(rule, from);
  const dueAt = input.until && endOfDay(input.until) < deadline.at ? endOfDay(input.until) : deadline.at;
  const who = { role, token, partner };
  const time = { openedAt: context.now, dueAt, dueSource: source, ...(deadline.provisional ? { isProvisional: true } : {}) };
  if (known)
    return { writes: [change(todo, known, { ...blank, ...time, ...who }, { event: 'todo.opened', from: ['done', 'cancelled'], to: 'open' }), ...held] };
  return {
    writes: [
      create(todo, { project: subject.project, subject: subject.id, subjectTitle: subject.title, ...time, step, part, ...who }, { event: 'todo.opened' }),
      ...held,
    ],
  };
};

export const handler = task(openTodo, run);

/** A clock that names no unit counts working days, as its label says. */
async function settingClock(context: Context, clock: string, on: string): Promise<{ rule: DeadlineRule; source: string }> {
  const { value, source } = await context.settings.get(clock as SettingKey, on);
  return { rule: { unit: 'workday', ...value } as DeadlineRule, source };
}
