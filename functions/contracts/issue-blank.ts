import { issueBlank } from '../../shared/areas/contracts/issue-blank.operation.ts';
import { stampedBlank } from '../../shared/areas/contracts/stamped-blank.resource.ts';
import { employee } from '../../shared/areas/organisation/employee.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

export const run: Run<typeof issueBlank> = async ({ input, id, context }) => {
  const [blank, holder] = await Promise.all([context.records.get(stampedBlank, id), chosen(context, employee, { field: 'holder', id: input.holder })]);
  if (holder.status !== 'active') failField('holder', 'blank.holderLeft');
  return { writes: [change(stampedBlank, blank, { holder: holder.id }, { event: 'stampedBlank.issued', to: 'issued', from: ['inStock'] })] };
};

export const handler = serve(issueBlank, run);
