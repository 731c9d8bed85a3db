import { either, nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { holders, loanKinds, repaymentMethods } from './loan-kinds.ts';
import { atBank, loanStates, openAtBank } from './loan-states.ts';
import { lender } from './outside.ts';

const [application, course, money] = [label('申请', 'Application'), label('办理', 'Course'), label('放款', 'Disbursement')];

/** 贷款: one loan of a case at one bank. A combined loan is two of them. */
export const loan = defineResource({
  name: 'loan',
  area: 'banking',
  idPrefix: 'lon',
  label: label('贷款', 'Loan'),
  fields: {
    number: f.text('贷款编号', 'Loan no.', { isOwned: true, most: 40 }),
    project: f.ref('project', '项目', 'Project', { isOwned: true, group: application }),
    mortgageCase: f.ref('mortgageCase', '按揭案件', 'Mortgage case', { isOwned: true, group: application }),
    kind: f.choice('贷款种类', 'Kind', loanKinds, { isOwned: true, group: application, source: 'E9' }),
    bank: f.ref('bank', '贷款银行', 'Bank', { isOwned: true, group: application, source: 'E9' }),
    amount: f.money('申请金额', 'Amount applied for', { isOwned: true, group: application }),
    termMonths: f.count('期限（月）', 'Term, months', { isOwned: true, least: 1, most: 360, group: application }),
    rate: f.rate('年利率', 'Yearly rate', { isOwned: true, group: application }),
    method: f.choice('还款方式', 'Repayment', repaymentMethods, { isOwned: true, group: application }),
    holder: f.choice('当前持有方', 'Held by', holders, { isOwned: true, group: course, source: 'G4' }),
    heldSince: f.instant('持有起', 'Held since', { isOwned: true, group: course }),
    submittedOn: f.date('送审日', 'Submitted on', { optional: true, isOwned: true, group: course }),
    decidedOn: f.date('审批日', 'Decided on', { optional: true, isOwned: true, group: course }),
    bankReference: f.text('银行审批编号', 'Reference of the bank', { optional: true, isOwned: true, most: 60, group: course }),
    refusal: f.note('未获批准原因', 'Reason of refusal', { optional: true, isOwned: true, group: course }),
    signingMatter: f.ref('signingMatter', '面签事项', 'Signing matter', { optional: true, isOwned: true, group: course, source: 'D12' }),
    signedOn: f.date('借款合同签订日', 'Loan signed on', { optional: true, isOwned: true, group: course }),
    loanContract: f.text('借款合同编号', 'Loan contract no.', { optional: true, isOwned: true, most: 60, group: course }),
    registeredOn: f.date('抵押登记日', 'Mortgage registered on', { optional: true, isOwned: true, group: course }),
    certificate: f.text('抵押登记证明号', 'Certificate no.', { optional: true, isOwned: true, most: 60, group: course }),
    approvedAmount: f.money('批准金额', 'Amount approved', { optional: true, isOwned: true, group: money }),
    disbursed: f.money('已放款', 'Disbursed', { isOwned: true, group: money, source: 'F14' }),
    reconciled: f.money('已核对', 'Reconciled', { isOwned: true, group: money, source: 'F16' }),
    asked: f.count('补件次数', 'Times papers were asked for', { isOwned: true, group: course, source: 'G2' }),
    token: f.note('流程令牌', 'Flow token', { optional: true, isOwned: true, isHidden: true }),
  },
  title: 'number',
  list: ['number', 'project', 'mortgageCase', 'kind', 'bank', 'amount', 'disbursed', 'holder', 'heldSince'],
  indexes: {
    byProject: { partition: ['project'], sort: ['number'] },
    byCase: { partition: ['mortgageCase'], sort: ['number'] },
    byBank: { partition: ['bank', 'status'], sort: ['number'] },
    openByBank: { partition: ['bank'], sort: ['number'], while: openAtBank },
  },
  access: { read: either(staff, lender(atBank)), create: nobody, update: nobody, remove: nobody },
  states: loanStates,
  retention: 'contract',
  source: ['E9', 'F14', 'F16', 'G4', 'G5'],
});
export type Loan = Item<typeof loan>;
