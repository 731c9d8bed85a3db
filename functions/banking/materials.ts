import { type CaseMaterial, caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import type { Context, ListRow } from '../kit/context.ts';

type Row = ListRow<typeof caseMaterial>;

/** Refuses while a paper of one of these loans is missing or was sent back. */
export async function refuseMissing(context: Context, loans: readonly string[]): Promise<void> {
  const rows = (await Promise.all(loans.map((loan) => papersOf(context, loan)))).flat();
  // A list may be a moment behind; what was accepted stays so, of the rest the record itself is asked.
  const open = rows.filter(({ status }) => status !== 'accepted');
  refuse((await Promise.all(open.map(({ id }) => context.records.get(caseMaterial, id, { consistent: true })))).filter(isLacking));
}

/** Refuses while a paper of the loan is one that its bank has sent back. */
export async function refuseRejected(context: Context, loan: string): Promise<void> {
  refuse((await papersOf(context, loan)).filter(({ status }) => status === 'rejected'));
}

const papersOf = async (context: Context, loan: string): Promise<readonly Row[]> =>
  (await context.records.list(caseMaterial, { index: 'byLoan', where: { loan }, limit: 100 })).items;

const isLacking = ({ status }: CaseMaterial): boolean => status === 'missing' || status === 'rejected';

function refuse(lacking: readonly (Row | CaseMaterial)[]): void {
  if (lacking.length > 0) fail('material.missing', { parameters: { names: lacking.map(({ name }) => name).join('、') } });
}
