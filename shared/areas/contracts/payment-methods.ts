import { type Label, label } from '../../kit/label.ts';

/** How the buyer pays (E8, E9). Every method but the first needs a bank. */
export const paymentMethods = {
  lumpSum: label('一次性付款', 'Lump sum'),
  commercialLoan: label('商业贷款', 'Commercial loan'),
  providentFundLoan: label('公积金贷款', 'Provident fund loan'),
  combinedLoan: label('组合贷款', 'Combined loan'),
} as const satisfies Record<string, Label>;

export type PaymentMethod = keyof typeof paymentMethods;
export const isLoan = (method: PaymentMethod): boolean => method !== 'lumpSum';
