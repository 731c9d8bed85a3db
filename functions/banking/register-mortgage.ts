import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { registerMortgage } from '../../shared/areas/banking/register-mortgage.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';
import { heldBy } from './hold.ts';

/** G4: the bank pays out once its mortgage is in the register. */
export const run: Run<typeof registerMortgage> = async ({ input, id, context }) => {
  const item = await context.records.get(loan, id);
  refuseDate(context, 'registeredOn', { on: input.registeredOn, least: item.signedOn });
  const registered = { ...input, ...heldBy(context, 'bank') };
  return { writes: [change(loan, item, registered, { event: 'loan.mortgageRegistered', to: 'registered', from: ['signed'] })] };
};

export const handler = serve(registerMortgage, run);
