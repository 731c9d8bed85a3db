import { invalid } from '../errors.ts';
import { normaliseItem } from '../normalise.ts';
import { addNumbers, subtractNumbers } from '../numbers.ts';
import { attributeOf, elementsOf, elementTypes, type Item, setAttribute, typeOf, type Value } from '../values.ts';
import { valueAt } from './evaluate.ts';
import type { Path, SetValue, Update } from './syntax.ts';

/**
 * The item an update makes of `before`, which stays as it is. Every right-hand side reads the item as it was.
 * Throws a ValidationException when a path leads nowhere or an operand has the wrong type.
 *
 * @example
 * applyUpdate(parseUpdate('ADD version :one', placeholders), item)
 */
export function applyUpdate(update: Update, before: Item): Item {
  const after = structuredClone(before);
  const sets = update.set.map(({ path, value }) => ({ path, value: structuredClone(evaluate(value, before)) }));
  // Ascending, so that two positions beyond a list's end are appended in order.
  for (const { path, value } of sets.sort((a, b) => lastIndex(a.path) - lastIndex(b.path))) write(after, path, value);
  for (const { path, value } of update.add) write(after, path, sum(valueAt(before, path), value));
  for (const { path, value } of update.delete) removeElements(after, path, value);
  // Descending, so that a removed position does not shift those still to come.
  const removals = update.remove.map(({ path }) => path).sort((a, b) => lastIndex(b) - lastIndex(a));
  for (const path of removals) remove(after, path);
  return normaliseItem(after);
}

function lastIndex(path: Path): number {
  const last = path.at(-1);
  return typeof last === 'number' ? last : -1;
}

function evaluate(value: SetValue, item: Item): Value {
  switch (value.kind) {
    case 'value':
      return value.value;
    case 'path':
      return existing(valueAt(item, value.path));
    case 'if_not_exists':
      return valueAt(item, value.path) ?? evaluate(value.otherwise, item);
    case 'list_append': {
      const [left, right] = [evaluate(value.left, item), evaluate(value.right, item)];
      if (!left.L || !right.L) throw wrongType();
      return { L: [...left.L, ...right.L] };
    }
    default: {
      const [left, right] = [evaluate(value.left, item), evaluate(value.right, item)];
      if (left.N === undefined || right.N === undefined) throw wrongType();
      return { N: (value.kind === 'plus' ? addNumbers : subtractNumbers)(left.N, right.N) };
    }
  }
}

function existing(value: Value | undefined): Value {
  if (value) return value;
  throw invalid('The provided expression refers to an attribute that does not exist in the item');
}

function write(item: Item, path: Path, value: Value): void {
  const { map, list, name, index } = placeOf(item, path);
  if (map) setAttribute(map, name, value);
  else list[Math.min(index, list.length)] = value;
}

function remove(item: Item, path: Path): void {
  const { map, list, name, index } = placeOf(item, path);
  if (!map) list.splice(index, 1);
  else if (attributeOf(map, name)) delete map[name];
}

function sum(current: Value | undefined, value: Value): Value {
  if (current === undefined) return value;
  const type = typeOf(value);
  if (typeOf(current) !== type) throw wrongType();
  if (current.N !== undefined && value.N !== undefined) return { N: addNumbers(current.N, value.N) };
  return { [type]: [...new Set([...elementsOf(current), ...elementsOf(value)])] };
}

/** An emptied set disappears: DynamoDB has no empty sets. */
function removeElements(item: Item, path: Path, value: Value): void {
  placeOf(item, path);
  const current = valueAt(item, path);
  if (current === undefined) return;
  const type = typeOf(value);
  if (typeOf(current) !== type || !elementTypes[type]) throw wrongType();
  const gone = new Set(elementsOf(value));
  const left = elementsOf(current).filter((element) => !gone.has(element));
  if (left.length > 0) write(item, path, { [type]: left });
  else remove(item, path);
}

type Place = { map: Item; list?: undefined; name: string; index: 0 } | { map?: undefined; list: Value[]; name: ''; index: number };

/** The map or list that a path's last step is in. Throws when there is none of that kind. */
function placeOf(item: Item, path: Path): Place {
  const parent = path.length === 1 ? { M: item } : valueAt(item, path.slice(0, -1));
  const last = path.at(-1);
  if (typeof last === 'string' && parent?.M) return { map: parent.M, name: last, index: 0 };
  if (typeof last === 'number' && parent?.L) return { list: parent.L, name: '', index: last };
  throw invalid('The document path provided in the update expression is invalid for update');
}

function wrongType(): Error {
  return invalid('An operand in the update expression has an incorrect data type');
}
