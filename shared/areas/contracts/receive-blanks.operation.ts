import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** Enters a run of stamped blanks into the numbered register. */
export const receiveBlanks = defineOperation({
  name: 'stampedBlank.receive',
  area: 'contracts',
  label: label('领入空白文书', 'Receive blanks'),
  handler: 'receive-blanks',
  on: 'collection',
  input: {
    project: f.ref('project', '项目', 'Project'),
    kind: f.choice('文书', 'Form', { subscription: label('认购书', 'Subscription form'), contract: label('商品房买卖合同', 'Purchase contract') }),
    prefix: f.text('编号前缀', 'Prefix', { most: 20 }),
    from: f.count('起始号', 'First number', { least: 1, most: 999_999 }),
    count: f.count('份数', 'How many', { least: 1, most: 30 }),
  },
  allow: inOwnProject('officeClerk', 'systemAdmin'),
  reads: ['stampedBlank', 'project'],
  writes: ['stampedBlank'],
  source: ['D7'],
});
export type ReceiveBlanksInput = Input<typeof receiveBlanks>;
