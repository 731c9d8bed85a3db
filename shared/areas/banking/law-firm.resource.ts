import { allow, everyone } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { contactColumns, contactReaders } from './contacts.ts';

const keepers = allow('customerService', 'legal', 'systemAdmin');

/** 律师事务所: who sees to the signing of loan papers, for the office and for the bank (D12). */
export const lawFirm = defineResource({
  name: 'lawFirm',
  area: 'banking',
  idPrefix: 'law',
  label: label('律师事务所', 'Law firm'),
  fields: {
    name: f.text('名称', 'Name', { most: 60 }),
    licence: f.text('执业许可证号', 'Licence no.', { optional: true, most: 40 }),
    contacts: f.rows('联系人', 'Contacts', contactColumns, { optional: true, source: 'D12' }),
    note: f.note('备注', 'Remarks', { optional: true }),
  },
  title: 'name',
  list: ['name', 'licence'],
  indexes: { all: { partition: [], sort: ['name'] } },
  unique: { name: { fields: ['name'] } },
  access: { read: everyone, create: keepers, update: keepers, remove: [] },
  reveal: contactReaders,
  source: ['D12'],
});
export type LawFirm = Item<typeof lawFirm>;
