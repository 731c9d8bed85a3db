import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { contractCopy } from '../../shared/areas/contracts/contract-copy.resource.ts';
import { distributeCopies } from '../../shared/areas/contracts/distribute-copies.operation.ts';
import { isLoan } from '../../shared/areas/contracts/payment-methods.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { handOn } from './copies.ts';

/** D13: office, finance and developer each get theirs; how the buyer pays decides what comes next. */
export const run: Run<typeof distributeCopies> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  if (input.handedOn > context.today) failField('handedOn', 'date.future');
  // How many of them there are is what the setting was on the day of signing.
  const copies = await Promise.all(
    (['office', 'finance', 'developer'] as const).map(async (holder) => ({
      holder,
      copy: await context.records.find(contractCopy, 'name', { contract: id, name: holder }),
    })),
  );
  return {
    writes: [
      change(contract, item, {}, { event: 'contract.copiesDistributed', from: ['filed'] }),
      ...copies.flatMap(({ holder, copy }) => (copy ? [handOn(copy, { holder, receiver: input[holder], on: input.handedOn })] : [])),
    ],
    outcome: { isLoan: isLoan(item.paymentMethod) },
  };
};

export const handler = serve(distributeCopies, run);
