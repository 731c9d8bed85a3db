import { passPapers } from '../../shared/areas/banking/pass-papers.operation.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';

/** D12: the law firm has the signed papers. */
export const run: Run<typeof passPapers> = async ({ input, id, context }) => {
  const item = await context.records.get(signingMatter, id);
  refuseDate(context, 'on', { on: input.on, least: item.confirmedOn });
  const papers = [...item.papers, { ...input, to: 'lawFirm' as const }];
  return { writes: [change(signingMatter, item, { papers }, { event: 'signingMatter.papersTaken', to: 'taken', from: ['confirmed'] })] };
};

export const handler = serve(passPapers, run);
