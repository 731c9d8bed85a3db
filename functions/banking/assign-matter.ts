import { assignMatter } from '../../shared/areas/banking/assign-matter.operation.ts';
import { lawFirm } from '../../shared/areas/banking/law-firm.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { beforeSigning } from '../../shared/areas/banking/loan-states.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import { stateLabel } from '../kit/records/refusals.ts';
import { change, create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** D12: before the loan is signed; a firm that was recalled is followed by another. */
export const run: Run<typeof assignMatter> = async ({ input, context }) => {
  const item = await chosen(context, loan, { field: 'loan', id: input.loan });
  const firm = await chosen(context, lawFirm, { field: 'lawFirm', id: input.lawFirm });
  if (!beforeSigning.some((state) => state === item.status))
    fail('record.state', { parameters: { state: stateLabel(loan, item.status), action: assignMatter.label } });
  const { items } = await context.records.list(signingMatter, { index: 'byLoan', where: { loan: item.id }, limit: 100 });
  const made = context.newId('sgm');
  const about = { project: item.project, mortgageCase: item.mortgageCase, loan: item.id, bank: item.bank, lawFirm: firm.id };
  const matter = { number: `${item.number}-L${items.length + 1}`, documents: input.documents, assignedOn: context.today, papers: [] };
  return {
    status: 201,
    writes: [
      create(signingMatter, { ...about, ...matter }, { id: made, event: 'signingMatter.assigned' }),
      change(loan, item, { signingMatter: made }, { event: 'loan.lawFirmAssigned', from: beforeSigning }),
    ],
  };
};

export const handler = serve(assignMatter, run);
