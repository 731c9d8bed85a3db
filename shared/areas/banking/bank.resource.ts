import { allow, everyone } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { agreementColumns } from './bank-agreements.ts';
import { procedureColumns } from './bank-procedure.ts';
import { contactColumns, contactReaders } from './contacts.ts';
import { buyerKinds, loanKinds } from './loan-kinds.ts';

const keepers = allow('customerService', 'finance', 'systemAdmin');
const [dossier, way] = [label('银行资料', 'Dossier'), label('按揭流程', 'Procedure')];

/** 合作银行: its dossier, its own procedure and the papers it wants (G1, G2). A provident fund centre is kept as one too. */
export const bank = defineResource({
  name: 'bank',
  area: 'banking',
  idPrefix: 'bnk',
  label: label('合作银行', 'Bank'),
  fields: {
    name: f.text('名称', 'Name', { most: 60, group: dossier, help: label('含网点，如“建设银行 案场支行”', 'With its branch') }),
    kind: f.choice('性质', 'Kind', { bank: label('银行', 'Bank'), fundCentre: label('公积金中心', 'Provident fund centre') }, { group: dossier }),
    code: f.text('行号', 'Bank code', { optional: true, most: 20, group: dossier }),
    contacts: f.rows('联系人', 'Contacts', contactColumns, { optional: true, group: dossier, source: 'G1' }),
    agreements: f.rows('合作协议', 'Agreements', agreementColumns, { optional: true, group: dossier, source: 'G1' }),
    note: f.note('备注', 'Remarks', { optional: true, group: dossier }),
    procedure: f.rows('本行流程', 'Its own procedure', procedureColumns, { optional: true, group: way, source: 'G2' }),
    materials: f.rows('资料清单', 'Material list', materialColumns(), { optional: true, group: way, source: 'G3' }),
  },
  title: 'name',
  list: ['name', 'kind', 'code'],
  indexes: { all: { partition: [], sort: ['name'] }, byKind: { partition: ['kind'], sort: ['name'] } },
  unique: { name: { fields: ['name'] } },
  access: { read: everyone, create: keepers, update: keepers, remove: [] },
  reveal: contactReaders,
  source: ['E9', 'G1', 'G2', 'G3'],
});
export type Bank = Item<typeof bank>;

/** A paper that the bank wants; of every buyer and for every kind of loan unless told. */
function materialColumns() {
  return {
    code: f.text('代码', 'Code', { most: 20 }),
    name: f.text('名称', 'Name', { most: 60 }),
    copies: f.count('份数', 'Copies', { least: 1, most: 20 }),
    buyerKinds: f.choices('买受人类别', 'Buyer kinds', buyerKinds, { optional: true }),
    loanKinds: f.choices('贷款种类', 'Loan kinds', loanKinds, { optional: true }),
  };
}
