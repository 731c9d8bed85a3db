import type { Value } from '../values.ts';

/** Steps of a document path: attribute names and list positions; the first is always a name. */
export type Path = (string | number)[];

export type Operand = { kind: 'path'; path: Path } | { kind: 'value'; value: Value; name: string } | { kind: 'size'; path: Path };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ConditionFunction = 'attribute_exists' | 'attribute_not_exists' | 'attribute_type' | 'begins_with' | 'contains';

export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; operand: Condition }
  | { kind: 'compare'; operator: Comparator; left: Operand; right: Operand }
  | { kind: 'between'; operand: Operand; low: Operand; high: Operand }
  | { kind: 'in'; operand: Operand; candidates: Operand[] }
  | { kind: 'call'; name: ConditionFunction; subject: Operand; argument?: Operand };

/** Right-hand side of SET. */
export type SetValue =
  | { kind: 'path'; path: Path }
  | { kind: 'value'; value: Value; name: string }
  | { kind: 'plus' | 'minus'; left: SetValue; right: SetValue }
  | { kind: 'if_not_exists'; path: Path; otherwise: SetValue }
  | { kind: 'list_append'; left: SetValue; right: SetValue };

export type Update = {
  set: { path: Path; value: SetValue }[];
  remove: { path: Path }[];
  add: { path: Path; value: Value }[];
  delete: { path: Path; value: Value }[];
};

/**
 * Visits every leaf (a condition without conditions in it), left to right.
 *
 * @example
 * leavesOf(condition).length // 2 for 'a = :x AND NOT b = :y'
 */
export function leavesOf(condition: Condition): Condition[] {
  if (condition.kind === 'and' || condition.kind === 'or') return [...leavesOf(condition.left), ...leavesOf(condition.right)];
  return condition.kind === 'not' ? leavesOf(condition.operand) : [condition];
}

/**
 * Operands of a leaf condition.
 *
 * @example
 * operandsOf(leaf).length // 3 for 'a BETWEEN :x AND :y'
 */
export function operandsOf(condition: Condition): Operand[] {
  switch (condition.kind) {
    case 'compare':
      return [condition.left, condition.right];
    case 'between':
      return [condition.operand, condition.low, condition.high];
    case 'in':
      return [condition.operand, ...condition.candidates];
    case 'call':
      return condition.argument ? [condition.subject, condition.argument] : [condition.subject];
    default:
      return [];
  }
}

/**
 * A path as error messages show it: `[a, b, [3]]`.
 *
 * @example
 * showPath(['a', 3]) // '[a, [3]]'
 */
export function showPath(path: Path): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}
