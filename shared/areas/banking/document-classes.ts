import { type Label, label } from '../../kit/label.ts';

/** Documents that a law firm may be shown. */
export const documentClasses = {
  finalText: label('合同定稿', 'Final text of the contract'),
  filedContract: label('已备案合同', 'Filed contract'),
  identity: label('身份证明', 'Identity'),
  loanPapers: label('借款资料', 'Loan papers'),
} as const satisfies Record<string, Label>;

/** How loan papers are signed (D12: 网上签约、现场签约). */
export const signingModes = {
  online: label('网上签约', 'Online'),
  onSite: label('现场签约', 'On site'),
} as const satisfies Record<string, Label>;
