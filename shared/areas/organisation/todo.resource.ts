import { either, forPartner, nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { roles } from '../../kit/roles.ts';
import { staff } from '../posts.ts';
import { todoStates } from './todo-states.ts';

/**
 * One step that a post must do by a time. Finishing it lets the flow that opened it go on; where the flow comes back to the step,
 * it is opened again, and its history tells of each round.
 */
export const todo = defineResource({
  name: 'todo',
  area: 'organisation',
  idPrefix: 'tdo',
  label: label('待办', 'To-do'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    subject: f.text('事项编号', 'Subject', { most: 64, isOwned: true }),
    subjectTitle: f.text('事项', 'About', { isOwned: true }),
    step: f.text('步骤', 'Step', { most: 64, isOwned: true }),
    part: f.text('分工', 'Part', { most: 32, isOwned: true }),
    role: f.choice('承办岗位', 'Post', roles, { isOwned: true }),
    partner: f.text('可答复的合作方', 'Partner that may answer', { optional: true, most: 64, isOwned: true, source: 'G4' }),
    openedAt: f.instant('开始时间', 'Opened', { isOwned: true }),
    dueAt: f.instant('办理期限', 'Due', { isOwned: true }),
    isProvisional: f.flag('期限为暂定', 'Due time is provisional', {
      optional: true,
      isOwned: true,
      help: label('节假日安排尚未公布，期限按周末推算', 'The official calendar is not published yet'),
    }),
    dueSource: f.text('期限依据', 'Basis of the due time', { optional: true, isOwned: true }),
    remindedAt: f.instant('提醒时间', 'Reminded', { optional: true, isOwned: true }),
    escalatedTo: f.choice('已上报', 'Escalated to', roles, { optional: true, isOwned: true }),
    doneBy: f.ref('employee', '办理人', 'Done by', { optional: true, isOwned: true }),
    doneAt: f.instant('办理时间', 'Done', { optional: true, isOwned: true }),
    outcome: f.data('结果', 'Outcome', { optional: true, isOwned: true, isHidden: true }),
    token: f.note('流程令牌', 'Flow token', { optional: true, isOwned: true, isHidden: true }),
  },
  title: 'subjectTitle',
  list: ['project', 'subject', 'subjectTitle', 'step', 'part', 'role', 'dueAt', 'isProvisional', 'remindedAt', 'escalatedTo'],
  indexes: {
    byRole: { partition: ['role'], sort: ['dueAt'], while: ['open'] },
    bySubject: { partition: ['subject'], sort: ['openedAt'] },
    byEscalated: { partition: ['escalatedTo'], sort: ['dueAt'], while: ['open'] },
  },
  unique: { step: { fields: ['subject', 'step', 'part'], isKey: true } },
  access: {
    read: either(staff, forPartner('bank', 'partner', ['open']), forPartner('fundCentre', 'partner', ['open'])),
    create: nobody,
    update: nobody,
    remove: nobody,
  },
  states: todoStates,

  source: ['C22', 'L4'],
});
export type Todo = Item<typeof todo>;
