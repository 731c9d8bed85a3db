import { createHash } from 'node:crypto';
import type { Case } from './case.ts';
import { must } from './case.ts';

/** SHA-256 of a text, as the drafter's and the checker's computers would make it. */
export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex');
export const finalText = textHash('商品房买卖合同 定稿');

/** Drafting and the three opinions. */
export async function draftAndReview(contract: Case, refusing?: 'sales' | 'finance' | 'engineering'): Promise<void> {
  must(await contract.step('zhouming', 'draft', { textHash: textHash('商品房买卖合同 草稿'), terms: '交付时间以合同约定为准' }), 'draft');
  const opinions = [
    ['lina', 'sales'],
    ['sunli', 'finance'],
    ['heqiang', 'engineering'],
  ] as const;
  for (const [who, part] of opinions) {
    const isAgreed = part !== refusing;
    must(await contract.step(who, 'review', { part, isAgreed, ...(isAgreed ? {} : { opinion: '层高与施工图不符' }) }, part), `review ${part}`);
  }
}

/** From the final text to the filing form at the window. */
export async function signAndSubmit(contract: Case, input: { blank: string; on: string }): Promise<void> {
  await finalise(contract);
  await check(contract);
  await sign(contract, input);
  await fileOnce(contract, input.on);
}

export async function finalise(contract: Case): Promise<void> {
  must(await contract.step('zhouming', 'finalise', { textHash: finalText }), 'finalise');
}

export async function check(contract: Case): Promise<void> {
  const seen = { isBuyerVerified: true, isDeveloperVerified: true, isTextAccepted: true, textHash: finalText };
  must(await contract.step('wangfang', 'check', seen), 'check');
}

export async function sign(contract: Case, input: { blank: string; on: string }): Promise<void> {
  const signing = { signedOn: input.on, signedAt: '案场签约室', blank: input.blank, supplement: '装修标准见附件', hasTransferApplication: true };
  must(await contract.step('wangfang', 'sign', signing), 'sign');
}

export async function fileOnce(contract: Case, on: string): Promise<void> {
  must(await contract.step('wangfang', 'prepareFiling', { sealedOn: on }), 'prepareFiling');
  must(await contract.step('wangfang', 'submit', { submittedOn: on }), 'submit');
}

/** Taxes, invoice and the three company copies. */
export async function payAndDistribute(contract: Case, on: string): Promise<void> {
  must(await contract.step('wangfang', 'payTaxes', { paidOn: on, stampTaxReceipt: 'YH-2026-0001', tradingFeeInvoice: 'JY-2026-0001' }), 'payTaxes');
  must(await contract.step('sunli', 'bookInvoice'), 'bookInvoice');
  must(await contract.step('wangfang', 'distributeCopies', { handedOn: on, office: '徐静', finance: '孙丽', developer: '开发商 钱经理' }), 'distributeCopies');
}

/** The lump-sum branch: original to the buyer, who pays deed tax and maintenance fund. */
export async function handToBuyer(contract: Case, on: string): Promise<void> {
  const paid = { deedTax: 1_845_000, maintenanceFund: 622_160, deedTaxReceipt: 'QS-2026-0001', maintenanceFundReceipt: 'WX-2026-0001' };
  must(await contract.step('wangfang', 'handToBuyer', { handedOn: on, receiver: '买受人本人', ...paid }), 'handToBuyer');
}

/** Who lends a combined loan, and how much: ids of a bank and a fund centre, and fen. */
export type Borrowing = { readonly bank: string; readonly fundCentre: string; readonly loanAmount: number };

export async function chooseBank(contract: Case, borrowing: Borrowing): Promise<void> {
  const chosen = { ...borrowing, loanType: 'combinedLoan', materials: '身份证、户口簿、收入证明、首付款收据', hasMaterialsGiven: true };
  must(await contract.step('wangfang', 'chooseBank', chosen), 'chooseBank');
}

/** The loan branch: lenders and material list, then the main contract to the bank. */
export async function handToBank(contract: Case, { on, isAccepted = true, ...borrowing }: Borrowing & { on: string; isAccepted?: boolean }): Promise<void> {
  await chooseBank(contract, borrowing);
  const answer = isAccepted ? { receiver: '信贷部 马经理' } : { refusal: '征信未通过' };
  must(await contract.step('wangfang', 'handToBank', { isAccepted, handedOn: on, ...answer }), 'handToBank');
}
