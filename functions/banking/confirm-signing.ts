import { confirmSigning } from '../../shared/areas/banking/confirm-signing.operation.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';

/** D12: 网上签约 or 现场签约, after an opinion that the papers may be signed. */
export const run: Run<typeof confirmSigning> = async ({ input, id, context }) => {
  const item = await context.records.get(signingMatter, id);
  refuseDate(context, 'confirmedOn', { on: input.confirmedOn, least: item.opinedOn });
  if (!item.isFavourable) fail('signing.unfavourable');
  return { writes: [change(signingMatter, item, input, { event: 'signingMatter.confirmed', to: 'confirmed', from: ['opined'] })] };
};

export const handler = serve(confirmSigning, run);
