import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { releaseFee } from '../../shared/areas/contracts/release-fee.operation.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { taxLineOf } from './tax-lines.ts';

export const run: Run<typeof releaseFee> = async ({ id, context }) => {
  await context.records.get(contract, id);
  const fee = await taxLineOf(context, id, 'tradingFee');
  return { writes: [change(taxLine, fee, {}, { event: 'taxLine.released', to: 'released', from: ['requested'] })] };
};

export const handler = serve(releaseFee, run);
