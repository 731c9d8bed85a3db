import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { type BankStatement, bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { type ImportStatementInput, importStatement } from '../../shared/areas/finance/import-statement.operation.ts';
import { nameOfLine } from '../../shared/areas/finance/imported-line.ts';
import { statementLine } from '../../shared/areas/finance/statement-line.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context } from '../kit/context.ts';
import { change, create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

type Line = ImportStatementInput['lines'][number];

/** Lines of one write: a line is a record and an audit event, and a transaction holds 100 actions. */
const linesOfOneWrite = 40;

/**
 * G5: lines go in order, a few in each transaction together with how far the file has come, so that an interrupted import goes on
 * where it stopped. A line that the office knows from another file is counted and passed over: nothing is there twice.
 */
export const run: Run<typeof importStatement> = async ({ input, id, context }) => {
  let item = await context.records.get(bankStatement, id, { consistent: true });
  await chosen(context, bank, { field: 'lines', id: item.bank });
  refuseMisfits(item, input);
  for (let done = item.importedCount ?? 0; item.status === 'importing' && done < input.start + input.lines.length; done = item.importedCount ?? 0) {
    item = await writeLines(context, item, input.lines.slice(done - input.start, done - input.start + linesOfOneWrite));
  }
  const { importedCount = 0, knownCount = 0, lineCount, status } = item;
  return { body: { importedCount, knownCount, lineCount, status } };
};

export const handler = serve(importStatement, run);

async function writeLines(context: Context, item: BankStatement, lines: readonly Line[]): Promise<BankStatement> {
  const { project, bank: at, id } = item;
  const owner = { project, bank: at };
  const known = await Promise.all(lines.map(({ identity }) => context.records.find(statementLine, 'identity', { ...owner, identity })));
  const fresh = lines.filter((_, place) => !known[place]);
  const importedCount = (item.importedCount ?? 0) + lines.length;
  const progress = { importedCount, knownCount: (item.knownCount ?? 0) + lines.length - fresh.length };
  const isWhole = importedCount === item.lineCount;
  const [written] = await context.records.write([
    change(bankStatement, item, progress, { event: 'bankStatement.imported', from: ['importing'], ...(isWhole ? { to: 'read' } : {}) }),
    ...fresh.map((line) => create(statementLine, { ...owner, statement: id, name: nameOfLine(line), ...line }, { event: 'statementLine.imported' })),
  ]);
  return written as BankStatement;
}

/** What is wrong with a part is said before anything of it is written. */
function refuseMisfits({ importedCount = 0, lineCount }: BankStatement, { start, lines }: ImportStatementInput): void {
  if (start > importedCount) failField('start', 'import.gap', { expected: importedCount });
  if (start + lines.length > lineCount) failField('lines', 'statement.otherCount', { most: lineCount });
  const identities = lines.map(({ identity }) => identity);
  const second = identities.findIndex((identity, place) => identities.indexOf(identity) !== place);
  if (second >= 0) failField(`lines.${second}.identity`, 'field.taken', { fields: statementLine.label });
  const empty = lines.findIndex(({ amount }) => amount === 0);
  if (empty >= 0) failField(`lines.${empty}.amount`, 'field.tooSmall', { least: 1 });
}
