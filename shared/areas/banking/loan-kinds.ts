import { type Label, label } from '../../kit/label.ts';
import { paymentMethods } from '../contracts/payment-methods.ts';

/** The kinds of loan; a combined loan (组合贷款) is one of each. */
export const loanKinds = {
  commercial: label('商业贷款', 'Commercial loan'),
  providentFund: label('公积金贷款', 'Provident fund loan'),
} as const satisfies Record<string, Label>;
export type LoanKind = keyof typeof loanKinds;

/** What a buyer may take (E9), and the kinds of loan each consists of. */
export const loanTypes = {
  commercialLoan: paymentMethods.commercialLoan,
  providentFundLoan: paymentMethods.providentFundLoan,
  combinedLoan: paymentMethods.combinedLoan,
} as const satisfies Record<string, Label>;
export type LoanType = keyof typeof loanTypes;
export const kindsOf: Readonly<Record<LoanType, readonly LoanKind[]>> = {
  commercialLoan: ['commercial'],
  providentFundLoan: ['providentFund'],
  combinedLoan: ['commercial', 'providentFund'],
};

/** Who lends a kind: the fund's money comes from its centre. */
export const lenderOf = { commercial: 'bank', providentFund: 'fundCentre' } as const satisfies Readonly<Record<LoanKind, string>>;
/** The field of a contract or case that names the lender of a kind. */
export const lenderFields = { commercial: 'bank', providentFund: 'fundCentre' } as const satisfies Readonly<Record<LoanKind, string>>;

export const repaymentMethods = {
  equalInstalment: label('等额本息', 'Equal instalments'),
  equalPrincipal: label('等额本金', 'Equal principal'),
} as const satisfies Record<string, Label>;

/** Buyers of whom banks want different papers. */
export const buyerKinds = {
  employee: label('受薪人士', 'Employed'),
  selfEmployed: label('个体经营者', 'Self-employed'),
  company: label('单位', 'Company'),
} as const satisfies Record<string, Label>;
export type BuyerKind = keyof typeof buyerKinds;

/** Who has a case or a loan in hand. */
export const holders = {
  customerService: label('客户服务部', 'Customer service'),
  buyer: label('买受人', 'Buyer'),
  bank: label('银行', 'Bank'),
  lawFirm: label('律师事务所', 'Law firm'),
  registry: label('不动产登记机构', 'Registry'),
  finance: label('财务', 'Finance'),
  archivist: label('档案管理员', 'Archivist'),
} as const satisfies Record<string, Label>;

/** Loans are paid out in renminbi alone. */
export const currencies = { CNY: label('人民币', 'Renminbi') } as const satisfies Record<string, Label>;
