import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { filing } from '../../shared/areas/contracts/filing.resource.ts';
import { prepareFiling } from '../../shared/areas/contracts/prepare-filing.operation.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change, create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { signedOnOf } from './signed-on.ts';

/** E1: the form made from the contract, with the statutory clock that began at signing beside it (§1.6 no. 13). */
export const run: Run<typeof prepareFiling> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  const signedOn = signedOnOf(item);
  if (input.sealedOn > context.today) failField('sealedOn', 'date.future');
  if (input.sealedOn < signedOn) failField('sealedOn', 'filing.beforeSigning');
  const { value } = await context.settings.get('statutoryFiling', signedOn);
  return {
    writes: [
      create(
        filing,
        { project: item.project, contract: item.id, sealedOn: input.sealedOn, statutoryDueOn: due(value, signedOn).on },
        { event: 'filing.prepared' },
      ),
      change(contract, item, {}, { event: 'contract.filingPrepared', from: ['signed'] }),
    ],
  };
};

export const handler = serve(prepareFiling, run);
