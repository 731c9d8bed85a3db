import type { IdentifiedLine, StatementFile } from '../../../../shared/areas/finance/bank-statement/read-statement.ts';
import { linesOfOneCall } from '../../../../shared/areas/finance/imported-line.ts';
import { resourceEntry } from '../../office.ts';
import { call } from '../../providers/api.ts';
import type { Row } from '../../providers/data.ts';
import { patiently } from '../import-run.ts';
import { lineOf } from './lines.ts';

const path = () => resourceEntry('bankStatement').path;

/** Makes the record that an import counts on. */
export async function beginStatement(owner: { project: string; bank: string; fileName: string }, statement: StatementFile): Promise<Row> {
  const { sha256: fileHash, from: startsOn, to: endsOn, openingFen: opening, closingFen: closing, lines } = statement;
  const body = { ...owner, fileHash, startsOn, endsOn, lineCount: lines.length, ...balance({ opening, closing }) };
  return (await call<{ data: Row }>(path(), { method: 'POST', body })).data;
}

/** An account below zero has no place among the counts of a statement; its lines still tell of it. */
const balance = (named: Readonly<Record<string, number | undefined>>) =>
  Object.fromEntries(Object.entries(named).filter(([, fen]) => fen !== undefined && fen >= 0));

/**
 * Sends the lines part by part from where the import stands, and has the whole compared with the ledger. Parts sent twice
 * change nothing, so that it may be taken up again.
 *
 * @param report told how many lines are in after each part
 * @throws ApiProblem when a part is refused
 */
export async function runStatement({ id, ...record }: Row, lines: readonly IdentifiedLine[], report: (count: number) => void): Promise<void> {
  let [done, status] = [Number(record.importedCount ?? 0), record.status];
  report(done);
  while (status === 'importing') {
    const body = { start: done, lines: lines.slice(done, done + linesOfOneCall).map(lineOf) };
    const { data } = await patiently(() => call<{ data: { importedCount: number; status: string } }>(`${path()}/${id}/import`, { method: 'POST', body }));
    if (data.importedCount <= done) throw new Error(`expected the import to go beyond ${done}, got ${data.importedCount}`);
    [done, status] = [data.importedCount, data.status];
    report(done);
  }
  if (status === 'read') await patiently(() => call(`${path()}/${id}/match`, { method: 'POST', body: {} }));
}
