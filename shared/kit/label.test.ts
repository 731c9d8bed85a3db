import { expect, it } from 'vitest';
import { resources } from '../areas/index.ts';
import { label, pluralOf } from './label.ts';

it.each([
  [label('合同', 'Contract'), 'Contracts'],
  [label('合同原件', 'Contract copy'), 'Contract copies'],
  [label('待办', 'To-do'), 'To-dos'],
  [label('复制日', 'Copy day'), 'Copy days'],
  [label('税', 'Tax'), 'Taxes'],
  [label('支行', 'Branch'), 'Branches'],
  [label('税费', 'Tax or fee', 'Taxes and fees'), 'Taxes and fees'],
])('tells several of %o as %s, and in Chinese alike', (one, several) => {
  expect(pluralOf(one, 'en')).toBe(several);
  expect(pluralOf(one, 'zh')).toBe(one.zh);
});

it('no list of the office is headed by the name of one record', () => {
  for (const { name, label: one } of Object.values(resources)) expect([name, pluralOf(one, 'en')]).not.toEqual([name, one.en]);
});
