import { f } from '../../kit/fields/f.ts';
import { type Label, label } from '../../kit/label.ts';
import { type BuyerKind, buyerKinds, type LoanKind, loanKinds } from './loan-kinds.ts';

/** The steps of a loan that a bank may set a time for, by the verbs of the loan's operations. */
export const procedureSteps = {
  decide: label('银行审批', 'Review'),
  supplyMaterials: label('补齐资料', 'Further papers'),
  sign: label('签借款合同', 'Signing the loan'),
  registerMortgage: label('办理抵押登记', 'Registering the mortgage'),
  disburse: label('放款', 'Release of money'),
} as const satisfies Record<string, Label>;
type ProcedureStep = keyof typeof procedureSteps;

/** How long a step takes at a bank; for every loan and buyer, and since ever, unless told. */
export const procedureColumns = {
  step: f.choice('步骤', 'Step', procedureSteps),
  days: f.count('工作日', 'Working days', { least: 1, most: 200 }),
  loanKinds: f.choices('贷款种类', 'Loan kinds', loanKinds, { optional: true }),
  buyerKinds: f.choices('买受人类别', 'Buyer kinds', buyerKinds, { optional: true }),
  validFrom: f.date('生效日', 'Valid from', { optional: true }),
  note: f.text('说明', 'Remarks', { optional: true, most: 100 }),
};

export type ProcedureRow = {
  readonly step: string;
  readonly days: number;
  readonly loanKinds?: readonly LoanKind[] | undefined;
  readonly buyerKinds?: readonly BuyerKind[] | undefined;
  readonly validFrom?: string | undefined;
};
/** @param on civil date `YYYY-MM-DD` of the day that the step begins */
type Asked = { readonly step: string; readonly loanKind: LoanKind; readonly buyerKind?: BuyerKind | undefined; readonly on: string };

/**
 * The row of a bank's procedure that holds for a step: among those in force for such a loan and buyer, the one that names most of
 * the two; of several, the latest.
 *
 * @returns undefined where the procedure says nothing
 * @example procedureOf(bank.procedure ?? [], { step: 'decide', loanKind: 'commercial', buyerKind: 'employee', on: '2026-03-02' })?.days
 */
export function procedureOf(rows: readonly ProcedureRow[], { step, loanKind, buyerKind, on }: Asked): ProcedureRow | undefined {
  const holding = rows.filter((row) => row.step === step && (row.validFrom ?? '') <= on && isFor(row.loanKinds, loanKind) && isFor(row.buyerKinds, buyerKind));
  return holding.toSorted((a, b) => named(a) - named(b) || compare(a.validFrom ?? '', b.validFrom ?? '')).at(-1);
}

export const isProcedureStep = (step: string): step is ProcedureStep => step in procedureSteps;

const isFor = <K extends string>(kinds: readonly K[] | undefined, kind: K | undefined): boolean =>
  !kinds?.length || (kind !== undefined && kinds.includes(kind));
/** How much of loan and buyer a row names. */
const named = ({ loanKinds: loans, buyerKinds: buyers }: ProcedureRow): number => Number(Boolean(loans?.length)) + Number(Boolean(buyers?.length));
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
