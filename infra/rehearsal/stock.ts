import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { importRow, rowsOfOneCall } from '../../shared/areas/projects/import-rows.ts';
import { parsePriceList } from '../../shared/areas/projects/price-list/parse.ts';
import type { ParsedUnit } from '../../shared/areas/projects/price-list/unit-row.ts';
import { readXlsx } from '../../shared/kit/table-file/read-xlsx.ts';
import { must, RehearsalError } from './case.ts';
import type { Client } from './client.ts';

/** The price list of 1,200 units that comes with the office. */
export const sampleList = new URL('../../shared/areas/projects/price-list/sample/price-list-1200.xlsx', import.meta.url);

/** Reads a price list as the console does; throws when a row of it is wrong. */
export async function readList(file: URL): Promise<{ rows: ParsedUnit[]; hash: string }> {
  const bytes = readFileSync(file);
  const book = await readXlsx(new Uint8Array(bytes));
  const sheet = book.ok ? book.value[0] : undefined;
  if (!sheet) throw new RehearsalError(`expected an .xlsx price list in ${file.pathname}`);
  const { rows, issues } = parsePriceList(sheet);
  const wrong = issues.find((issue) => issue.level === 'error');
  if (wrong) throw new RehearsalError(`row ${wrong.row} of the price list: ${wrong.key}`);
  return { rows, hash: createHash('sha256').update(bytes).digest('hex') };
}

export type Imported = { readonly id: string; readonly importedCount: number; readonly calls: number };

/** Imports a list into a project, a hundred rows a call; `mark` keeps the buildings of one run apart from another's. */
export async function importList(
  client: Client,
  input: { project: string; rows: readonly ParsedUnit[]; hash: string; validFrom: string; mark?: string },
): Promise<Imported> {
  const { project, validFrom, mark = '' } = input;
  const units = input.rows.map(importRow).map((row) => ({ ...row, building: `${mark}${row.building}` }));
  const fileHash = mark
    ? createHash('sha256')
        .update(input.hash + mark)
        .digest('hex')
    : input.hash;
  const list = { project, name: `一房一价表 ${mark}`.trim(), validFrom, fileName: 'price-list-1200.xlsx', fileHash, unitCount: units.length };
  const made = must(await client.post<{ id: string }>('/projects/price-list', list), 'price list').data;
  let [importedCount, calls] = [0, 0];
  for (let from = 0; from < units.length; from += rowsOfOneCall) {
    const part = { from, units: units.slice(from, from + rowsOfOneCall) };
    importedCount = must(await client.post<{ importedCount: number }>(`/projects/price-list/${made.id}/import`, part), `rows from ${from}`).data.importedCount;
    calls += 1;
  }
  return { id: made.id, importedCount, calls };
}

/** Receives and issues stamped blanks of a form; answers their ids. */
export async function issueBlanks(
  office: { clerk: Client; holder: string },
  input: { project: string; kind: 'subscription' | 'contract'; prefix: string; count: number },
): Promise<string[]> {
  const { ids } = must(await office.clerk.post<{ ids: string[] }>('/contracts/stamped-blank/receive', { ...input, from: 1 }), 'blanks').data;
  for (const id of ids) must(await office.clerk.post(`/contracts/stamped-blank/${id}/issue`, { holder: office.holder }), 'issue');
  return ids;
}
