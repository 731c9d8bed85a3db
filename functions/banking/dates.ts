import { failField } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';

/**
 * Refuses a date of the input that lies in the future, or before what must have come first.
 *
 * @throws RefusalError `request.invalid` naming the field
 */
export function refuseDate(context: Context, field: string, { on, least }: { on: string; least?: string | undefined }): void {
  if (on > context.today) failField(field, 'date.future');
  if (least && on < least) failField(field, 'date.before', { least });
}
