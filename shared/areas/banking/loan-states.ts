import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';

/** Its bank has paid out a part or all of it. */
export const paidOut = ['disbursing', 'disbursed', 'settled'] as const;
/** The states in which its bank sees a loan: from its submission on. */
export const atBank = ['inReview', 'materialsAsked', 'approved', 'signed', 'registered', ...paidOut, 'refused', 'repaid'] as const;

/** Its bank has it in hand, or what the bank has paid is not reconciled yet. */
export const openAtBank = ['inReview', 'materialsAsked', 'approved', 'signed', 'registered', 'disbursing', 'disbursed'] as const;

/** Nothing has been paid out yet. */
export const openLoan = ['planned', 'inReview', 'materialsAsked', 'approved', 'signed', 'registered'] as const;
/** The case must do without it. */
export const deadLoan = ['refused', 'withdrawn', 'repaid'] as const;
/** Its bank looks at the papers. */
export const underReview = ['inReview', 'materialsAsked'] as const;
/** A law firm may still be asked to see to the signing. */
export const beforeSigning = ['planned', 'inReview', 'materialsAsked', 'approved'] as const;

/** The course of one loan at its bank. */
export const loanStates = {
  initial: 'planned',
  all: {
    planned: { ...label('待申请', 'Planned'), tone: 'neutral' },
    inReview: { ...label('银行审批中', 'In review'), tone: 'busy' },
    materialsAsked: { ...label('待补资料', 'More papers asked'), tone: 'warn' },
    approved: { ...label('已批准', 'Approved'), tone: 'good' },
    signed: { ...label('已签借款合同', 'Loan signed'), tone: 'good' },
    registered: { ...label('已办抵押登记', 'Mortgage registered'), tone: 'good' },
    disbursing: { ...label('部分放款', 'Partly disbursed'), tone: 'busy' },
    disbursed: { ...label('已全部放款', 'Disbursed'), tone: 'good' },
    settled: { ...label('已核对到账', 'Settled'), tone: 'good' },
    refused: { ...label('未获批准', 'Refused'), tone: 'bad' },
    withdrawn: { ...label('已撤回', 'Withdrawn'), tone: 'neutral' },
    repaid: { ...label('已退还银行', 'Paid back'), tone: 'neutral' },
  },
  moves: [
    { from: ['planned'], to: 'inReview', by: 'loan.open' },
    { from: ['inReview'], to: 'materialsAsked', by: 'loan.askMaterials' },
    { from: ['inReview'], to: 'materialsAsked', by: 'caseMaterial.judge' },
    { from: ['materialsAsked'], to: 'inReview', by: 'loan.supplyMaterials' },
    { from: ['inReview'], to: 'approved', by: 'loan.decide' },
    { from: ['inReview'], to: 'refused', by: 'loan.decide' },
    { from: ['approved'], to: 'signed', by: 'loan.sign' },
    { from: ['signed'], to: 'registered', by: 'loan.registerMortgage' },
    { from: ['registered', 'disbursing'], to: 'disbursing', by: 'loan.disburse' },
    { from: ['registered', 'disbursing'], to: 'disbursed', by: 'loan.disburse' },
    { from: ['disbursed'], to: 'settled', by: 'disbursement.reconcile' },
    { from: ['settled'], to: 'disbursed', by: 'receipt.reverse' },
    { from: openLoan, to: 'withdrawn', by: 'mortgageCase.conclude' },
    { from: paidOut, to: 'repaid', by: 'mortgageCase.refund' },
  ],
  transitions: {},
} as const satisfies States;
