import { type Loan, loan } from '../../shared/areas/banking/loan.resource.ts';
import { kindsOf, type LoanKind, type LoanType, lenderFields } from '../../shared/areas/banking/loan-kinds.ts';
import { type MortgageCase, mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { type PlanCaseInput, planCase } from '../../shared/areas/banking/plan-case.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { loanLimits } from '../../shared/kit/instalments.ts';
import type { Context } from '../kit/context.ts';
import { change, create, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { refuseAboveBalance } from './balance.ts';
import { heldBy } from './hold.ts';
import { chosenLender } from './lender.ts';
import { covered, isLive, loansOf } from './loans.ts';

/** E9: the loans of a round. What went on at a bank in an earlier round stays, and counts for the total. */
export const run: Run<typeof planCase> = async ({ input, id, context }) => {
  const item = await context.records.get(mortgageCase, id);
  const [deal, before] = await Promise.all([context.records.get(contract, item.contract), loansOf(context, id)]);
  const live = before.filter(isLive);
  const loanType = typeOf(item, [...live, ...input.loans]);
  refuseAmounts(input);
  await Promise.all(input.loans.map((row, place) => refuseBank(context, item, { row, place })));
  const total = [...live.map(covered), ...input.loans.map(({ amount }) => amount)].reduce((sum, amount) => sum + amount, 0);
  await refuseAboveBalance(context, deal, { field: 'loans', fen: total, live });
  const made = input.loans.map((row, place) => ({ id: context.newId('lon'), number: `${item.number}-${before.length + place + 1}`, row }));
  const planned = { buyerKind: input.buyerKind, loanType, total, ...heldBy(context, 'buyer') };
  return {
    writes: [
      change(mortgageCase, item, planned, { event: 'mortgageCase.planned', to: 'collecting', from: ['planning'] }),
      ...made.map((one) => loanWrite(context, item, one)),
    ],
    outcome: { loans: [...live.map((one) => one.id), ...made.map((one) => one.id)] },
  };
};

export const handler = serve(planCase, run);

function loanWrite(context: Context, { id, project }: MortgageCase, made: { id: string; number: string; row: PlanCaseInput['loans'][number] }): Write {
  const start = { disbursed: 0, reconciled: 0, asked: 0, ...heldBy(context, 'customerService') };
  return create(loan, { project, mortgageCase: id, number: made.number, ...made.row, ...start }, { id: made.id, event: 'loan.planned' });
}

/** One loan of a kind at most. The first round is of the type that the contract was handed over with; after a refusal it may be another. */
function typeOf(item: MortgageCase, loans: readonly Pick<Loan, 'kind'>[]): LoanType {
  const kinds = loans.map(({ kind }) => kind);
  const isOfThese = (wanted: readonly LoanKind[]) => wanted.length === kinds.length && wanted.every((kind) => kinds.includes(kind));
  const type = (Object.keys(kindsOf) as LoanType[]).find((name) => isOfThese(kindsOf[name]));
  if (!type || (item.round === 1 && type !== item.loanType)) return failField('loans', 'loan.otherKinds');
  return type;
}

function refuseAmounts({ loans }: PlanCaseInput): void {
  const { least } = loanLimits.principalFen;
  for (const [place, { amount, rate }] of loans.entries()) {
    if (amount < least) failField(`loans.${place}.amount`, 'field.tooSmall', { least });
    if (rate > loanLimits.annualRatePpm.most) failField(`loans.${place}.rate`, 'field.tooLarge', { most: loanLimits.annualRatePpm.most });
  }
}

/** The first round is at the lenders that the contract was handed over with; after a refusal it may be others. */
async function refuseBank(context: Context, item: MortgageCase, { row, place }: { row: PlanCaseInput['loans'][number]; place: number }): Promise<void> {
  const field = `loans.${place}.bank`;
  await chosenLender(context, row.kind, { field, id: row.bank });
  const first = item.round === 1 ? item[lenderFields[row.kind]] : undefined;
  if (first && row.bank !== first) failField(field, 'loan.otherBank');
}
