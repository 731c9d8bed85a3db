import { expect, it } from 'vitest';
import { fill } from './errors.ts';
import { label } from './label.ts';

it.each([
  ['{n} {n|day|days} overdue', { n: 1 }, '1 day overdue'],
  ['{n} {n|day|days} overdue', { n: 0 }, '0 days overdue'],
  ['{n} {n|field needs|fields need} attention', { n: 12 }, '12 fields need attention'],
  ['{n} {n|day|days} of {all}', { all: 3 }, '{n} {n|day|days} of 3'],
  ['“{state}”', { state: label('草稿', 'Draft') }, '“Draft”'],
])('fills %j with %o', (text, parameters, filled) => {
  expect(fill(text, parameters, 'en')).toBe(filled);
});
