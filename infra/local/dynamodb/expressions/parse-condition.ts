import { compareValues, typeNames, typeOf, type Value, type ValueType } from '../values.ts';
import { type Placeholders, type Reader, readerOf } from './reader.ts';
import { type Comparator, type Condition, type ConditionFunction, leavesOf, type Operand, showPath } from './syntax.ts';

const comparators: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
/** Function → number of operands. */
const functions: Record<ConditionFunction, number> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};
const ordered: readonly ValueType[] = ['S', 'N', 'B'];
const maxCandidates = 100;
const maxOperators = 300;

/**
 * Parses a condition, filter or key condition. Throws a ValidationException worded as DynamoDB words it.
 *
 * @example
 * parseCondition('attribute_exists(#s) AND price < :max', 'ConditionExpression', placeholders)
 */
export function parseCondition(expression: string, label: string, placeholders: Placeholders): Condition {
  const reader = readerOf(expression, label, placeholders);
  const parser: Parser = { reader, bracketed: new WeakSet() };
  const condition = either(parser);
  if (reader.peek().kind !== 'end') throw reader.fail();
  if (leavesOf(condition).length > maxOperators) throw reader.error('The expression contains too many operators; maximum operator count: 300');
  return condition;
}

/** `bracketed` holds what stood in parentheses, to refuse doubled ones as DynamoDB does. */
type Parser = { reader: Reader; bracketed: WeakSet<Condition> };

function either(parser: Parser): Condition {
  let left = both(parser);
  while (parser.reader.take('OR')) left = { kind: 'or', left, right: both(parser) };
  return left;
}

function both(parser: Parser): Condition {
  let left = negation(parser);
  while (parser.reader.take('AND')) left = { kind: 'and', left, right: negation(parser) };
  return left;
}

function negation(parser: Parser): Condition {
  return parser.reader.take('NOT') ? { kind: 'not', operand: negation(parser) } : primary(parser);
}

function primary(parser: Parser): Condition {
  const { reader, bracketed } = parser;
  if (reader.take('(')) {
    const condition = either(parser);
    reader.expect(')');
    if (bracketed.has(condition)) throw reader.error('The expression has redundant parentheses;');
    bracketed.add(condition);
    return condition;
  }
  if (reader.peek().kind === 'word' && reader.is('(', 1) && reader.peek().text !== 'size') return call(reader);
  return relation(reader);
}

function call(reader: Reader): Condition {
  const name = reader.next().text;
  if (!isFunction(name)) throw reader.error(`Invalid function name; function: ${name}`);
  const operands = operandList(reader);
  const [subject, argument] = operands;
  if (!subject || operands.length !== functions[name])
    throw reader.error(`Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`);
  if (functions[name] === 1 && subject.kind !== 'path') throw reader.error(`Operator or function requires a document path; operator or function: ${name}`);
  if (argument) checkArgument(reader, name, { subject, argument });
  return { kind: 'call', name, subject, argument };
}

function checkArgument(reader: Reader, name: ConditionFunction, operands: { subject: Operand; argument: Operand }) {
  const { subject, argument } = operands;
  if (sameOperand(subject, argument)) throw notDistinct(reader, name, subject);
  if (name === 'begins_with') for (const operand of [subject, argument]) checkTypes(reader, name, { operand, allowed: ['S', 'B'] });
  if (name !== 'attribute_type') return;
  checkTypes(reader, name, { operand: argument, allowed: ['S'] });
  const type = argument.kind === 'value' ? argument.value.S : undefined;
  if (type === undefined || !Object.hasOwn(typeNames, type))
    throw reader.error(`Invalid attribute type name found; type: ${type}, valid types: {${Object.keys(typeNames).sort().join(',')}}`);
}

function relation(reader: Reader): Condition {
  const left = operand(reader);
  const operator = reader.peek();
  if (operator.kind === 'symbol' && isComparator(operator.text)) {
    reader.next();
    const right = operand(reader);
    if (sameOperand(left, right)) throw notDistinct(reader, operator.text, left);
    if (operator.text !== '=' && operator.text !== '<>')
      for (const side of [left, right]) checkTypes(reader, operator.text, { operand: side, allowed: ordered });
    return { kind: 'compare', operator: operator.text, left, right };
  }
  if (reader.take('BETWEEN')) return between(reader, left);
  if (!reader.is('IN')) throw reader.fail();
  reader.next();
  const candidates = operandList(reader);
  if (candidates.some((candidate) => sameOperand(left, candidate))) throw notDistinct(reader, 'IN', left);
  if (candidates.length > maxCandidates) throw reader.error(`The IN operator is provided with too many operands; number of operands: ${candidates.length}`);
  return { kind: 'in', operand: left, candidates };
}

function between(reader: Reader, subject: Operand): Condition {
  const low = operand(reader);
  reader.expect('AND');
  const high = operand(reader);
  if (sameOperand(subject, low) || sameOperand(subject, high)) throw notDistinct(reader, 'BETWEEN', subject);
  for (const side of [subject, low, high]) checkTypes(reader, 'BETWEEN', { operand: side, allowed: ordered });
  if (low.kind === 'value' && high.kind === 'value') checkBounds(reader, { low, high });
  return { kind: 'between', operand: subject, low, high };
}

function checkBounds(reader: Reader, { low, high }: Record<'low' | 'high', Operand & { kind: 'value' }>): void {
  const bounds = `lower bound operand: ${showOperand(low)}, upper bound operand: ${showOperand(high)}`;
  const sign = compareValues(low.value, high.value);
  if (sign === undefined) throw reader.error(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
  if (sign > 0) throw reader.error(`The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`);
}

function operandList(reader: Reader): Operand[] {
  reader.expect('(');
  const operands = [operand(reader)];
  while (reader.take(',')) operands.push(operand(reader));
  reader.expect(')');
  return operands;
}

function operand(reader: Reader): Operand {
  if (reader.peek().kind === 'value') return reader.value();
  if (!(reader.peek().text === 'size' && reader.is('(', 1))) return { kind: 'path', path: reader.path() };
  reader.next();
  reader.expect('(');
  if (reader.peek().kind === 'value') throw reader.error('Operator or function requires a document path; operator or function: size');
  const path = reader.path();
  reader.expect(')');
  return { kind: 'size', path };
}

function checkTypes(reader: Reader, name: string, rule: { operand: Operand; allowed: readonly ValueType[] }): void {
  const { operand, allowed } = rule;
  if (operand.kind === 'path') return; // Its type is known only with an item at hand.
  const type = operand.kind === 'size' ? 'N' : typeOf(operand.value);
  if (!allowed.includes(type)) throw reader.error(`Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`);
}

function notDistinct(reader: Reader, name: string, subject: Operand): Error {
  return reader.error(
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${showOperand(subject)}`,
  );
}

/** Comparing an attribute with itself is refused; a value with itself, oddly, is not. */
function sameOperand(a: Operand, b: Operand): boolean {
  return a.kind === 'path' && b.kind === 'path' && showPath(a.path) === showPath(b.path);
}

function showOperand(subject: Operand): string {
  return subject.kind === 'value' ? `AttributeValue: ${showValue(subject.value)}` : showPath(subject.path);
}

function showValue(value: Value): string {
  return `{${typeOf(value)}:${Object.values(value).join(', ')}}`;
}

function isComparator(text: string): text is Comparator {
  return comparators.includes(text);
}

function isFunction(text: string): text is ConditionFunction {
  return Object.hasOwn(functions, text);
}
