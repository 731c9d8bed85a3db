import { type BankStatement, bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { nameOfLine } from '../../shared/areas/finance/imported-line.ts';
import { differences } from '../../shared/areas/finance/line-states.ts';
import { matchStatement } from '../../shared/areas/finance/match-statement.operation.ts';
import { resolveLine } from '../../shared/areas/finance/resolve-line.operation.ts';
import { type StatementLine, statementLine } from '../../shared/areas/finance/statement-line.resource.ts';
import type { Context } from '../kit/context.ts';
import { keyedId } from '../kit/records/keyed.ts';
import { change, create, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { compare, linesOf, type Outcome, type Posting } from './compare-statement.ts';
import { askWrites, doneWrites } from './finance-todo.ts';

/** A difference is a line, its audit event, and a to-do with its own: far below the 100 actions of a transaction. */
const linesOfOneWrite = 15;
/** To-do that asks for a statement, see `ask-reconciliation.ts`. */
const step = matchStatement.name;

/**
 * G5: lines are settled a few at a time and the statement last, so that what breaks off is taken up again by asking once more:
 * only lines that are still new are compared.
 */
export const run: Run<typeof matchStatement> = async ({ id, context }) => {
  const item = await context.records.get(bankStatement, id);
  const { outcomes, missingThere } = await compare(context, item);
  for (const part of parts(outcomes)) await write(context, await Promise.all(part.map((outcome) => settle(context, outcome))));
  for (const part of parts(missingThere)) await write(context, await Promise.all(part.map((posting) => note(context, item, posting))));
  const counts = await countsOf(context, item, missingThere);
  const to = counts.differenceCount > 0 ? 'open' : 'reconciled';
  return {
    writes: [
      change(bankStatement, item, counts, { event: 'bankStatement.matched', to, from: ['read'] }),
      ...(await doneWrites(context, { subject: item.bank, step, part: item.project })),
    ],
  };
};

export const handler = serve(matchStatement, run);

const parts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / linesOfOneWrite) }, (_, place) => all.slice(place * linesOfOneWrite, (place + 1) * linesOfOneWrite));

async function write(context: Context, settled: readonly Write[][]): Promise<void> {
  const writes = settled.flat();
  if (writes.length > 0) await context.records.write(writes);
}

async function settle(context: Context, outcome: Outcome): Promise<Write[]> {
  const line = await context.records.get(statementLine, outcome.line, { consistent: true });
  if (line.status !== 'new') return [];
  const { to } = outcome;
  const found = to === 'matched' ? { receipt: outcome.receipt } : to === 'missingHere' ? {} : { candidates: [...outcome.candidates] };
  const settled = change(statementLine, line, found, { event: `statementLine.${to}`, to, from: ['new'] });
  return to === 'matched' ? [settled] : [settled, ...(await askAbout(context, line))];
}

/** A posting that the bank does not have stands among the lines, under an identity of its own. */
async function note(context: Context, item: BankStatement, posting: Posting): Promise<Write[]> {
  const { project, bank, id: statement } = item;
  const { entry, receivedOn = '', amount = 0, serial, payer, number = posting.id } = posting;
  const owner = { project, bank, identity: identityOf(posting) };
  if (await context.records.find(statementLine, 'identity', owner)) return [];
  const direction = entry === 'refund' ? ('out' as const) : ('in' as const);
  const details = { ...(serial ? { serial } : {}), ...(payer ? { payer } : {}), purpose: number };
  const name = nameOfLine({ bookedOn: receivedOn, direction, amount, serial });
  const values = { ...owner, statement, name, bookedOn: receivedOn, direction, amount, receipt: posting.id, ...details };
  return [
    create(statementLine, values, { event: 'statementLine.missingThere', status: 'missingThere' }),
    ...(await askAbout(context, { id: idOfNote(item, posting), project, name })),
  ];
}

const identityOf = ({ id }: Posting): string => `p:${id}`;
const idOfNote = ({ project, bank }: BankStatement, posting: Posting): string => keyedId(statementLine, { project, bank, identity: identityOf(posting) }) ?? '';

const askAbout = (context: Context, { id, project, name }: Pick<StatementLine, 'id' | 'project' | 'name'>): Promise<Write[]> =>
  askWrites(context, { project, subject: id, title: name, step: resolveLine.name, clock: 'differenceDays' });

const isDifference = ({ status }: StatementLine): boolean => differences.some((name) => name === status);

/** Every line is read as it stands now: somebody may have settled one meanwhile. */
async function countsOf(context: Context, item: BankStatement, missing: readonly Posting[]) {
  const rows = await linesOf(context, item.id);
  const ids = new Set([...rows.map(({ id }) => id), ...missing.map((posting) => idOfNote(item, posting))]);
  const found = await Promise.all([...ids].map((id) => context.records.get(statementLine, id, { consistent: true })));
  // A posting that is missing may be a difference of an earlier statement already.
  const lines = found.filter((line) => line.statement === item.id);
  return { matchedCount: lines.filter(({ status }) => status === 'matched').length, differenceCount: lines.filter(isDifference).length };
}
