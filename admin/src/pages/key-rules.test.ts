import { expect, test } from 'vitest';
import { daysLeft, hindranceOf } from './key-rules.ts';

test('a key is approved by another person than proposed it, and only once it is proved', () => {
  expect(hindranceOf({ proposedBy: 'emp_1', provenAt: '2026-03-01T00:00:00Z' }, 'emp_1')).toBe('ownProposal');
  expect(hindranceOf({ proposedBy: 'emp_1' }, 'emp_2')).toBe('notProven');
  expect(hindranceOf({ proposedBy: 'emp_1', provenAt: '2026-03-01T00:00:00Z' }, 'emp_2')).toBeUndefined();
});

test('a part of a day counts as one', () => {
  const now = Date.parse('2026-03-01T00:00:00Z');
  expect(daysLeft('2026-03-02T00:00:01Z', now)).toBe(2);
  expect(daysLeft('2026-02-28T23:00:00Z', now)).toBeLessThanOrEqual(0);
});
