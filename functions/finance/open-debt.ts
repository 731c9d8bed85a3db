import { type Receivable, receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context } from '../kit/context.ts';

/** The receivable that the input names, which must not be paid yet. @throws RefusalError `request.invalid` */
export async function openDebt(context: Context, id: string): Promise<Receivable> {
  const debt = await chosen(context, receivable, { field: 'receivable', id });
  return debt.status === 'open' || debt.status === 'partlyPaid' ? debt : failField('receivable', 'receivable.notOpen');
}
