import * as z from 'zod';
import { statementMessages } from '../../../../shared/areas/finance/bank-statement/messages.ts';
import { readStatement, type StatementFile } from '../../../../shared/areas/finance/bank-statement/read-statement.ts';
import { fill } from '../../../../shared/kit/errors.ts';
import type { Label } from '../../../../shared/kit/label.ts';

z.config({ jitless: true });

export type StatementAnswer = { readonly statement: StatementFile } | { readonly refusal: Label };

/** Reads a bank's statement away from the page, which stays responsive. */
self.onmessage = async ({ data: file }: MessageEvent<File>) => self.postMessage(await read(file));

async function read(file: File): Promise<StatementAnswer> {
  const found = await readStatement(new Uint8Array(await file.arrayBuffer()));
  if (found.ok) return { statement: found.value };
  const message = statementMessages[found.key];
  return { refusal: { zh: fill(message.zh, found.params), en: fill(message.en, found.params) } };
}
