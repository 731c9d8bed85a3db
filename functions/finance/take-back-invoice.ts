import { type Invoice, invoice } from '../../shared/areas/finance/invoice.resource.ts';
import type { RedLetter } from '../../shared/areas/finance/red-letter.ts';
import { failField } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';

/**
 * An invoice that stands no longer: void while it is in the office and no red-letter invoice is named, red-lettered otherwise.
 *
 * @throws RefusalError `request.invalid` naming `redNumber` or `redOn`
 */
export function takeBackInvoice(context: Context, item: Invoice, { redNumber, redOn, reason }: RedLetter & { readonly reason: string }): Write {
  if (item.status === 'issued' && !redNumber && !redOn) return change(invoice, item, {}, { event: 'invoice.voided', to: 'void', from: ['issued'], reason });
  const needed = { number: item.number };
  if (!redNumber) return failField('redNumber', 'invoice.redNeeded', needed);
  if (!redOn) return failField('redOn', 'invoice.redNeeded', needed);
  if (redOn > context.today) failField('redOn', 'date.future');
  if (redOn < item.issuedOn) failField('redOn', 'invoice.beforeIssue');
  return change(invoice, item, { redNumber, redOn }, { event: 'invoice.redLettered', to: 'red', from: ['issued', 'collected'], reason });
}
