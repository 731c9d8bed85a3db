import { describe, expect, test } from 'vitest';
import { mortgageCase } from '../../../shared/areas/banking/mortgage-case.resource.ts';
import { contract } from '../../../shared/areas/contracts/contract.resource.ts';
import { customer } from '../../../shared/areas/customers/customer.resource.ts';
import { areas, resources } from '../../../shared/areas/index.ts';
import { unit } from '../../../shared/areas/projects/unit.resource.ts';
import { type Actor, reaches } from '../../../shared/kit/access.ts';
import { type Role, roleNames } from '../../../shared/kit/roles.ts';
import { describeOffice } from '../../build/describe-office.ts';
import { actionsOf, courseOf } from './actions.ts';

const office = describeOffice(areas);
const operationsOf = (resource: string) => (office.resources[resource]?.operations ?? []).flatMap((name) => office.operations[name] ?? []);
const actor = (role: Role, projects: Actor['projects'] = ['prj_1']): Actor => ({ id: 'emp_1', name: '王芳', roles: [role], projects });
const record = (status: string) => ({ id: 'x_1', version: 1, status, project: 'prj_1', createdBy: 'emp_9' });
const offered = (definition: (typeof resources)[string], who: Actor, status: string, steps: readonly { step: string; part?: string }[] = []) =>
  actionsOf({ definition, operations: operationsOf(definition.name), actor: who, record: record(status), openSteps: steps }).map((action) => action.name);

describe('buttons', () => {
  test('a step is offered only while its to-do is open', () => {
    expect(offered(contract, actor('customerService'), 'checked')).not.toContain('contract.sign');
    expect(offered(contract, actor('customerService'), 'checked', [{ step: 'contract.sign' }])).toContain('contract.sign');
  });

  test('a step is offered only to the posts of its rule, in its states, in their project', () => {
    const steps = [{ step: 'contract.sign' }];
    expect(offered(contract, actor('finance'), 'checked', steps)).not.toContain('contract.sign');
    expect(offered(contract, actor('customerService'), 'draft', steps)).not.toContain('contract.sign');
    expect(offered(contract, actor('customerService', ['prj_2']), 'checked', steps)).not.toContain('contract.sign');
  });

  test('a review knows which part was asked for, unless several were', () => {
    const ask = (steps: { step: string; part: string }[]) =>
      actionsOf({ definition: contract, operations: operationsOf('contract'), actor: actor('finance'), record: record('inReview'), openSteps: steps })[0];
    expect(ask([{ step: 'contract.review', part: 'finance' }])).toMatchObject({ name: 'contract.review', part: 'finance' });
    const both = ['finance', 'sales'].map((part) => ({ step: 'contract.review', part }));
    expect(ask(both)).not.toHaveProperty('part');
  });

  test('transitions follow state and post', () => {
    expect(offered(customer, actor('salesperson'), 'potential')).toEqual(['mature']);
    expect(offered(customer, actor('salesperson'), 'closed')).toEqual([]);
    expect(offered(customer, actor('auditor'), 'potential')).toEqual([]);
    expect(offered(unit, actor('engineering'), 'available')).toEqual(['reserve']);
  });

  test('exceptions stand after everything else', () => {
    const actions = actionsOf({
      definition: contract,
      operations: operationsOf('contract'),
      actor: actor('salesManager'),
      record: record('signed'),
      openSteps: [],
    });
    expect(actions.at(-1)).toMatchObject({ name: 'contract.void', isException: true });
  });

  test('for every resource, post and state: what is offered is what the rules allow, and what reads is not offered', () => {
    for (const definition of Object.values(resources)) {
      for (const role of roleNames) {
        for (const status of Object.keys(definition.states?.all ?? { active: 1 })) {
          const steps = operationsOf(definition.name).map(({ name }) => ({ step: name }));
          for (const name of offered(definition, actor(role), status, steps)) {
            const rule = office.operations[name]?.allow ?? definition.states?.transitions[name]?.allow;
            const from = office.operations[name]?.from ?? definition.states?.transitions[name]?.from;
            expect(rule && reaches(rule, actor(role), record(status))).toBe(true);
            expect(from === undefined || from.includes(status)).toBe(true);
            expect(office.operations[name]?.method).not.toBe('GET');
          }
        }
      }
    }
  });
});

describe('the course of states', () => {
  const isExceptional = (name: string) => office.operations[name]?.kind === 'exception';

  test('leaves voided contracts off the main line', () => {
    expect(courseOf(contract, isExceptional)).toEqual({
      main: ['draft', 'inReview', 'final', 'checked', 'signed', 'submitted', 'filed', 'delivered', 'archived'],
      exceptions: ['void'],
    });
  });

  test('leaves what a refused loan leads to off the main line of its case', () => {
    expect(courseOf(mortgageCase, isExceptional)).toEqual({
      main: ['planning', 'collecting', 'checking', 'lending', 'settled', 'archived'],
      exceptions: ['refused', 'paidOtherwise', 'terminating', 'terminated'],
    });
  });

  test('leaves reserved units off the main line', () => {
    expect(courseOf(unit, isExceptional).exceptions).toEqual(['reserved']);
  });
});
