import { describe, expect, test } from 'vitest';
import { contract } from '../../../shared/areas/contracts/contract.resource.ts';
import { stampedBlank } from '../../../shared/areas/contracts/stamped-blank.resource.ts';
import { subscription } from '../../../shared/areas/contracts/subscription.resource.ts';
import { taxLine } from '../../../shared/areas/contracts/tax-line.resource.ts';
import { resources } from '../../../shared/areas/index.ts';
import { todo } from '../../../shared/areas/organisation/todo.resource.ts';
import { partnerCall } from '../../../shared/areas/partners/partner-call.resource.ts';
import { chooseList, filterFields, withFilter } from './list-query.ts';

const wish = (chosen: Record<string, string> = {}) => ({ project: 'prj_1', actor: { roles: ['legal' as const] }, chosen });

describe('the list that is asked for', () => {
  test('is within the project', () => {
    expect(chooseList(contract, wish())).toMatchObject({ index: 'byProject', partition: { project: 'prj_1' } });
  });

  test('narrows by a state where an index has it', () => {
    expect(chooseList(contract, wish({ status: 'signed' }))).toMatchObject({ index: 'byStatus', partition: { project: 'prj_1', status: 'signed' } });
  });

  test('finds by another record', () => {
    expect(chooseList(subscription, wish({ unit: 'unt_1' }))).toMatchObject({ index: 'byUnit', partition: { unit: 'unt_1' } });
  });

  test('begins with a first value where an index cannot do without one', () => {
    expect(chooseList(taxLine, wish())).toMatchObject({ index: 'byStatus', partition: { project: 'prj_1', status: 'due' } });
    expect(chooseList(todo, wish())).toMatchObject({ index: 'byRole', partition: { role: 'legal' } });
  });

  test('uses what an index serves of several limits', () => {
    expect(chooseList(stampedBlank, wish({ status: 'issued', kind: 'contract' }))).toMatchObject({ index: 'byStatus' });
  });

  test.each(Object.values(resources).map((definition) => [definition.name, definition] as const))('names only fields of an index of %s', (_, definition) => {
    const list = chooseList(definition, wish());
    const index = list && definition.indexes[list.index];
    expect(index && Object.keys(list.partition).toSorted()).toEqual(index && [...index.partition].toSorted());
    // What is only ever asked for beside another record is asked for once that is chosen.
    if (!list) expect(filterFields(definition)).not.toEqual([]);
  });
});

test('a list that begins with nothing begins with what is chosen', () => {
  expect(chooseList(partnerCall, wish())).toBeUndefined();
  expect(chooseList(partnerCall, wish({ partner: 'ptr_1' }))).toMatchObject({ index: 'byPartner', partition: { partner: 'ptr_1' } });
});

test('two filters that no index serves together exclude each other', () => {
  expect(filterFields(subscription)).toEqual(['unit', 'customer']);
  expect(withFilter(subscription, { customer: 'cus_1' }, ['unit', 'unt_1'])).toEqual({ unit: 'unt_1' });
  expect(withFilter(contract, { status: 'signed' }, ['status', undefined])).toEqual({});
});
