import { type CaseMaterial, caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import type { Context, ListRow } from '../kit/context.ts';

type Row = ListRow<typeof caseMaterial>;

/** Refuses while a paper of one of these loans is missing or was sent back. */
export async function refuseMissing(context: Context, loans: readonly string[]): Promise<void> {
  const pages = await Promise.all(loans.map((loan) => context.records.list(caseMaterial, { index: 'byLoan', where: { loan }, limit: 100 })));
  const lacking = pages.flatMap(({ items }) => items.filter(isLacking));
  if (lacking.length > 0) fail('material.missing', { parameters: { names: lacking.map(({ name }) => name).join('、') } });
}

const isLacking = ({ status }: Row | CaseMaterial): boolean => status === 'missing' || status === 'rejected';
