import { inOwnProject } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk, staff } from '../posts.ts';

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
  states: {
    initial: 'inStock',
    all: {
      inStock: { ...label('在库', 'In stock'), tone: 'neutral' },
      issued: { ...label('已领用', 'Issued'), tone: 'busy' },
      used: { ...label('已使用', 'Used'), tone: 'good' },
      spoiled: { ...label('已作废', 'Spoiled'), tone: 'bad' },
    },
    moves: [
      { from: ['inStock'], to: 'issued', by: 'stampedBlank.issue' },
      { from: ['issued'], to: 'used', by: 'subscription.subscribe' },
      { from: ['issued'], to: 'used', by: 'contract.sign' },
    ],
    transitions: {
      spoil: {
        label: label('作废', 'Spoil'),
        from: ['inStock', 'issued'],
        to: 'spoiled',
        allow: inOwnProject('officeClerk', 'customerService', 'backOffice'),
        kind: 'exception',
        isReasonNeeded: true,
      },
      giveBack: { label: label('退回', 'Give back'), from: ['issued'], to: 'inStock', allow: customerDesk },
    },
  },
  retention: 'contract',
  source: ['D7', 'C9'],
});
export type StampedBlank = Item<typeof stampedBlank>;
