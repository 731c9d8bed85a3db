import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { signLoan } from '../../shared/areas/banking/sign-loan.operation.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';
import { heldBy } from './hold.ts';

/** D12: where a law firm sees to the signing, it has confirmed it before the loan counts as signed. */
export const run: Run<typeof signLoan> = async ({ input, id, context }) => {
  const item = await context.records.get(loan, id);
  refuseDate(context, 'signedOn', { on: input.signedOn, least: item.decidedOn });
  const matter = item.signingMatter ? await context.records.get(signingMatter, item.signingMatter, { consistent: true }) : undefined;
  if (matter?.status === 'assigned' || matter?.status === 'opined') fail('signing.notConfirmed');
  const signed = { ...input, ...heldBy(context, 'registry') };
  return { writes: [change(loan, item, signed, { event: 'loan.signed', to: 'signed', from: ['approved'] })] };
};

export const handler = serve(signLoan, run);
