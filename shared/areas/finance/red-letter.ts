import { f } from '../../kit/fields/f.ts';

/** The red-letter invoice (红字发票) that takes one back. */
export const redLetter = {
  redNumber: f.text('红字发票号码', 'Red-letter invoice no.', { optional: true, most: 60 }),
  redOn: f.date('红冲日', 'Red-lettered on', { optional: true }),
};
export type RedLetter = { readonly redNumber?: string | undefined; readonly redOn?: string | undefined };
