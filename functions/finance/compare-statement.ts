import type { BankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { type BankLine, type Expected, type MatchedBy, matchLines } from '../../shared/areas/finance/match-lines.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { statementLine } from '../../shared/areas/finance/statement-line.resource.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import { addDays, toDayNumber } from '../../shared/kit/calendar/plain-date.ts';
import { fail } from '../../shared/kit/errors.ts';
import type { Context, ListRow } from '../kit/context.ts';
import { readAll } from './read-all.ts';

type LineRow = ListRow<typeof statementLine>;
export type Posting = ListRow<typeof receipt>;
/** What becomes of a line of the bank. */
export type Outcome =
  | { readonly line: string; readonly to: 'matched'; readonly receipt: string; readonly by: MatchedBy }
  | { readonly line: string; readonly to: 'missingHere' }
  | { readonly line: string; readonly to: 'amountDiffers' | 'ambiguous'; readonly candidates: readonly string[] };
/** `missingThere`: postings within the days of the statement that the bank does not have. */
export type Comparison = { readonly outcomes: readonly Outcome[]; readonly missingThere: readonly Posting[] };

/** Postings that a line may be one of, as many as a record of it holds. */
const mostCandidates = 50;

/**
 * Compares the lines of a statement that are still to be compared with the postings at its bank that no line has yet.
 *
 * @throws RefusalError `record.busy` while lines that were just written are not in the list yet
 */
export async function compare(context: Context, item: BankStatement): Promise<Comparison> {
  const { project, bank, startsOn, endsOn, lineCount, knownCount = 0 } = item;
  const rows = await linesOf(context, item.id);
  if (rows.filter((row) => row.status !== 'missingThere').length < lineCount - knownCount) fail('record.busy');
  const { value } = await context.settings.get('matchWindow', endsOn);
  const windowDays = toDayNumber(due(value, endsOn).on) - toDayNumber(endsOn);
  const query = { index: 'byBank', where: { project, bank }, from: addDays(startsOn, -windowDays), until: addDays(endsOn, windowDays), limit: 100 };
  const postings = await readAll((cursor) => context.records.list(receipt, { ...query, ...cursor }));
  const held = await Promise.all(postings.map(({ id }) => context.records.find(statementLine, 'receipt', { receipt: id })));
  const open = postings.filter((_, place) => !held[place]);
  const found = matchLines(rows.filter(({ status }) => status === 'new').map(bankLine), open.map(expectedOf), windowDays);
  const outcomes: Outcome[] = [
    ...found.matched.map(({ line, expected, by }) => ({ line: line.id, to: 'matched', receipt: expected.id, by }) as const),
    ...found.amountDiffers.map(({ line, expected }) => ({ line: line.id, to: 'amountDiffers', candidates: [expected.id] }) as const),
    ...found.ambiguous.flatMap(({ lines, expected }) =>
      lines.map((line) => ({ line: line.id, to: 'ambiguous', candidates: expected.slice(0, mostCandidates).map(({ id }) => id) }) as const),
    ),
    ...found.missingInLedger.map((line) => ({ line: line.id, to: 'missingHere' }) as const),
  ];
  const missing = new Set(found.missingAtBank.map(({ id }) => id));
  const isWithin = ({ receivedOn = '' }: Posting) => receivedOn >= startsOn && receivedOn <= endsOn;
  return { outcomes, missingThere: open.filter((posting) => missing.has(posting.id) && isWithin(posting)) };
}

/** Every line of a statement, in its order. */
export const linesOf = (context: Context, statement: string): Promise<LineRow[]> =>
  readAll((cursor) => context.records.list(statementLine, { index: 'byStatement', where: { statement }, limit: 100, ...cursor }));

function bankLine({ id, identity = '', bookedOn = '', direction, amount = 0, serial, payer }: LineRow): BankLine & { id: string } {
  return { id, key: identity, on: bookedOn, amountFen: direction === 'in' ? amount : -amount, serial, payer };
}

function expectedOf({ id, entry, receivedOn, amount = 0, serial, payer }: Posting): Expected {
  return { id, amountFen: entry === 'refund' ? -amount : amount, on: receivedOn, serial, payer };
}
