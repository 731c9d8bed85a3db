import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { openTodo } from '../../shared/areas/organisation/open-todo.operation.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import type { SettingKey } from '../../shared/areas/settings/known-settings.ts';
import { type DeadlineRule, due } from '../../shared/kit/calendar/deadline.ts';
import { endOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change, create } from '../kit/records/write.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';

/**
 * Opens a step. Called again for the same step (a retry, a redrive), it hands the open to-do the new token instead of opening
 * a second one.
 */
export const run: Run<typeof openTodo> = async ({ input, context }) => {
  const subject = await context.records.get(contract, input.subject);
  if (subject.status === 'void') fail('contract.voided');
  const { part = '-', step, role, token } = input;
  const open = await context.records.find(todo, 'openStep', { subject: subject.id, step, part });
  if (open) return { writes: [change(todo, open, { token }, { event: 'todo.reopened', from: ['open'] })] };
  const { value, source } = await context.settings.get(input.clock as SettingKey, input.from ?? context.today);
  const deadline = due(ruleOf(value), input.from ?? context.today);
  const dueAt = input.until && endOfDay(input.until) < deadline.at ? endOfDay(input.until) : deadline.at;
  const about = { project: subject.project, subject: subject.id, subjectTitle: subject.number };
  const time = { openedAt: context.now, dueAt, dueSource: source, ...(deadline.provisional ? { isProvisional: true } : {}) };
  return { writes: [create(todo, { ...about, ...time, step, part, role, token }, { event: 'todo.opened' })] };
};

export const handler = task(openTodo, run);

/** A clock that names no unit counts working days, as its label says. */
function ruleOf(value: Readonly<Record<string, unknown>>): DeadlineRule {
  return { unit: 'workday', ...value } as DeadlineRule;
}
