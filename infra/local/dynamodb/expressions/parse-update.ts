import { invalidValue } from '../errors.ts';
import { typeNames, typeOf, type Value, type ValueType } from '../values.ts';
import { type Placeholders, type Reader, readerOf } from './reader.ts';
import { type Path, type SetValue, showPath, type Update } from './syntax.ts';

const clauses = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
type Clause = (typeof clauses)[number];

/** Types ADD and DELETE take. */
const operandTypes: Record<'ADD' | 'DELETE', readonly ValueType[]> = {
  ADD: ['N', 'SS', 'NS', 'BS'],
  DELETE: ['SS', 'NS', 'BS'],
};

/**
 * Parses an update expression and refuses overlapping paths. Throws a ValidationException.
 *
 * @example
 * parseUpdate('SET #s = :s, version = version + :one REMOVE draft', placeholders)
 */
export function parseUpdate(expression: string, placeholders: Placeholders): Update {
  const reader = readerOf(expression, 'UpdateExpression', placeholders);
  const update: Update = { set: [], remove: [], add: [], delete: [] };
  const seen = new Set<Clause>();
  while (reader.peek().kind !== 'end') {
    const clause = clauses.find((name) => reader.is(name));
    if (!clause) throw reader.fail();
    reader.next();
    if (seen.has(clause)) throw reader.error(`The "${clause}" section can only be used once in an update expression;`);
    seen.add(clause);
    do readAction(reader, clause, update);
    while (reader.take(','));
  }
  checkOverlap(reader, pathsOf(update));
  return update;
}

/**
 * Every path an update writes.
 *
 * @example
 * pathsOf(parseUpdate('SET a.b = :v REMOVE c', placeholders)) // [['a', 'b'], ['c']]
 */
export function pathsOf(update: Update): Path[] {
  return [...update.set, ...update.remove, ...update.add, ...update.delete].map(({ path }) => path);
}

/**
 * Refuses an update of key attributes.
 *
 * @example
 * checkKeysUntouched(update, ['pk', 'sk'])
 */
export function checkKeysUntouched(update: Update, keys: string[]): void {
  for (const [name] of pathsOf(update))
    if (typeof name === 'string' && keys.includes(name)) throw invalidValue(`Cannot update attribute ${name}. This attribute is part of the key`);
}

function readAction(reader: Reader, clause: Clause, update: Update): void {
  const path = reader.path();
  if (clause === 'REMOVE') update.remove.push({ path });
  else if (clause === 'SET') {
    reader.expect('=');
    update.set.push({ path, value: readSetValue(reader) });
  } else {
    const { value } = reader.value();
    checkOperand(reader, clause, value);
    (clause === 'ADD' ? update.add : update.delete).push({ path, value });
  }
}

function checkOperand(reader: Reader, clause: 'ADD' | 'DELETE', value: Value): void {
  const type = typeOf(value);
  if (!operandTypes[clause].includes(type))
    throw reader.error(
      `Incorrect operand type for operator or function; operator: ${clause}, operand type: ${typeNames[type]}, typeSet: ALLOWED_FOR_${clause}_OPERAND`,
    );
}

/** Arithmetic has two operands and, as a whole, may stand in parentheses; so may each operand. */
function readSetValue(reader: Reader): SetValue {
  const isBracketed = reader.is('(') && !reader.is('(', 1);
  const left = readSetOperand(reader, { canBeSum: true });
  const isSum = left.kind === 'plus' || left.kind === 'minus';
  return isBracketed && isSum ? left : readSum(reader, left);
}

function readSum(reader: Reader, left: SetValue): SetValue {
  const kind = reader.is('+') ? 'plus' : reader.is('-') ? 'minus' : undefined;
  if (!kind) return left;
  reader.next();
  const right = readSetOperand(reader);
  for (const side of [left, right]) checkNumber(reader, kind, side);
  return { kind, left, right };
}

function checkNumber(reader: Reader, kind: 'plus' | 'minus', side: SetValue): void {
  if (side.kind === 'value' && side.value.N === undefined)
    throw reader.error(
      `Incorrect operand type for operator or function; operator or function: ${kind === 'plus' ? '+' : '-'}, operand type: ${typeOf(side.value)}`,
    );
}

function readSetOperand(reader: Reader, { canBeSum = false } = {}): SetValue {
  if (reader.take('(')) {
    if (reader.is('(')) throw reader.error('The expression has redundant parentheses;');
    const operand = readSetOperand(reader);
    const value = canBeSum ? readSum(reader, operand) : operand;
    reader.expect(')');
    return value;
  }
  if (reader.peek().kind === 'value') return reader.value();
  if (!(reader.peek().kind === 'word' && reader.is('(', 1))) return { kind: 'path', path: reader.path() };
  const name = reader.next().text;
  if (name === 'if_not_exists') return readIfNotExists(reader);
  if (name === 'list_append') return readListAppend(reader);
  throw reader.error(`Invalid function name; function: ${name}`);
}

function readIfNotExists(reader: Reader): SetValue {
  reader.expect('(');
  if (reader.peek().kind === 'value') throw reader.error('Operator or function requires a document path; operator or function: if_not_exists');
  const path = reader.path();
  reader.expect(',');
  const otherwise = readSetOperand(reader);
  reader.expect(')');
  return { kind: 'if_not_exists', path, otherwise };
}

function readListAppend(reader: Reader): SetValue {
  reader.expect('(');
  const left = readSetOperand(reader);
  reader.expect(',');
  const right = readSetOperand(reader);
  reader.expect(')');
  for (const side of [left, right])
    if (side.kind === 'value' && !side.value.L)
      throw reader.error(`Incorrect operand type for operator or function; operator or function: list_append, operand type: ${typeOf(side.value)}`);
  return { kind: 'list_append', left, right };
}

/** Two writes of one place, or of a place and something inside it, have no order. */
function checkOverlap(reader: Reader, paths: Path[]): void {
  paths.forEach((path, index) => {
    for (const other of paths.slice(index + 1)) {
      const shared = Math.min(path.length, other.length);
      const parting = path.slice(0, shared).findIndex((step, at) => step !== other[at]);
      const detail = `path one: ${showPath(path)}, path two: ${showPath(other)}`;
      if (parting < 0) throw reader.error(`Two document paths overlap with each other; must remove or rewrite one of these paths; ${detail}`);
      if (typeof path[parting] !== typeof other[parting])
        throw reader.error(`Two document paths conflict with each other; must remove or rewrite one of these paths; ${detail}`);
    }
  });
}
