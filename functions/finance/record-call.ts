import { callResult } from '../../shared/areas/finance/call-result.resource.ts';
import { recordCall } from '../../shared/areas/finance/record-call.operation.ts';
import { failField } from '../../shared/kit/errors.ts';
import { create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { openDebt } from './open-debt.ts';

const promises = ['willPay', 'promisesLater'];

export const run: Run<typeof recordCall> = async ({ input, context }) => {
  const { project, contract, customer } = await openDebt(context, input.receivable);
  if (input.calledOn > context.today) failField('calledOn', 'date.future');
  if (input.promisedOn && (!promises.includes(input.answer) || input.promisedOn < input.calledOn)) failField('promisedOn', 'call.promise');
  if (input.answer === 'promisesLater' && !input.promisedOn) failField('promisedOn', 'field.required');
  const said = { project, contract, customer, calledBy: context.actor.id, ...input };
  return { status: 201, writes: [create(callResult, said, { event: 'callResult.recorded' })] };
};

export const handler = serve(recordCall, run);
