import { expect, test } from 'vitest';
import { compileFilter } from './filter.ts';

const record = {
  eventName: 'INSERT',
  dynamodb: { Keys: { pk: { S: 'contract#7' } }, NewImage: { amount: { N: '5' }, tags: ['a', 'b'], size: 7 } },
};

const cases: [object, boolean][] = [
  [{ eventName: ['INSERT', 'MODIFY'] }, true],
  [{ eventName: ['REMOVE'] }, false],
  [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'contract#' }] } } } }, true],
  [{ dynamodb: { Keys: { pk: { S: [{ prefix: 'unit#' }, { suffix: '#7' }] } } } }, true],
  [{ dynamodb: { NewImage: { amount: { N: [{ exists: true }] } } } }, true],
  [{ dynamodb: { OldImage: { amount: { N: [{ exists: false }] } } } }, true],
  [{ dynamodb: { NewImage: { price: { N: [{ exists: true }] } } } }, false],
  [{ dynamodb: { NewImage: { tags: ['b'] } } }, true],
  [{ eventName: [{ 'anything-but': ['INSERT'] }] }, false],
  [{ eventName: [{ 'anything-but': { prefix: 'REM' } }] }, true],
  [{ missing: [{ 'anything-but': 'x' }] }, false],
  [{ eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
  [{ dynamodb: { NewImage: { size: [{ numeric: ['>', 5, '<=', 7] }] } } }, true],
  [{ dynamodb: { NewImage: { size: [{ numeric: ['<', 5] }] } } }, false],
  [{ $or: [{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }] }, true],
  [{ eventName: ['INSERT'], dynamodb: { NewImage: { size: [8] } } }, false],
];
test.each(cases)('%j: %s', (pattern, expected) => {
  expect(compileFilter(pattern)(record)).toBe(expected);
});

test('names an operator that it does not support', () => {
  expect(() => compileFilter({ eventName: [{ wildcard: 'I*' }] })).toThrow('the filter operator wildcard is not supported');
  expect(() => compileFilter({ size: [{ numeric: ['~', 1] }] })).toThrow('the numeric comparison ~ is not supported');
});
