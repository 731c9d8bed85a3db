import { inOwnProject, nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { contractStates } from './contract-states.ts';
import { paymentMethods } from './payment-methods.ts';
import { opinionColumns } from './review-parts.ts';

const [deal, text, bank] = [label('成交', 'Deal'), label('文本与签约', 'Text and signing'), label('贷款', 'Loan')];

export const contract = defineResource({
  name: 'contract',
  area: 'contracts',
  idPrefix: 'ctr',
  label: label('商品房买卖合同', 'Purchase contract'),
  fields: {
    number: f.serial('合同编号', 'Contract no.', '{year}-{project}-{seq:5}', { source: 'D8' }),
    project: f.ref('project', '项目', 'Project', { isOwned: true, group: deal }),
    unit: f.ref('unit', '房源', 'Unit', { isOwned: true, group: deal }),
    customer: f.ref('customer', '买受人', 'Buyer', { isOwned: true, group: deal }),
    subscription: f.ref('subscription', '认购书', 'Subscription', { isOwned: true, group: deal }),
    price: f.money('成交价', 'Price', { isOwned: true, group: deal }),
    floorArea: f.area('建筑面积', 'Floor area', { isOwned: true, group: deal }),
    paymentMethod: f.choice('付款方式', 'Payment method', paymentMethods, { isOwned: true, group: deal, source: 'E9' }),
    opinions: f.rows('审核意见', 'Review opinions', opinionColumns, { optional: true, isOwned: true, group: text, source: 'D2' }),
    round: f.count('审核轮次', 'Review round', { optional: true, isOwned: true, group: text }),
    draftedBy: f.ref('employee', '起草人', 'Drafted by', { optional: true, isOwned: true, group: text, source: 'D1' }),
    textHash: f.hash('定稿 SHA-256', 'Final text SHA-256', { optional: true, isOwned: true, group: text, source: 'D3' }),
    terms: f.note('补充条款', 'Special terms', { optional: true, isOwned: true, group: text, source: 'D1' }),
    signedOn: f.date('签约日', 'Signed on', { optional: true, isOwned: true, group: text, source: 'D5' }),
    signedAt: f.text('签约地点', 'Place', { optional: true, isOwned: true, group: text, source: 'D5' }),
    blank: f.ref('stampedBlank', '盖章空白合同', 'Stamped blank', { optional: true, isOwned: true, group: text, source: 'D7' }),
    bank: f.ref('bank', '按揭银行', 'Bank', { optional: true, isOwned: true, group: bank, source: 'E9' }),
    fundCentre: f.ref('bank', '公积金中心', 'Provident fund centre', { optional: true, isOwned: true, group: bank, source: 'E9' }),
    loanAmount: f.money('贷款金额', 'Loan amount', { optional: true, isOwned: true, group: bank }),
    materials: f.note('银行资料清单', 'Material list', { optional: true, isOwned: true, group: bank, source: 'G3' }),
    archiveNumber: f.text('档案号', 'Archive no.', { optional: true, isOwned: true, most: 60, source: 'D11' }),
    paperLocation: f.text('存放位置', 'Shelf', { optional: true, isOwned: true, source: 'K4' }),
    remark: f.note('备注', 'Remarks', { optional: true }),
  },
  title: 'number',
  list: ['number', 'project', 'unit', 'customer', 'price', 'paymentMethod', 'signedOn'],
  indexes: {
    byProject: { partition: ['project'], sort: ['number'] },
    byStatus: { partition: ['project', 'status'], sort: ['number'] },
  },
  access: { read: staff, create: nobody, update: inOwnProject('customerService', 'backOffice', 'legal'), remove: nobody },
  states: contractStates,
  retention: 'contract',
  source: ['D1', 'D2', 'D3', 'D4', 'D5', 'D8', 'D9', 'D11', 'E8', 'E9'],
});
export type Contract = Item<typeof contract>;
