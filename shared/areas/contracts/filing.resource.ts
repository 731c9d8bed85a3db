import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** 登记备案: one submission of a signed contract to the property exchange. A refused one is followed by another. */
export const filing = defineResource({
  name: 'filing',
  area: 'contracts',
  idPrefix: 'fil',
  label: label('登记备案', 'Authority filing'),
  fields: {
    number: f.serial('备案表编号', 'Filing form no.', 'BA-{year}-{project}-{seq:5}', { source: 'E1' }),
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    sealedOn: f.date('开发商盖章日', 'Sealed on', { isOwned: true, source: 'E1' }),
    statutoryDueOn: f.date('法定备案期限', 'Statutory due date', {
      isOwned: true,
      source: 'E2',
      help: label('签约之日起 30 日内（《城市房地产开发经营管理条例》第二十六条）', 'Within 30 days of signing'),
    }),
    submittedOn: f.date('送件日', 'Submitted on', { optional: true, isOwned: true, source: 'E2' }),
    window: f.text('送件窗口', 'Window', { optional: true, isOwned: true, source: 'T2' }),
    pickUpOn: f.date('可领取日', 'Pick-up from', { optional: true, isOwned: true, source: 'E4' }),
    isProvisional: f.flag('期限为暂定', 'Date is provisional', { optional: true, isOwned: true }),
    collectedOn: f.date('领取日', 'Collected on', { optional: true, isOwned: true, source: 'E4' }),
    filingNumber: f.text('备案号', 'Filing no.', { optional: true, isOwned: true, most: 60 }),
    refusal: f.note('不予备案原因', 'Reason of refusal', { optional: true, isOwned: true }),
  },
  title: 'number',
  list: ['number', 'project', 'contract', 'statutoryDueOn', 'submittedOn', 'pickUpOn', 'isProvisional', 'collectedOn'],
  indexes: {
    byContract: { partition: ['contract'], sort: ['number'] },
    byProject: { partition: ['project'], sort: ['number'] },
    provisional: { partition: ['isProvisional'], sort: ['pickUpOn'], while: ['submitted'] },
  },
  unique: { live: { fields: ['contract'], while: ['sealed', 'submitted', 'collected'] } },
  access: { read: staff, create: nobody, update: nobody, remove: nobody },
  states: {
    initial: 'sealed',
    all: {
      sealed: { ...label('已盖章', 'Sealed'), tone: 'neutral' },
      submitted: { ...label('已送件', 'Submitted'), tone: 'busy' },
      collected: { ...label('已领取', 'Collected'), tone: 'good' },
      refused: { ...label('不予备案', 'Refused'), tone: 'bad' },
      void: { ...label('已作废', 'Void'), tone: 'bad' },
    },
    moves: [
      { from: ['sealed'], to: 'submitted', by: 'contract.submit' },
      { from: ['submitted'], to: 'collected', by: 'contract.collect' },
      { from: ['submitted'], to: 'refused', by: 'contract.collect' },
      { from: ['sealed', 'submitted', 'collected'], to: 'void', by: 'contract.void' },
    ],
    transitions: {},
  },
  retention: 'contract',
  source: ['E1', 'E2', 'E4', 'T2'],
});
export type Filing = Item<typeof filing>;
