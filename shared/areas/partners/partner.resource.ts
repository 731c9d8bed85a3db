import { allow, nobody, partnerKinds } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { bank } from '../banking/bank.resource.ts';
import { lawFirm } from '../banking/law-firm.resource.ts';
import { department } from '../organisation/department.resource.ts';
import { administrators } from '../posts.ts';
import { memberPrefixes } from './member-prefixes.ts';
import { partnerDesk } from './posts.ts';

const [door, ours] = [label('接口限制', 'Limits at the door'), label('收紧时钟与限速，不填则按默认', 'Tighter than usual; empty for the usual')];

/** 合作方: a house outside the office that asks through the signed door, in the name of its bank or law firm record. */
export const partner = defineResource({
  name: 'partner',
  area: 'partners',
  idPrefix: 'ptr',
  label: label('合作方', 'Partner'),
  fields: {
    name: f.text('名称', 'Name', { most: 100 }),
    kind: f.choice('类别', 'Kind', partnerKinds, { isFixed: true }),
    member: f.text('对应记录编号', 'Member record', {
      most: 64,
      isFixed: true,
      help: label('银行或律师事务所的记录编号', 'Id of its bank or law firm record'),
    }),
    ratePerSecond: f.count('每秒请求', 'Requests a second', { least: 1, most: 100, optional: true, group: door, help: ours }),
    burst: f.count('突发请求', 'Burst', { least: 1, most: 400, optional: true, group: door }),
    ageSeconds: f.count('请求最长时效（秒）', 'Oldest request, seconds', { least: 30, most: 300, optional: true, group: door }),
    futureSeconds: f.count('允许超前（秒）', 'Clock ahead, seconds', { least: 1, most: 60, optional: true, group: door }),
  },
  title: 'name',
  list: ['name', 'kind', 'member'],
  indexes: { all: { partition: [], sort: ['name'] }, byMember: { partition: ['member'], sort: ['name'] } },
  unique: { member: { fields: ['member'] } },
  access: { read: partnerDesk, create: administrators, update: administrators, remove: nobody },
  check: ({ kind, member }) => {
    const prefix = memberPrefixes[kind as keyof typeof memberPrefixes]; // the kind is one of the options: it was checked before
    return String(member).startsWith(`${prefix}_`) ? undefined : { member: { key: 'field.missingRecord' } };
  },
  names: { member: [bank, lawFirm, department] },
  states: {
    initial: 'active',
    all: { active: { ...label('合作中', 'Active'), tone: 'good' }, suspended: { ...label('已暂停', 'Suspended'), tone: 'bad' } },
    transitions: {
      suspend: { label: label('暂停', 'Suspend'), from: ['active'], to: 'suspended', allow: allow('systemAdmin'), kind: 'exception', isReasonNeeded: true },
      resume: { label: label('恢复', 'Resume'), from: ['suspended'], to: 'active', allow: allow('systemAdmin'), isReasonNeeded: true },
    },
  },
  source: ['B16', 'D12', 'G1'],
});
export type Partner = Item<typeof partner>;
