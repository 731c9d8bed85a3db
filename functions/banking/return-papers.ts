import { returnPapers } from '../../shared/areas/banking/return-papers.operation.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';

/** D12: the papers are with the bank, and the matter is closed. */
export const run: Run<typeof returnPapers> = async ({ input, id, context }) => {
  const item = await context.records.get(signingMatter, id);
  refuseDate(context, 'on', { on: input.on, least: item.papers.at(-1)?.on });
  const papers = [...item.papers, { ...input, to: 'bank' as const }];
  return { writes: [change(signingMatter, item, { papers }, { event: 'signingMatter.papersHandedOver', to: 'closed', from: ['taken'] })] };
};

export const handler = serve(returnPapers, run);
