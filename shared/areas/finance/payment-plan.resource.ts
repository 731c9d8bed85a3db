import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { cashiers } from './finance-posts.ts';
import { type PlanRow, planColumns, problemsOfPlan } from './plan-columns.ts';

/** 付款方案: how a price is paid in parts, offered to the contracts that are signed while it is in force. */
export const paymentPlan = defineResource({
  name: 'paymentPlan',
  area: 'finance',
  idPrefix: 'pay',
  label: label('付款方案', 'Payment plan'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isFixed: true }),
    name: f.text('方案名称', 'Name', { most: 60 }),
    validFrom: f.date('执行起', 'In force from'),
    validUntil: f.date('执行止', 'In force until', { optional: true }),
    parts: f.rows('付款计划', 'Parts', planColumns),
    basis: f.text('依据', 'Basis', { most: 200 }),
  },
  title: 'name',
  list: ['project', 'name', 'validFrom', 'validUntil', 'basis'],
  indexes: { byProject: { partition: ['project'], sort: ['validFrom', 'name'] } },
  unique: { name: { fields: ['project', 'name'], while: ['inForce'] } },
  access: { read: staff, create: cashiers, update: cashiers, remove: [] },
  check: ({ parts, validFrom, validUntil }) =>
    typeof validUntil === 'string' && String(validFrom) > validUntil ? { validUntil: { key: 'date.range' } } : problemsOfPlan(parts as readonly PlanRow[]), // each field was checked before
  states: {
    initial: 'inForce',
    all: { inForce: { ...label('有效', 'In force'), tone: 'good' }, withdrawn: { ...label('已停用', 'Withdrawn'), tone: 'neutral' } },
    transitions: {
      withdraw: { label: label('停用', 'Withdraw'), from: ['inForce'], to: 'withdrawn', allow: cashiers, kind: 'exception', isReasonNeeded: true },
    },
  },
  source: ['E8', 'F11'],
});
export type PaymentPlan = Item<typeof paymentPlan>;
