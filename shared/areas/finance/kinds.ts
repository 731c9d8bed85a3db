import { type Label, label } from '../../kit/label.ts';

/** What a buyer owes, and what money that comes in is for. `loan` is the part of the price that a bank pays. */
export const receivableKinds = {
  housePrice: label('房款', 'House price'),
  loan: label('按揭款', 'Mortgage loan'),
  tax: label('税费', 'Taxes and fees'),
  maintenanceFund: label('维修基金', 'Maintenance fund'),
  handoverFee: label('收楼费用', 'Hand-over fees'),
  damages: label('违约金', 'Liquidated damages'),
} as const satisfies Record<string, Label>;
export type ReceivableKind = keyof typeof receivableKinds;

/** What a posting moves money for: a receivable, the deposit before signing, or what was paid too much. */
export const moneyKinds = { ...receivableKinds, deposit: label('定金', 'Deposit'), overpayment: label('多收款', 'Overpayment') } as const;
export type MoneyKind = keyof typeof moneyKinds;

/** Why a posting exists. Only those of a bank have its serial number. */
export const entries = {
  receipt: label('收款', 'Receipt'),
  disbursement: label('放款到账', 'Loan release'),
  refund: label('退款', 'Refund'),
  transfer: label('结转', 'Transfer'),
  reversal: label('冲销', 'Reversal'),
} as const satisfies Record<string, Label>;
export type Entry = keyof typeof entries;

/**
 * The accounts of the ledger. Houses are sold before they stand, so what buyers pay is a liability until hand-over, and a
 * receivable is a plan beside the ledger. Taxes, funds and hand-over fees are collected for others.
 */
export const accounts = {
  bankDeposit: label('银行存款—预售资金监管户', 'Bank deposit, supervised account'),
  contractLiability: label('合同负债—预收房款', 'Contract liability, house price'),
  collectedOnBehalf: label('其他应付款—代收税费', 'Taxes and funds collected on behalf'),
  handoverFees: label('其他应付款—收楼费用', 'Hand-over fees collected'),
  damagesIncome: label('营业外收入—违约金', 'Liquidated damages'),
  deposit: label('其他应付款—定金', 'Deposits'),
  overpayment: label('其他应付款—多收款', 'Overpayments'),
} as const satisfies Record<string, Label>;
export type Account = keyof typeof accounts;

/** The account that a buyer's money of each kind is credited to. */
export const accountOf: Readonly<Record<MoneyKind, Account>> = {
  housePrice: 'contractLiability',
  loan: 'contractLiability',
  tax: 'collectedOnBehalf',
  maintenanceFund: 'collectedOnBehalf',
  handoverFee: 'handoverFees',
  damages: 'damagesIncome',
  deposit: 'deposit',
  overpayment: 'overpayment',
};

/** The statements of money that came in; each posting of cash stands in at most one. */
export const sheets = {
  house: label('房款缴纳明细表', 'House payments'),
  taxes: label('相关税费缴纳明细表', 'Related taxes'),
  handover: label('收楼费用明细表', 'Hand-over fees'),
  damages: label('违约金缴纳明细表', 'Liquidated damages'),
  mortgage: label('按揭款项到账明细表', 'Mortgage arrivals'),
} as const satisfies Record<string, Label>;
export type Sheet = keyof typeof sheets;
/** What can be printed: those, and the statement of one contract (F3). */
export const sheetNames = { customer: label('客户交款明细表', 'Customer payments'), ...sheets } as const;

/** Where money of a kind is listed (F4, F5, F6, F8, F9). */
export const sheetOf: Readonly<Partial<Record<MoneyKind, Sheet>>> = {
  housePrice: 'house',
  deposit: 'house',
  loan: 'mortgage',
  tax: 'taxes',
  maintenanceFund: 'taxes',
  handoverFee: 'handover',
  damages: 'damages',
};
