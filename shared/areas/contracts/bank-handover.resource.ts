import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { paymentMethods } from './payment-methods.ts';

/** 按揭移交: the filed contract given to the buyer's bank. What follows at the bank begins from this record. */
export const bankHandover = defineResource({
  name: 'bankHandover',
  area: 'contracts',
  idPrefix: 'bho',
  label: label('按揭移交', 'Bank hand-over'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    bank: f.ref('bank', '按揭银行', 'Bank', { isOwned: true }),
    loanType: f.choice('贷款方式', 'Loan type', paymentMethods, { isOwned: true, source: 'E9' }),
    loanAmount: f.money('贷款金额', 'Loan amount', { isOwned: true }),
    materials: f.note('资料清单', 'Material list', { isOwned: true, source: 'G3' }),
    handedOn: f.date('移交日', 'Handed on', { isOwned: true, source: 'G4' }),
    receiver: f.text('银行接收人', 'Received by', { isOwned: true, most: 60 }),
  },
  title: 'bank',
  list: ['project', 'contract', 'bank', 'loanType', 'loanAmount', 'handedOn'],
  indexes: { byContract: { partition: ['contract'], sort: ['handedOn'] }, byProject: { partition: ['project'], sort: ['handedOn'] } },
  unique: { contract: { fields: ['contract'], isKey: true } },
  access: { read: staff, create: nobody, update: nobody, remove: nobody },
  retention: 'contract',
  source: ['E9', 'G3', 'G4'],
});
export type BankHandover = Item<typeof bankHandover>;
