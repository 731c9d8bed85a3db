import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { archiveContract } from '../../shared/areas/contracts/archive-contract.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** K4: paper and electronic archive together, so the locked scan of the filed contract must be there first. */
export const run: Run<typeof archiveContract> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  const { items } = await context.records.list(scan, { index: 'bySubject', where: { subject: id }, limit: 100 });
  if (!items.some((x) => x.project === item.project && x.document === 'filedContract' && x.status === 'kept')) fail('archive.scanMissing');
  return { writes: [change(contract, item, input, { event: 'contract.archived', to: 'archived', from: ['delivered'] })] };
};

export const handler = serve(archiveContract, run);
