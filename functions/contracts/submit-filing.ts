import { type Contract, contract } from '../../shared/areas/contracts/contract.resource.ts';
import type { Fee } from '../../shared/areas/contracts/fees.ts';
import { filing } from '../../shared/areas/contracts/filing.resource.ts';
import { submitFiling } from '../../shared/areas/contracts/submit-filing.operation.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import { startOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { change, create, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { feesOn } from './fee-rates.ts';
import { signedOnOf } from './signed-on.ts';

/** E2–E4: the papers go in, finance is asked for the trading fee, and the day of pick-up is counted in working days. */
export const run: Run<typeof submitFiling> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  const form = (await context.records.find(filing, 'live', { contract: id })) ?? fail('record.missing');
  if (input.submittedOn > context.today) failField('submittedOn', 'date.future');
  if (input.submittedOn < form.sealedOn) failField('submittedOn', 'filing.beforeSeal');
  const site = await context.records.get(project, item.project);
  const { value } = await context.settings.get('pickUp', input.submittedOn);
  const pickUp = due(value, input.submittedOn);
  const submitted = { submittedOn: input.submittedOn, window: site.filingOffice, pickUpOn: pickUp.on, ...(pickUp.provisional ? { isProvisional: true } : {}) };
  const isFeeAsked = !(await context.records.find(taxLine, 'kind', { contract: id, kind: 'tradingFee' }));
  return {
    writes: [
      change(filing, form, submitted, { event: 'filing.submitted', to: 'submitted', from: ['sealed'] }),
      change(contract, item, {}, { event: 'contract.submitted', to: 'submitted', from: ['signed'] }),
      ...(isFeeAsked ? await feeLines(context, item) : []),
    ],
    outcome: { pickUpAt: startOfDay(pickUp.on), pickUpOn: pickUp.on, isFeeAsked },
  };
};

export const handler = serve(submitFiling, run);

async function feeLines(context: Context, item: Contract): Promise<Write[]> {
  const fees = await feesOn(context, item, signedOnOf(item));
  return fees.map((fee: Fee) =>
    create(
      taxLine,
      { project: item.project, contract: item.id, ...fee },
      fee.kind === 'tradingFee' ? { event: 'taxLine.requested', status: 'requested' } : { event: 'taxLine.due' },
    ),
  );
}
