import { inOwnProject } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { stampedBlankStates } from './stamped-blank-states.ts';

/** Serial-controlled stationery: a stamped blank of a form, used once or accounted for (S4 step 1). */
export const stampedBlank = defineResource({
  name: 'stampedBlank',
  area: 'contracts',
  idPrefix: 'blk',
  label: label('盖章空白文书', 'Stamped blank'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isFixed: true }),
    kind: f.choice(
      '文书',
      'Form',
      { subscription: label('认购书', 'Subscription form'), contract: label('商品房买卖合同', 'Purchase contract') },
      { isFixed: true },
    ),
    number: f.text('登记编号', 'Register no.', { most: 40, isFixed: true }),
    holder: f.ref('employee', '领用人', 'Holder', { optional: true }),
    usedFor: f.text('用于', 'Used for', { optional: true, most: 64, isOwned: true }),
  },
  title: 'number',
  list: ['project', 'kind', 'number', 'holder', 'usedFor'],
  indexes: {
    byProject: { partition: ['project'], sort: ['kind', 'number'] },
    byStatus: { partition: ['project', 'status'], sort: ['kind', 'number'] },
  },
  unique: { number: { fields: ['project', 'kind', 'number'] } },
  access: { read: staff, create: inOwnProject('officeClerk', 'systemAdmin'), update: inOwnProject('officeClerk'), remove: [] },
  states: stampedBlankStates,

  retention: 'contract',
  source: ['D7', 'C9'],
});
export type StampedBlank = Item<typeof stampedBlank>;
