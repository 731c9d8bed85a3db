import { askMaterials } from '../../shared/areas/banking/ask-materials.operation.ts';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change, create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { heldBy } from './hold.ts';

/** Papers that one request may ask for: they are written together. */
const mostAsked = 20;

/** G2: instead of a decision the bank asks for more; the review goes on when the papers are there. */
export const run: Run<typeof askMaterials> = async ({ input, id, context }) => {
  const item = await context.records.get(loan, id);
  if (input.materials.length === 0) failField('materials', 'field.required');
  if (input.materials.length > mostAsked) failField('materials', 'field.tooMany', { most: mostAsked });
  const { reason } = input;
  const asked = item.asked + 1;
  const about = { project: item.project, mortgageCase: item.mortgageCase, loan: id, bank: item.bank, askedBy: 'bank' } as const;
  const options = { event: 'loan.materialsAsked', to: 'materialsAsked', from: ['inReview'], ...(reason ? { reason } : {}) };
  return {
    writes: [
      change(loan, item, { asked, ...heldBy(context, 'buyer') }, options),
      ...input.materials.map((row, place) => create(caseMaterial, { ...about, ...row, code: `补${asked}-${place + 1}` }, { event: 'caseMaterial.asked' })),
    ],
    outcome: { decision: 'asked' },
  };
};

export const handler = serve(askMaterials, run);
