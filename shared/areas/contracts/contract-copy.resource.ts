import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** Who may hold an original. */
const holders = {
  office: label('办公室', 'Office'),
  finance: label('财务', 'Finance'),
  developer: label('开发商', 'Developer'),
  buyer: label('买受人', 'Buyer'),
  bank: label('按揭银行', 'Bank'),
  customerService: label('客户服务部', 'Customer service'),
};

/** For whom each original was made. */
const originals = {
  original: label('正本', 'Original'),
  office: label('办公室存本', 'Copy of the office'),
  finance: label('财务存本', 'Copy of finance'),
  developer: label('开发商存本', 'Copy of the developer'),
};

/** One paper original of a contract and everybody who has held it. How many there are is a dated setting (§1.6 no. 16). */
export const contractCopy = defineResource({
  name: 'contractCopy',
  area: 'contracts',
  idPrefix: 'cpy',
  label: label('合同原件', 'Contract copy'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    name: f.choice('原件', 'Copy', originals, { isOwned: true }),
    holder: f.choice('持有方', 'Holder', holders, { isOwned: true, source: 'D13' }),
    receiver: f.text('接收人', 'Received by', { optional: true, isOwned: true, most: 60 }),
    handedOn: f.date('移交日', 'Handed on', { isOwned: true }),
    custody: f.rows(
      '移交记录',
      'Custody',
      {
        from: f.choice('移交方', 'From', holders),
        to: f.choice('接收方', 'To', holders),
        receiver: f.text('接收人', 'Received by', { optional: true }),
        on: f.date('日期', 'Date'),
      },
      { isOwned: true },
    ),
  },
  title: 'name',
  list: ['project', 'contract', 'name', 'holder', 'receiver', 'handedOn'],
  indexes: { byContract: { partition: ['contract'], sort: ['name'] }, byHolder: { partition: ['project', 'holder'], sort: ['handedOn'] } },
  unique: { name: { fields: ['contract', 'name'], isKey: true } },
  access: { read: staff, create: nobody, update: nobody, remove: nobody },
  retention: 'contract',
  source: ['D13', 'E8', 'G4'],
});
export type ContractCopy = Item<typeof contractCopy>;
