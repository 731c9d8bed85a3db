import { type Drafts, isSame } from '../fields/drafts.ts';

/** A field that both sides changed, each in another way. */
export type Clash = { readonly field: string; readonly base: unknown; readonly theirs: unknown; readonly mine: unknown };
export type Merge = {
  /** My changes that nothing stands against. */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly clashes: readonly Clash[];
  /** Fields that only they changed; they stay as they are now. */
  readonly theirsOnly: readonly string[];
};

/**
 * Three-way merge of an edit. `base` is the record as it was when the form opened, `theirs` as it is now, `changes` what I
 * changed (`null` for emptied).
 *
 * @example mergeChanges({ base: { a: 1, b: 1 }, theirs: { a: 2, b: 1 }, changes: { b: 2 } })
 * // { changes: { b: 2 }, clashes: [], theirsOnly: ['a'] }
 */
export function mergeChanges({ base, theirs, changes, fields }: { base: Drafts; theirs: Drafts; changes: Drafts; fields: readonly string[] }): Merge {
  const mine = Object.entries(changes).filter(([field, value]) => !isSame(value, theirs[field]));
  const isClash = ([field]: [string, unknown]) => !isSame(base[field], theirs[field]);
  return {
    changes: Object.fromEntries(mine.filter((entry) => !isClash(entry))),
    clashes: mine.filter(isClash).map(([field, value]) => ({ field, base: base[field], theirs: theirs[field], mine: value })),
    theirsOnly: fields.filter((field) => !(field in changes) && !isSame(base[field], theirs[field])),
  };
}

/** The changes to send once every clash is decided. */
export const settle = (merge: Merge, picks: Readonly<Record<string, 'mine' | 'theirs'>>): Record<string, unknown> => ({
  ...merge.changes,
  ...Object.fromEntries(merge.clashes.filter(({ field }) => picks[field] === 'mine').map(({ field, mine }) => [field, mine])),
});
