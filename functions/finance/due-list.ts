import { callResult } from '../../shared/areas/finance/call-result.resource.ts';
import { dueList } from '../../shared/areas/finance/due-list.operation.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { decide } from '../../shared/kit/access.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import { toDayNumber } from '../../shared/kit/calendar/plain-date.ts';
import type { Context } from '../kit/context.ts';
import { type Run, serve } from '../kit/serve.ts';
import { damagesDue } from './damages-terms.ts';
import { readAll } from './read-all.ts';

/** Most lines of one list; `isCut` tells that there are more. */
const mostLines = 500;

/** F11: the earliest due first, so that what is overdue longest stands at the top. */
export const run: Run<typeof dueList> = async ({ input, context }) => {
  const ahead = await context.settings.get('dueListAhead');
  const until = input.until ?? due(ahead.value, context.today).on;
  const places = input.project ? [input.project] : await placesOf(context);
  const query = (place: string) => ({ index: 'byDue', where: { project: place }, until, limit: 100 });
  const found = await Promise.all(places.map((place) => readAll((cursor) => context.records.list(receivable, { ...query(place), ...cursor }))));
  const ids = found
    .flat()
    .toSorted((a, b) => (String(a.dueOn) < String(b.dueOn) ? -1 : 1))
    .map(({ id }) => id);
  const lines = await Promise.all(ids.slice(0, mostLines).map((id) => lineOf(context, id)));
  return { body: { until, lines, isCut: ids.length > mostLines } };
};

export const handler = serve(dueList, run);

async function placesOf(context: Context): Promise<readonly string[]> {
  if (decide(receivable.access.read, context.actor) !== true) return context.actor.projects === '*' ? [] : context.actor.projects;
  const all = await readAll((cursor) => context.records.list(project, { index: 'all', where: {}, limit: 100, ...cursor }));
  return all.map(({ id }) => id);
}

async function lineOf(context: Context, id: string) {
  const debt = await context.records.get(receivable, id);
  const { dueOn, amount, paid, contract, customer, kind, sequence } = debt;
  const calls = await context.records.list(callResult, { index: 'byReceivable', where: { receivable: id }, order: 'desc', limit: 1 });
  const [last] = calls.items;
  return {
    receivable: id,
    project: debt.project,
    contract,
    customer,
    kind,
    sequence,
    dueOn,
    amount,
    unpaid: amount - paid,
    overdueDays: Math.max(0, toDayNumber(context.today) - toDayNumber(dueOn)),
    damages: (await damagesDue(context, debt, context.today)).toCharge,
    ...(last ? { lastCall: { calledOn: last.calledOn, answer: last.answer, promisedOn: last.promisedOn ?? null } } : {}),
  };
}
