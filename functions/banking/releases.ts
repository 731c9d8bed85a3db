import { type Disbursement, disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { readAll } from '../finance/read-all.ts';
import type { Context } from '../kit/context.ts';

/** What of a loan has come in and stands in the ledger, in fen; a release that its bank has only reported does not count. */
export async function bookedOf(context: Context, loan: string): Promise<number> {
  const rows = await readAll((cursor) => context.records.list(disbursement, { index: 'byLoan', where: { loan }, limit: 100, ...cursor }));
  const releases: Disbursement[] = await Promise.all(rows.map(({ id }) => context.records.get(disbursement, id, { consistent: true })));
  return releases.reduce((sum, { status, amount }) => sum + (status === 'reported' ? 0 : amount), 0);
}
