import { chooseBank } from '../../shared/areas/contracts/choose-bank.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** E9, G3: the bank, the kind of loan, and the list of papers the buyer was given. */
export const run: Run<typeof chooseBank> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  if (!input.hasMaterialsGiven) failField('hasMaterialsGiven', 'check.mustHold');
  if (input.loanAmount > item.price) failField('loanAmount', 'loan.abovePrice');
  const { bank, loanAmount, materials } = input;
  const chosen = { bank, loanAmount, materials, paymentMethod: input.loanType };
  return { writes: [change(contract, item, chosen, { event: 'contract.bankChosen', from: ['filed'] })] };
};

export const handler = serve(chooseBank, run);
