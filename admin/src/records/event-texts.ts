import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import type { Label } from '../../../shared/kit/label.ts';

/** Events by their verb, where neither a state nor the generated events name them. */
const verbs: Readonly<Record<string, Label>> = {
  created: { zh: '建立', en: 'Created' },
  updated: { zh: '修改', en: 'Changed' },
  removed: { zh: '删除', en: 'Deleted' },
  revealed: { zh: '查看完整信息', en: 'Revealed' },
  imported: { zh: '导入', en: 'Imported' },
  begun: { zh: '建立', en: 'Begun' },
  made: { zh: '建立', en: 'Made' },
  drafted: { zh: '提交审核', en: 'Submitted for review' },
  reviewed: { zh: '审核', en: 'Reviewed' },
  finalised: { zh: '定稿', en: 'Finalised' },
  checked: { zh: '签约前核对', en: 'Checked before signing' },
  signed: { zh: '签约', en: 'Signed' },
  amended: { zh: '书面变更', en: 'Amended' },
  filingPrepared: { zh: '制作备案表并盖章', en: 'Filing form made and sealed' },
  submitted: { zh: '送件备案', en: 'Submitted for filing' },
  filingRefused: { zh: '不予备案', en: 'Filing refused' },
  filed: { zh: '领取备案合同', en: 'Filed contract collected' },
  taxesPaid: { zh: '缴纳印花税和交易费', en: 'Stamp tax and trading fee paid' },
  copiesDistributed: { zh: '分发合同', en: 'Copies distributed' },
  bankChosen: { zh: '确定按揭银行', en: 'Bank chosen' },
  bankRefused: { zh: '银行不受理', en: 'Refused by the bank' },
  handedToBank: { zh: '主本合同交银行', en: 'Handed to the bank' },
  handedToBuyer: { zh: '买受人领取正本', en: 'Handed to the buyer' },
  archived: { zh: '归档', en: 'Archived' },
  voided: { zh: '作废', en: 'Voided' },
  flowResumed: { zh: '继续流程', en: 'Flow resumed' },
  feeReleased: { zh: '拨付交易费', en: 'Trading fee released' },
  invoiceBooked: { zh: '交易费发票入账', en: 'Invoice booked' },
  handedOn: { zh: '移交', en: 'Handed on' },
  handedOver: { zh: '移交', en: 'Handed over' },
  prepared: { zh: '制表并盖章', en: 'Made and sealed' },
  recomputed: { zh: '重新计算', en: 'Computed anew' },
  received: { zh: '领入', en: 'Received' },
  subscribed: { zh: '认购', en: 'Subscribed' },
  held: { zh: '保留', en: 'Reserved' },
  freed: { zh: '恢复可售', en: 'For sale again' },
  opened: { zh: '查看', en: 'Opened' },
  reopened: { zh: '重新打开', en: 'Opened again' },
  kept: { zh: '入档', en: 'Archived' },
};

/**
 * What an event of the history was, in words; a change where nothing names it.
 * @example eventLabel(contract, 'contract.signed').zh // '签约'
 */
export function eventLabel(definition: ResourceDefinition, event: string): Label {
  const verb = event.slice(event.indexOf('.') + 1);
  const known = verbs[verb] ?? definition.states?.transitions[verb]?.label ?? definition.states?.all[verb];
  return known ?? { zh: '修改', en: 'Changed' };
}
