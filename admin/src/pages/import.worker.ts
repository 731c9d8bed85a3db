import * as z from 'zod';
import { priceListMessages } from '../../../shared/areas/projects/price-list/messages.ts';
import { type PriceList, parsePriceList } from '../../../shared/areas/projects/price-list/parse.ts';
import { fill } from '../../../shared/kit/errors.ts';
import type { Label } from '../../../shared/kit/label.ts';
import { readSheets } from '../../../shared/kit/table-file/read-sheets.ts';
import { sha256Of } from '../sha256.ts';

z.config({ jitless: true });

export type SheetResult = PriceList & { readonly name: string };
export type ImportAnswer = { readonly hash: string; readonly sheets: readonly SheetResult[] } | { readonly refusal: Label };

/** Reads a price list away from the page, which stays responsive: 10,000 rows take seconds. */
self.onmessage = async ({ data: file }: MessageEvent<File>) => self.postMessage(await readList(file));

async function readList(file: File): Promise<ImportAnswer> {
  const read = await readSheets(new Uint8Array(await file.arrayBuffer()));
  if (!read.ok) {
    const message = priceListMessages[read.key];
    return { refusal: { zh: fill(message.zh, read.params), en: fill(message.en, read.params) } };
  }
  const sheets = read.value.map((sheet, place) => ({ ...parsePriceList(sheet), name: sheet.name ?? String(place + 1) }));
  return { hash: await sha256Of(file), sheets };
}
