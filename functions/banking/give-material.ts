import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { type CaseMaterial, caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { giveMaterial } from '../../shared/areas/banking/give-material.operation.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context } from '../kit/context.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';

/** C22, G3: the paper is here. What was sent back may be given again. */
export const run: Run<typeof giveMaterial> = async ({ input, id, context }) => {
  const item = await context.records.get(caseMaterial, id);
  refuseDate(context, 'givenOn', { on: input.givenOn });
  const scans = input.scans ?? item.scans ?? [];
  await Promise.all(scans.map((one) => refuseScan(context, item, one)));
  const given = { givenOn: input.givenOn, scans, reason: undefined };
  return { writes: [change(caseMaterial, item, given, { event: 'caseMaterial.given', to: 'given', from: ['missing', 'rejected'] })] };
};

export const handler = serve(giveMaterial, run);

/** Scans of this paper, under lock in the archive. */
async function refuseScan(context: Context, item: CaseMaterial, id: string): Promise<void> {
  const file = await chosen(context, scan, { field: 'scans', id });
  if (file.status !== 'kept') failField('scans', 'scan.notKept');
  if (file.project !== item.project || file.subject !== item.id) failField('scans', 'scan.ofOther');
}
