import { type CaseMaterial, caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { decideLoan } from '../../shared/areas/banking/decide-loan.operation.ts';
import { judgeMaterial } from '../../shared/areas/banking/judge-material.operation.ts';
import { type Loan, loan } from '../../shared/areas/banking/loan.resource.ts';
import { underReview } from '../../shared/areas/banking/loan-states.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { stateLabel } from '../kit/records/refusals.ts';
import { change, type Write } from '../kit/records/write.ts';
import { finish, type Run, serve } from '../kit/serve.ts';
import { heldBy } from './hold.ts';

/** G2: the bank's word on one paper while it reviews the loan; what it sends back waits to be given again, and so does its decision. */
export const run: Run<typeof judgeMaterial> = async ({ input, id, context }) => {
  const item = await context.records.get(caseMaterial, id);
  // A bank that does not see the loan yet is told of no paper either.
  const lent = await context.records.get(loan, item.loan);
  const { status } = lent;
  if (!underReview.some((state) => state === status)) fail('record.state', { parameters: { state: stateLabel(loan, status), action: judgeMaterial.label } });
  if (input.isAccepted) return { writes: [change(caseMaterial, item, {}, { event: 'caseMaterial.accepted', to: 'accepted', from: ['given'] })] };
  const { reason } = input;
  if (!reason) return failField('reason', 'review.reasonNeeded');
  return { writes: await rejected(context, { item, lent, reason }) };
};

export const handler = serve(judgeMaterial, run);

type Rejected = { readonly item: CaseMaterial; readonly lent: Loan; readonly reason: string };

/**
 * The review ends as if the bank had asked for more. A loan that waits for papers already is written too: whoever hands its papers in
 * at the same moment must look at them again.
 */
async function rejected(context: Context, { item, lent, reason }: Rejected): Promise<Write[]> {
  const sentBack = change(caseMaterial, item, { reason }, { event: 'caseMaterial.rejected', to: 'rejected', from: ['given'], reason });
  if (lent.status === 'materialsAsked') return [sentBack, change(loan, lent, {}, { event: 'loan.materialsAsked', from: ['materialsAsked'], reason })];
  const step = await context.records.find(todo, 'step', { subject: lent.id, step: decideLoan.name, part: '-' });
  if (step?.status !== 'open') return fail('todo.notOpen', { parameters: { step: judgeMaterial.label } });
  const asked = { asked: lent.asked + 1, ...heldBy(context, 'buyer') };
  return [
    sentBack,
    change(loan, lent, asked, { event: 'loan.materialsAsked', to: 'materialsAsked', from: ['inReview'], reason }),
    finish(context, step, { decision: 'asked' }),
  ];
}
