import { inOwnProject } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

const keepers = inOwnProject('unitControl', 'salesManager', 'backOffice', 'systemAdmin');

/** A price list that was imported: the file's hash and how far the import has come, so that it can be taken up again. */
export const priceList = defineResource({
  name: 'priceList',
  area: 'projects',
  idPrefix: 'prl',
  label: label('价格表', 'Price list'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isFixed: true }),
    name: f.text('名称', 'Name', { most: 100 }),
    validFrom: f.date('执行日期', 'Valid from'),
    fileName: f.text('文件名', 'File', { most: 200, isFixed: true }),
    fileHash: f.hash('文件 SHA-256', 'File SHA-256', { isFixed: true }),
    unitCount: f.count('房源数', 'Units', { most: 100_000, isFixed: true }),
    importedCount: f.count('已导入', 'Imported', { optional: true, most: 100_000, isOwned: true }),
  },
  title: 'name',
  list: ['project', 'name', 'validFrom', 'unitCount', 'importedCount'],
  indexes: {
    byProject: { partition: ['project'], sort: ['validFrom'] },
    byFile: { partition: ['project', 'fileHash'], sort: ['createdAt'], while: ['importing', 'inForce'] },
  },
  unique: { file: { fields: ['project', 'fileHash'], while: ['importing', 'inForce'] } },
  access: { read: staff, create: keepers, update: keepers, remove: [] },
  states: {
    initial: 'importing',
    all: {
      importing: { ...label('导入中', 'Importing'), tone: 'busy' },
      inForce: { ...label('执行中', 'In force'), tone: 'good' },
      withdrawn: { ...label('已停用', 'Withdrawn'), tone: 'neutral' },
    },
    moves: [{ from: ['importing'], to: 'inForce', by: 'priceList.import' }],
    transitions: {
      withdraw: {
        label: label('停用', 'Withdraw'),
        from: ['importing', 'inForce'],
        to: 'withdrawn',
        allow: keepers,
        kind: 'exception',
        isReasonNeeded: true,
      },
    },
  },
  retention: 'administrative',
  source: ['C4'],
});
export type PriceList = Item<typeof priceList>;
