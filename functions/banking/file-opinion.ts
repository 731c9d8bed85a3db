import { fileOpinion } from '../../shared/areas/banking/file-opinion.operation.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';

/** D12: a later opinion takes the place of the one before; the history keeps both. */
export const run: Run<typeof fileOpinion> = async ({ input, id, context }) => {
  const item = await context.records.get(signingMatter, id);
  refuseDate(context, 'opinedOn', { on: input.opinedOn, least: item.assignedOn });
  return { writes: [change(signingMatter, item, input, { event: 'signingMatter.opinionFiled', to: 'opined', from: ['assigned', 'opined'] })] };
};

export const handler = serve(fileOpinion, run);
