import { accept, type Checked } from '../../../kit/checked.ts';
import { sha256Hex } from '../../../kit/sha256.ts';
import type { CsvKey } from '../../../kit/table-file/read-csv.ts';
import { readSheets } from '../../../kit/table-file/read-sheets.ts';
import type { XlsxKey } from '../../../kit/table-file/read-xlsx.ts';
import { parseStatement } from './parse.ts';
import type { Statement, StatementLine } from './statement.ts';

/** A transaction with an identity that is the same in every file that holds it, within one account. */
export type IdentifiedLine = StatementLine & { readonly key: string };

/** `sha256` is the identity of the file; `sheet` names the sheet that was read. */
export type StatementFile = Omit<Statement, 'lines'> & { readonly lines: readonly IdentifiedLine[]; readonly sha256: string; readonly sheet?: string };

/** Hex characters of a composite identity: 128 bits of the hash. */
const keyLength = 32;

/**
 * Reads an uploaded bank statement (.xlsx, or CSV in UTF-8 or GB18030): the first of its sheets that has transactions.
 *
 * @example
 * const read = await readStatement(new Uint8Array(await file.arrayBuffer()))
 * if (read.ok) read.value.lines[0]?.key // 's:2026110512345678:in'
 */
export async function readStatement(bytes: Uint8Array<ArrayBuffer>): Promise<Checked<StatementFile, CsvKey | XlsxKey>> {
  const read = await readSheets(bytes);
  if (!read.ok) return read;
  const statements = read.value.map((sheet) => ({ sheet, statement: parseStatement(sheet) }));
  const chosen = statements.find(({ statement }) => statement.lines.length > 0) ?? statements[0];
  const { lines, ...rest } = chosen?.statement ?? parseStatement({ cells: [] });
  const name = chosen?.sheet.name;
  return accept({ ...rest, lines: await identified(lines), sha256: await sha256Hex(bytes), ...(name === undefined ? {} : { sheet: name }) });
}

/**
 * Gives transactions their identity: the bank's serial number and the side of the account; without one a hash of what the row
 * says, and its place among rows that say the same.
 * @example (await identified([{ row: 2, on: '2026-11-05', amountFen: 100, serial: 'A1' }]))[0]?.key // 's:A1:in'
 */
export async function identified(lines: readonly StatementLine[]): Promise<readonly IdentifiedLine[]> {
  const seen = new Map<string, number>();
  return Promise.all(
    lines.map(async (line) => {
      if (line.serial !== undefined) return { ...line, key: `s:${line.serial}:${line.amountFen > 0 ? 'in' : 'out'}` };
      const { on, amountFen, balanceFen, payer, payerAccount, summary } = line;
      const text = JSON.stringify([on, amountFen, balanceFen, payer, payerAccount, summary]);
      const nth = (seen.get(text) ?? 0) + 1;
      seen.set(text, nth);
      return { ...line, key: `c:${(await sha256Hex(new TextEncoder().encode(`${text} ${nth}`))).slice(0, keyLength)}` };
    }),
  );
}
