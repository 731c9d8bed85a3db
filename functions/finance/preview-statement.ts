import { bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { previewStatement } from '../../shared/areas/finance/preview-statement.operation.ts';
import { type Run, serve } from '../kit/serve.ts';
import { compare } from './compare-statement.ts';

export const run: Run<typeof previewStatement> = async ({ id, context }) => {
  const { outcomes, missingThere } = await compare(context, await context.records.get(bankStatement, id));
  const missing = missingThere.map(({ id: receipt, number, receivedOn, amount, serial }) => ({ receipt, number, receivedOn, amount, serial }));
  return { body: { outcomes, missingThere: missing } };
};

export const handler = serve(previewStatement, run);
