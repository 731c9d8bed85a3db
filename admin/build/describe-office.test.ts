import { describe, expect, it } from 'vitest';
import { areas } from '../../shared/areas/index.ts';
import { inOwnProject, nobody, type Rule } from '../../shared/kit/access.ts';
import { type AreaDefinition, defineArea } from '../../shared/kit/define-area.ts';
import { defineOperation } from '../../shared/kit/define-operation.ts';
import { defineResource } from '../../shared/kit/define-resource.ts';
import { f } from '../../shared/kit/fields/f.ts';
import { label } from '../../shared/kit/label.ts';
import { decisionOf } from '../src/fields/drafts.ts';
import { pictureOf } from '../src/pages/flow-nodes.ts';
import { actionsOf } from '../src/records/actions.ts';
import { eventLabel } from '../src/records/event-texts.ts';
import { wordOf } from '../src/records/row-words.ts';
import { describeOffice } from './describe-office.ts';
import { drawFlow } from './draw-flow.ts';

const bankers: Rule = inOwnProject('backOffice');
const common = { area: 'lending', access: { read: bankers, create: nobody, update: nobody, remove: nobody }, source: ['F1'] } as const;

/** What an area of loans might be like: a paper that is used once, a case that a flow takes on, and a release of money. */
const paper = defineResource({
  ...common,
  name: 'guarantee',
  idPrefix: 'gua',
  label: label('担保函', 'Guarantee'),
  fields: {
    number: f.text('编号', 'Number'),
    purpose: f.choice('用途', 'Purpose', { loanCase: label('贷款', 'Loan'), contract: label('合同', 'Contract') }),
  },
  title: 'number',
  list: ['number', 'purpose'],
  indexes: { all: { partition: ['status'], sort: ['number'] } },
  states: {
    initial: 'free',
    all: { free: label('可用', 'Free'), spent: label('已用', 'Spent') },
    moves: [{ from: ['free'], to: 'spent', by: 'loanCase.approve' }],
    transitions: {},
  },
});
const loanCase = defineResource({
  ...common,
  name: 'loanCase',
  idPrefix: 'lon',
  label: label('按揭案件', 'Loan case'),
  fields: { number: f.text('编号', 'Number'), contract: f.ref('contract', '合同', 'Contract'), project: f.ref('project', '项目', 'Project') },
  title: 'number',
  list: ['number', 'contract', 'project'],
  indexes: { byContract: { partition: ['contract'], sort: ['number'] } },
  unique: { live: { fields: ['contract'], while: ['open', 'granted'] } },
  states: {
    initial: 'open',
    all: { open: label('办理中', 'Open'), granted: label('已批准', 'Granted') },
    moves: [{ from: ['open'], to: 'granted', by: 'loanCase.approve' }],
    transitions: {},
  },
});
const step = { area: 'lending', on: 'record', allow: bankers, from: ['open'], isStep: true, reads: ['loanCase'], source: ['F1'] } as const;
const approve = defineOperation({
  ...step,
  name: 'loanCase.approve',
  label: label('审批贷款', 'Decide on the loan'),
  handler: 'approve-loan',
  input: {
    guarantee: f.ref('guarantee', '担保函', 'Guarantee'),
    part: f.choice('审批级别', 'Level', { branch: label('支行', 'Branch'), head: label('总行', 'Head office') }),
  },
  writes: ['loanCase', 'guarantee', 'todo'],
});
const release = defineOperation({
  ...step,
  name: 'loanCase.releaseMoney',
  label: label('放款', 'Release the money'),
  handler: 'release-money',
  input: { isComplete: f.flag('资料齐全', 'Papers complete'), remark: f.note('说明', 'Remark', { optional: true }) },
  writes: ['loanCase', 'todo'],
});
const redrive = defineOperation({
  ...step,
  isStep: false,
  name: 'loanCase.redrive',
  label: label('继续', 'Resume'),
  handler: 'redrive-loan',
  input: {},
  writes: ['loanCase'],
});
const lending: AreaDefinition = defineArea({
  name: 'lending',
  label: label('按揭', 'Lending'),
  order: 45,
  resources: [loanCase, paper],
  operations: [approve, release, redrive],
});
const office = describeOffice([...areas, lending]);
const entries = Object.values(office.operations).filter(({ name }) => name.startsWith('loanCase.'));
const record = { id: 'lon_1', status: 'open', project: 'prj_1' };
const clerk = { id: 'emp_1', name: '徐静', roles: ['backOffice'] as const, projects: ['prj_1'] };

describe('an area that the console has never heard of', () => {
  it('stands in the navigation in its order, with its lists', () => {
    const names = office.areas.map(({ name }) => name);
    expect(names.indexOf('lending')).toBeGreaterThan(names.indexOf('contracts'));
    expect(names.indexOf('lending')).toBeLessThan(names.indexOf('settings'));
    expect(office.areas.find(({ name }) => name === 'lending')?.resources).toEqual(['loanCase', 'guarantee']);
    expect(office.resources.loanCase).toMatchObject({ path: '/lending/loan-case', operations: entries.map(({ name }) => name) });
  });

  it('has buttons for the steps that are asked for, and none for what the flow tab offers', () => {
    const openSteps = [{ step: 'loanCase.approve', part: 'head' }, { step: 'loanCase.releaseMoney' }];
    const actions = actionsOf({ definition: loanCase, operations: entries, actor: clerk, record, openSteps });
    expect(actions.map(({ name }) => name)).toEqual(['loanCase.approve', 'loanCase.releaseMoney']);
    expect(actions[0]).toMatchObject({ part: 'head' });
  });

  it('offers only papers that the operation would accept', () => {
    expect(office.operations['loanCase.approve']?.among).toEqual({ guarantee: { status: 'free', purpose: 'loanCase' } });
  });

  it('has its steps and their parts told in words', () => {
    const todo = { step: 'loanCase.approve', part: 'head' };
    expect(wordOf(office, 'todo', todo, 'step')?.zh).toBe('审批贷款');
    expect(wordOf(office, 'todo', todo, 'part')?.zh).toBe('总行');
    expect(wordOf(office, 'loanCase', todo, 'step')).toBeUndefined();
  });

  it('has its events told in words', () => {
    expect(eventLabel(loanCase, { event: 'loanCase.moneyReleased' }, office.operations).zh).toBe('放款');
    expect(eventLabel(loanCase, { event: 'loanCase.granted' }, office.operations).zh).toBe('已批准');
    expect(eventLabel(paper, { event: 'guarantee.approved' }, office.operations).zh).toBe('审批贷款');
  });

  it('is shown at the record it belongs to, as the one that is alive', () => {
    expect(office.resources.contract?.relations).toContainEqual({ resource: 'loanCase', index: 'byContract', field: 'contract', live: ['open', 'granted'] });
  });

  it('has the picture of its own flow', () => {
    const flowOf = (...steps: string[]) =>
      drawFlow({
        StartAt: 's0',
        States: Object.fromEntries(
          steps.map((name, i) => [
            `s${i}`,
            { Type: 'Task', Arguments: { Payload: { step: name } }, ...(i + 1 < steps.length ? { Next: `s${i + 1}` } : { End: true }) },
          ]),
        ),
      });
    // A flow may ask for a step of another's.
    const flows = { filing: flowOf('contract.sign', 'contract.submit', 'loanCase.approve'), lending: flowOf('loanCase.approve', 'loanCase.releaseMoney') };
    expect(pictureOf(flows, 'loanCase', { steps: [] })).toBe(flows.lending);
    expect(pictureOf(flows, 'contract', { steps: [] })).toBe(flows.filing);
    expect(pictureOf(flows, 'unit', { steps: [] })).toBeUndefined();
  });
});

describe('a dialog', () => {
  it('that asks for nothing but yes or no is answered at one stroke', () => {
    expect(decisionOf(release.input, [])?.name).toBe('isComplete');
    expect(decisionOf(approve.input, [])).toBeUndefined();
    expect(decisionOf({ ...release.input, signedOn: f.date('日期', 'Date') }, [])).toBeUndefined();
    expect(decisionOf({ ...release.input, signedOn: f.date('日期', 'Date') }, ['signedOn'])?.name).toBe('isComplete');
  });
});
