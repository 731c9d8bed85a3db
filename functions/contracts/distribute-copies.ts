import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { distributeCopies } from '../../shared/areas/contracts/distribute-copies.operation.ts';
import { isLoan } from '../../shared/areas/contracts/payment-methods.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { copyNamed, handOn } from './copies.ts';

/** D13: office, finance and developer each get theirs; how the buyer pays decides what comes next. */
export const run: Run<typeof distributeCopies> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  if (input.handedOn > context.today) failField('handedOn', 'date.future');
  const holders = ['office', 'finance', 'developer'] as const;
  const copies = await Promise.all(holders.map((holder) => copyNamed(context, id, holder)));
  return {
    writes: [
      change(contract, item, {}, { event: 'contract.copiesDistributed', from: ['filed'] }),
      ...copies.map((copy, i) => handOn(copy, { holder: holders[i] ?? 'office', receiver: input[holders[i] ?? 'office'], on: input.handedOn })),
    ],
    outcome: { isLoan: isLoan(item.paymentMethod) },
  };
};

export const handler = serve(distributeCopies, run);
