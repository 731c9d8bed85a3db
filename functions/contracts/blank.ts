import { type StampedBlank, stampedBlank } from '../../shared/areas/contracts/stamped-blank.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context } from '../kit/context.ts';

/** The stamped blank that an operation uses up: of the right form and project, issued and not used yet (D7). */
export async function blankIn(context: Context, wanted: { id: string; kind: StampedBlank['kind']; project: string }): Promise<StampedBlank> {
  const blank = await chosen(context, stampedBlank, { field: 'blank', id: wanted.id });
  if (blank.kind !== wanted.kind || blank.project !== wanted.project) failField('blank', 'blank.wrongForm');
  if (blank.status !== 'issued') failField('blank', blank.status === 'inStock' ? 'blank.notIssued' : 'blank.usedUp');
  return blank;
}
