import { collectFiling } from '../../shared/areas/contracts/collect-filing.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { filing } from '../../shared/areas/contracts/filing.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** E4: the filed contract is collected; a refusal by the authority leads back to a new form. */
export const run: Run<typeof collectFiling> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  const form = (await context.records.find(filing, 'live', { contract: id })) ?? fail('record.missing');
  if (input.collectedOn > context.today) failField('collectedOn', 'date.future');
  if (form.submittedOn && input.collectedOn < form.submittedOn) failField('collectedOn', 'filing.beforeSubmission');
  if (!input.isAccepted) {
    if (!input.refusal) failField('refusal', 'review.reasonNeeded');
    return {
      writes: [
        change(filing, form, { refusal: input.refusal, collectedOn: input.collectedOn }, { event: 'filing.refused', to: 'refused', from: ['submitted'] }),
        change(contract, item, {}, { event: 'contract.filingRefused', to: 'signed', from: ['submitted'], reason: input.refusal }),
      ],
      outcome: { isAccepted: false },
    };
  }
  if (!input.filingNumber) failField('filingNumber', 'field.required');
  const home = await context.records.get(unit, item.unit);
  const collected = { collectedOn: input.collectedOn, filingNumber: input.filingNumber };
  return {
    writes: [
      change(filing, form, collected, { event: 'filing.collected', to: 'collected', from: ['submitted'] }),
      change(contract, item, {}, { event: 'contract.filed', to: 'filed', from: ['submitted'] }),
      change(unit, home, {}, { event: 'unit.filed', to: 'filed', from: ['signed'] }),
    ],
    outcome: { isAccepted: true },
  };
};

export const handler = serve(collectFiling, run);
