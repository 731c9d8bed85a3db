import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { personalDataReaders, siteSales, staff } from '../posts.ts';

const [person, need] = [label('买受人', 'Buyer'), label('购房需求', 'Need')];

export const customer = defineResource({
  name: 'customer',
  area: 'customers',
  idPrefix: 'cus',
  label: label('客户', 'Customer'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isFixed: true }),
    name: f.personName('姓名', 'Name', { group: person, source: 'B1' }),
    phone: f.phone('手机号', 'Mobile', { group: person, source: 'B1' }),
    idNumber: f.idNumber('身份证号', 'ID number', { optional: true, group: person, source: 'D4' }),
    address: f.address('住址', 'Address', { optional: true, group: person }),
    coBuyers: f.rows(
      '共同买受人',
      'Co-buyers',
      { name: f.personName('姓名', 'Name'), phone: f.phone('手机号', 'Mobile', { optional: true }), idNumber: f.idNumber('身份证号', 'ID number') },
      { optional: true, group: person },
    ),
    channel: f.choice(
      '来源',
      'Channel',
      { visit: label('来访', 'Visit'), call: label('来电', 'Call'), online: label('线上', 'Online') },
      { group: need, source: 'B5' },
    ),
    motive: f.choice(
      '购房动机',
      'Motive',
      { ownUse: label('自用', 'Own use'), investment: label('投资', 'Investment'), other: label('其他', 'Other') },
      { optional: true, group: need, source: 'B2' },
    ),
    budget: f.money('购房预算', 'Budget', { optional: true, group: need, source: 'B3' }),
    wish: f.note('需求与意向房源', 'Needs and intended units', { optional: true, group: need, source: 'B4' }),
    adviser: f.ref('employee', '置业顾问', 'Adviser', { optional: true, group: need }),
  },
  title: 'name',
  list: ['project', 'name', 'phone', 'channel', 'adviser'],
  indexes: { byProject: { partition: ['project'], sort: ['createdAt'] }, byStage: { partition: ['project', 'status'], sort: ['createdAt'] } },
  unique: { phone: { fields: ['project', 'phone'] } },
  access: { read: staff, create: siteSales, update: siteSales, remove: [] },
  reveal: personalDataReaders,
  states: {
    initial: 'potential',
    all: {
      potential: { ...label('潜在客户', 'Potential'), tone: 'neutral' },
      interested: { ...label('意向客户', 'Interested'), tone: 'busy' },
      closed: { ...label('成交客户', 'Closed'), tone: 'good' },
    },
    moves: [{ from: ['potential', 'interested'], to: 'closed', by: 'subscription.subscribe' }],
    transitions: { mature: { label: label('转为意向客户', 'Mark interested'), from: ['potential'], to: 'interested', allow: siteSales } },
  },
  retention: 'customer',
  source: ['B1', 'B2', 'B3', 'B4', 'B5', 'B7', 'B15'],
});
export type Customer = Item<typeof customer>;
