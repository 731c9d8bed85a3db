import { type Item, setAttribute, type Value } from '../values.ts';
import { valueAt } from './evaluate.ts';
import { type Placeholders, readerOf } from './reader.ts';
import { type Path, showPath } from './syntax.ts';

/**
 * Parses a projection expression. Throws a ValidationException, also for overlapping paths.
 *
 * @example
 * parseProjection('a.b, c[0]', placeholders) // [['a', 'b'], ['c', 0]]
 */
export function parseProjection(expression: string, placeholders: Placeholders): Path[] {
  const reader = readerOf(expression, 'ProjectionExpression', placeholders);
  const paths: Path[] = [];
  do paths.push(reader.path());
  while (reader.take(','));
  if (reader.peek().kind !== 'end') throw reader.fail();
  paths.forEach((path, index) => {
    const overlap = paths.slice(index + 1).find((other) => isPrefix(path, other) || isPrefix(other, path));
    if (overlap)
      throw reader.error(
        `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${showPath(path)}, path two: ${showPath(overlap)}`,
      );
  });
  return paths;
}

/**
 * The parts of an item that paths lead to, at their places; list elements close up.
 *
 * @example
 * project({ a: { M: { b: { S: 'x' }, c: { S: 'y' } } } }, [['a', 'b']]) // { a: { M: { b: { S: 'x' } } } }
 */
export function project(item: Item, paths: Path[]): Item {
  const present = paths.filter((path) => valueAt(item, path) !== undefined);
  return Object.fromEntries(group(present).map(([name, rests]) => [name, pick({ M: item }, String(name), rests)]));
}

/** The member `step` of a value, reduced to the paths `rests` below it. */
function pick(parent: Value, step: string | number, rests: Path[]): Value {
  const value = valueAt({ parent }, ['parent', step]) ?? {};
  if (rests.some((rest) => rest.length === 0)) return value;
  const members = group(rests);
  if (value.L) {
    const ascending = members.sort(([a], [b]) => Number(a) - Number(b));
    return { L: ascending.map(([index, below]) => pick(value, index, below)) };
  }
  const map: Item = {};
  for (const [name, below] of members) setAttribute(map, String(name), pick(value, name, below));
  return { M: map };
}

/** Paths by their first step. */
function group(paths: Path[]): [string | number, Path[]][] {
  const groups = new Map<string | number, Path[]>();
  for (const [first = '', ...rest] of paths) groups.set(first, [...(groups.get(first) ?? []), rest]);
  return [...groups];
}

function isPrefix(path: Path, other: Path): boolean {
  return path.length <= other.length && path.every((step, index) => step === other[index]);
}
