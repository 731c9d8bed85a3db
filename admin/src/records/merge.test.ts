import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeChanges, settle } from './merge.ts';

const fields = ['a', 'b', 'c'];

test('merges what each side changed alone', () => {
  const merge = mergeChanges({ base: { a: 1, b: 1 }, theirs: { a: 2, b: 1 }, changes: { b: 2 }, fields });
  expect(merge).toEqual({ changes: { b: 2 }, clashes: [], theirsOnly: ['a'] });
});

test('asks about a field that both changed in different ways', () => {
  const merge = mergeChanges({ base: { a: 1 }, theirs: { a: 2 }, changes: { a: 3 }, fields });
  expect(merge.clashes).toEqual([{ field: 'a', base: 1, theirs: 2, mine: 3 }]);
  expect(settle(merge, { a: 'mine' })).toEqual({ a: 3 });
  expect(settle(merge, { a: 'theirs' })).toEqual({});
});

test('has nothing to ask when both made the same change', () => {
  expect(mergeChanges({ base: { a: 1 }, theirs: { a: 2 }, changes: { a: 2 }, fields })).toEqual({ changes: {}, clashes: [], theirsOnly: [] });
});

test('takes an emptied field for a change', () => {
  expect(mergeChanges({ base: { a: 1 }, theirs: { a: 2 }, changes: { a: null }, fields }).clashes).toEqual([{ field: 'a', base: 1, theirs: 2, mine: null }]);
  expect(mergeChanges({ base: { a: 1 }, theirs: {}, changes: { a: null }, fields }).clashes).toEqual([]);
});

test('keeps every change of both sides once clashes are decided for mine', () => {
  const record = fc.record({ a: fc.integer({ min: 0, max: 2 }), b: fc.integer({ min: 0, max: 2 }), c: fc.integer({ min: 0, max: 2 }) });
  fc.assert(
    fc.property(record, record, record, (base, theirs, wanted) => {
      const changes = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => value !== base[name as 'a']));
      const merge = mergeChanges({ base, theirs, changes, fields });
      const picks = Object.fromEntries(merge.clashes.map(({ field }) => [field, 'mine' as const]));
      const saved = { ...theirs, ...settle(merge, picks) };
      expect(saved).toEqual({ ...theirs, ...changes });
    }),
  );
});
