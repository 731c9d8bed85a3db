import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { type CheckMaterialsInput, checkMaterials } from '../../shared/areas/banking/check-materials.operation.ts';
import type { Loan } from '../../shared/areas/banking/loan.resource.ts';
import { type MortgageCase, mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { copyNamed, handOn, originalCopy } from '../contracts/copies.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseDate } from './dates.ts';
import { heldBy } from './hold.ts';
import { isOpen, loansOf } from './loans.ts';
import { refuseMissing } from './materials.ts';

/** G3, G4: complete papers go to the banks; the original of the contract too, if it came back from a bank that refused. */
export const run: Run<typeof checkMaterials> = async ({ input, id, context }) => {
  const item = await context.records.get(mortgageCase, id);
  refuseDate(context, 'checkedOn', { on: input.checkedOn, least: item.handedOn });
  if (!input.isComplete) return { writes: [sentBack(context, item, input)], outcome: { isComplete: false } };
  const loans = (await loansOf(context, id)).filter(isOpen);
  await refuseMissing(
    context,
    loans.map((one) => one.id),
  );
  const checked = { submittedOn: input.checkedOn, ...heldBy(context, 'bank') };
  return {
    writes: [
      change(mortgageCase, item, checked, { event: 'mortgageCase.submitted', to: 'lending', from: ['checking'] }),
      ...(await originalOn(context, item, { on: input.checkedOn, loans })),
    ],
    outcome: { isComplete: true },
  };
};

export const handler = serve(checkMaterials, run);

function sentBack(context: Context, item: MortgageCase, { reason }: CheckMaterialsInput): Write {
  if (!reason) failField('reason', 'review.reasonNeeded');
  return change(mortgageCase, item, heldBy(context, 'buyer'), { event: 'mortgageCase.sentBack', to: 'collecting', from: ['checking'], reason });
}

async function originalOn(context: Context, item: MortgageCase, { on, loans }: { on: string; loans: readonly Loan[] }): Promise<Write[]> {
  const original = await copyNamed(context, item.contract, originalCopy);
  const [first] = loans;
  if (original.holder === 'bank' || !first) return [];
  const { name } = await context.records.get(bank, first.bank);
  return [handOn(original, { holder: 'bank', receiver: name, on })];
}
