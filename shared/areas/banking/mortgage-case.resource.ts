import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { buyerKinds, holders, loanTypes } from './loan-kinds.ts';
import { mortgageCaseStates } from './mortgage-case-states.ts';
import { faults, remedies } from './remedies.ts';

const [deal, course, ending] = [label('贷款', 'Loan'), label('办理', 'Course'), label('结案', 'Ending')];

/** 按揭案件: what is done from the hand-over of the filed contract until every loan is in and reconciled (G4, G5). */
export const mortgageCase = defineResource({
  name: 'mortgageCase',
  area: 'banking',
  idPrefix: 'mtg',
  label: label('按揭案件', 'Mortgage case'),
  fields: {
    number: f.serial('案件编号', 'Case no.', '{year}-{project}-M{seq:4}', { source: 'G4' }),
    project: f.ref('project', '项目', 'Project', { isOwned: true, group: deal }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true, group: deal }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true, group: deal }),
    bank: f.ref('bank', '移交银行', 'Handed to', { optional: true, isOwned: true, group: deal, source: 'E9' }),
    fundCentre: f.ref('bank', '公积金中心', 'Provident fund centre', { optional: true, isOwned: true, group: deal, source: 'E9' }),
    loanType: f.choice('贷款方式', 'Loan type', loanTypes, { isOwned: true, group: deal, source: 'E9' }),
    total: f.money('贷款总额', 'Total of the loans', { isOwned: true, group: deal }),
    buyerKind: f.choice('买受人类别', 'Buyer kind', buyerKinds, { optional: true, isOwned: true, group: deal, source: 'G3' }),
    holder: f.choice('当前持有方', 'Held by', holders, { isOwned: true, group: course, source: 'G4' }),
    heldSince: f.instant('持有起', 'Held since', { isOwned: true, group: course }),
    round: f.count('申请轮次', 'Round', { isOwned: true, group: course, help: label('被拒后改银行重新申请', 'Counts another bank after a refusal') }),
    handedOn: f.date('移交日', 'Handed on', { isOwned: true, group: course, source: 'G4' }),
    submittedOn: f.date('资料齐备日', 'Papers complete on', { optional: true, isOwned: true, group: course, source: 'G3' }),
    settledOn: f.date('到账核对完成日', 'Settled on', { optional: true, isOwned: true, group: course, source: 'G5' }),
    remedy: f.choice('未获批准的处理', 'Remedy', remedies, { optional: true, isOwned: true, group: ending }),
    reason: f.note('处理说明', 'Reason', { optional: true, isOwned: true, group: ending }),
    remediedBy: f.ref('employee', '处理人', 'Remedied by', { optional: true, isOwned: true, group: ending }),
    fault: f.choice('过错方', 'Whose fault', faults, { optional: true, isOwned: true, group: ending }),
    refundedOn: f.date('退款日', 'Refunded on', { optional: true, isOwned: true, group: ending }),
    refundReceipt: f.text('退款凭证号', 'Refund voucher', { optional: true, isOwned: true, most: 60, group: ending }),
    archiveNumber: f.text('档案号', 'Archive no.', { optional: true, isOwned: true, most: 60, group: ending, source: 'G6' }),
    paperLocation: f.text('存放位置', 'Shelf', { optional: true, isOwned: true, group: ending, source: 'G6' }),
    remark: f.note('备注', 'Remarks', { optional: true }),
  },
  title: 'number',
  list: ['number', 'project', 'contract', 'customer', 'loanType', 'total', 'holder', 'heldSince'],
  indexes: {
    byProject: { partition: ['project'], sort: ['number'] },
    byStatus: { partition: ['project', 'status'], sort: ['number'] },
    byContract: { partition: ['contract'], sort: ['number'] },
  },
  unique: { contract: { fields: ['contract'], isKey: true } },
  access: { read: staff, create: nobody, update: nobody, remove: nobody },
  states: mortgageCaseStates,
  retention: 'contract',
  source: ['E9', 'G3', 'G4', 'G5', 'G6'],
});
export type MortgageCase = Item<typeof mortgageCase>;
