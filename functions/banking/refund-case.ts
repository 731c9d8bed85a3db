import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { refundCase } from '../../shared/areas/banking/refund-case.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { endContract } from '../contracts/end-contract.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';
import { heldBy } from './hold.ts';

/** C15, D14: the money is back, the contract ends, and the home can be sold again the moment this is written. */
export const run: Run<typeof refundCase> = async ({ input, id, context }) => {
  const item = await context.records.get(mortgageCase, id);
  refuseDate(context, 'refundedOn', { on: input.refundedOn, least: item.handedOn });
  const deal = await context.records.get(contract, item.contract);
  const refunded = { refundedOn: input.refundedOn, refundReceipt: input.receipt, ...heldBy(context, 'archivist') };
  return {
    writes: [
      change(mortgageCase, item, refunded, { event: 'mortgageCase.terminated', to: 'terminated', from: ['terminating'] }),
      ...(await endContract(context, deal, { from: ['delivered', 'archived'], reason: item.reason ?? '' })),
    ],
  };
};

export const handler = serve(refundCase, run);
