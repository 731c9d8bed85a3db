import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { statementStates, takenStates } from './bank-statement-states.ts';
import { cashiers, statementReaders } from './finance-posts.ts';

const [file, result] = [label('对账单文件', 'File'), label('核对结果', 'Result')];

/** 银行对账单: one file of the bank for the account of a project. Its lines go in a part at a time; the same file is taken once. */
export const bankStatement = defineResource({
  name: 'bankStatement',
  area: 'finance',
  idPrefix: 'bst',
  label: label('银行对账单', 'Bank statement'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isFixed: true, group: file }),
    bank: f.ref('bank', '银行', 'Bank', { isFixed: true, group: file }),
    fileName: f.text('文件名', 'File name', { isFixed: true, group: file }),
    fileHash: f.hash('文件 SHA-256', 'SHA-256', { isFixed: true, group: file }),
    startsOn: f.date('起始日', 'From', { isFixed: true, group: file }),
    endsOn: f.date('截止日', 'Until', { isFixed: true, group: file }),
    opening: f.count('期初余额（分）', 'Opening, fen', { optional: true, isFixed: true, most: 1_000_000_000_000, group: file }),
    closing: f.count('期末余额（分）', 'Closing, fen', { optional: true, isFixed: true, most: 1_000_000_000_000, group: file }),
    lineCount: f.count('明细行数', 'Lines', { least: 1, most: 20_000, isFixed: true, group: file }),
    importedCount: f.count('已读入行数', 'Lines read', { optional: true, isOwned: true, group: result }),
    knownCount: f.count('以前已读入行数', 'Lines known before', { optional: true, isOwned: true, group: result }),
    matchedCount: f.count('相符行数', 'Lines matched', { optional: true, isOwned: true, group: result }),
    differenceCount: f.count('差异数', 'Differences', { optional: true, isOwned: true, group: result }),
  },
  title: 'fileName',
  list: ['project', 'bank', 'fileName', 'startsOn', 'endsOn', 'lineCount', 'matchedCount', 'differenceCount'],
  indexes: {
    byProject: { partition: ['project'], sort: ['endsOn'] },
    byBank: { partition: ['project', 'bank'], sort: ['endsOn'] },
    byFile: { partition: ['project', 'fileHash'], sort: ['createdAt'], while: takenStates },
  },
  unique: { file: { fields: ['project', 'fileHash'], while: takenStates } },
  access: { read: statementReaders, create: cashiers, update: nobody, remove: nobody },
  states: statementStates,
  source: ['F12', 'F16', 'G5'],
});
export type BankStatement = Item<typeof bankStatement>;
