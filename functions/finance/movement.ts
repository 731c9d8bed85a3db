import { failField } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';

/** What no movement of a bank can be: of nothing, or of a day to come. */
export function refuseMovement(context: Context, movement: { amount: number; receivedOn: string }): void {
  refuseNothing(movement);
  if (movement.receivedOn > context.today) failField('receivedOn', 'date.future');
}

export function refuseNothing({ amount }: { amount: number }): void {
  if (amount < 1) failField('amount', 'field.tooSmall', { least: 1 });
}
