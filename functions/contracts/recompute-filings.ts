import { type Filing, filing } from '../../shared/areas/contracts/filing.resource.ts';
import { recomputeFilings } from '../../shared/areas/contracts/recompute-filings.operation.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import type { Context } from '../kit/context.ts';
import { change } from '../kit/records/write.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';

/** E4: a provisional day of pick-up becomes a firm one once the official calendar of its year is part of the office. */
export const run: Run<typeof recomputeFilings> = async ({ context }) => {
  const { items } = await context.records.list(filing, { index: 'provisional', where: { isProvisional: true }, limit: 50 });
  for (const row of items) await recompute(context, await context.records.get(filing, row.id));
  return { outcome: { looked: items.length } };
};

export const handler = task(recomputeFilings, run);

async function recompute(context: Context, form: Filing): Promise<void> {
  if (!form.submittedOn) return;
  const { value } = await context.settings.get('pickUp', form.submittedOn);
  const { on, provisional } = due(value, form.submittedOn);
  if (provisional) return;
  await context.records.write([change(filing, form, { pickUpOn: on, isProvisional: undefined }, { event: 'filing.recomputed', from: ['submitted'] })]);
}
