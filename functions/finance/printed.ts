import type { PrintedForm } from '../kit/print/form.ts';
import { printForm } from '../kit/print/print-form.ts';

/** A PDF as operations answer it: an answer of an API holds 6 MB, and a page has some 10 kB. */
export type PrintedFile = { readonly fileName: string; readonly contentType: 'application/pdf'; readonly base64: string };

/**
 * Prints a form into an answer.
 * @throws RefusalError `print.glyph`
 */
export async function printed(fileName: string, form: PrintedForm): Promise<PrintedFile> {
  return { fileName: `${fileName}.pdf`, contentType: 'application/pdf', base64: Buffer.from(await printForm(form)).toString('base64') };
}
