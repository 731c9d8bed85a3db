import { kindsOf, type LoanKind, lenderFields } from '../../shared/areas/banking/loan-kinds.ts';
import { type ChooseBankInput, chooseBank } from '../../shared/areas/contracts/choose-bank.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { loanLimits } from '../../shared/kit/instalments.ts';
import { refuseAboveBalance } from '../banking/balance.ts';
import { chosenLender } from '../banking/lender.ts';
import type { Context } from '../kit/context.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** E9, G3: who lends, how much of the price, and the list of papers the buyer was given. The mortgage case opens with exactly this. */
export const run: Run<typeof chooseBank> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  if (!input.hasMaterialsGiven) failField('hasMaterialsGiven', 'check.mustHold');
  await refuseLenders(context, input);
  const { bank, fundCentre, loanType, loanAmount, materials } = input;
  const least = loanLimits.principalFen.least * kindsOf[loanType].length;
  if (loanAmount < least) failField('loanAmount', 'field.tooSmall', { least });
  await refuseAboveBalance(context, item, { field: 'loanAmount', fen: loanAmount });
  const chosen = { bank, fundCentre, loanAmount, materials, paymentMethod: loanType };
  return { writes: [change(contract, item, chosen, { event: 'contract.bankChosen', from: ['filed'] })] };
};

export const handler = serve(chooseBank, run);

/** Each kind of loan has its own lender, and no other lender is named. */
async function refuseLenders(context: Context, input: ChooseBankInput): Promise<void> {
  for (const [kind, field] of Object.entries(lenderFields) as [LoanKind, 'bank' | 'fundCentre'][]) {
    const id = input[field];
    const isNeeded = kindsOf[input.loanType].includes(kind);
    if (!isNeeded && id) failField(field, 'loan.needless');
    if (isNeeded) await chosenLender(context, kind, { field, id: id ?? failField(field, 'field.required') });
  }
}
