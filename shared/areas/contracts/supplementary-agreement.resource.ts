import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** A written agreement beside a contract: signed with it, or changing it later with both sides' consent. */
export const supplementaryAgreement = defineResource({
  name: 'supplementaryAgreement',
  area: 'contracts',
  idPrefix: 'sag',
  label: label('补充协议', 'Supplementary agreement'),
  fields: {
    number: f.serial('协议编号', 'Agreement no.', 'BC-{year}-{project}-{seq:5}'),
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    kind: f.choice(
      '性质',
      'Kind',
      { supplement: label('补充协议', 'Supplement'), amendment: label('书面变更协议', 'Written amendment') },
      { isOwned: true, source: 'D10' },
    ),
    text: f.note('内容', 'Text', { isOwned: true }),
    changes: f.data('变更项', 'Changes', { optional: true, isOwned: true }),
    isAgreedByBuyer: f.flag('买受人同意', 'Buyer agrees', { isOwned: true }),
    isAgreedByDeveloper: f.flag('出卖人同意', 'Developer agrees', { isOwned: true }),
    signedOn: f.date('签订日', 'Signed on', { isOwned: true }),
  },
  title: 'number',
  list: ['number', 'project', 'contract', 'kind', 'signedOn'],
  indexes: { byContract: { partition: ['contract'], sort: ['signedOn'] }, byProject: { partition: ['project'], sort: ['signedOn'] } },
  access: { read: staff, create: nobody, update: nobody, remove: nobody },
  retention: 'contract',
  source: ['C21', 'D10'],
});
export type SupplementaryAgreement = Item<typeof supplementaryAgreement>;
