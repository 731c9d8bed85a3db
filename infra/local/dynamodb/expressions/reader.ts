import { invalid } from '../errors.ts';
import type { Value } from '../values.ts';
import { syntaxError, type Token, tokenise } from './lexer.ts';
import { reservedWords } from './reserved-words.ts';
import type { Path } from './syntax.ts';

/** The placeholders a request defines, and those its expressions have used so far. */
export type Placeholders = {
  names: Map<string, string>;
  values: Map<string, Value>;
  used: Set<string>;
};

const maxExpressionBytes = 4096;
const maxPathSteps = 32;

/** A cursor over the tokens of one expression; `label` is its name in error messages, such as `ConditionExpression`. */
export type Reader = {
  label: string;
  peek(offset?: number): Token;
  next(): Token;
  /** Whether the token at `offset` is this keyword (any letter case) or symbol. */
  is(text: string, offset?: number): boolean;
  /** Moves on over `text` when it stands here. */
  take(text: string): boolean;
  expect(text: string): void;
  path(): Path;
  value(): { kind: 'value'; value: Value; name: string };
  fail(): Error;
  error(message: string): Error;
};

/**
 * Starts reading an expression. Throws a ValidationException when it is empty, too long or holds an unreadable character.
 *
 * @example
 * readerOf('a.b[1]', 'ProjectionExpression', placeholders).path() // ['a', 'b', 1]
 */
export function readerOf(expression: string, label: string, placeholders: Placeholders): Reader {
  if (expression.trim() === '') throw invalid(`Invalid ${label}: The expression can not be empty;`);
  if (Buffer.byteLength(expression) > maxExpressionBytes) throw invalid(`Invalid ${label}: Expression size has exceeded the maximum allowed size;`);
  const cursor = cursorOf(expression, label);
  const error = (message: string) => invalid(`Invalid ${label}: ${message}`);
  const lookup: Lookup = { placeholders, error };
  const value = () => {
    if (cursor.peek().kind !== 'value') throw cursor.fail();
    return valueNamed(cursor.next().text, lookup);
  };
  return { ...cursor, label, value, error, path: () => readPath(cursor, lookup) };
}

type Cursor = Pick<Reader, 'peek' | 'next' | 'is' | 'take' | 'expect' | 'fail'>;

function cursorOf(expression: string, label: string): Cursor {
  const tokens = tokenise(expression, label);
  const end: Token = { kind: 'end', text: '<EOF>', at: expression.length };
  let position = 0;
  const peek = (offset = 0) => tokens[position + offset] ?? end;
  const next = () => {
    const token = peek();
    position += 1;
    return token;
  };
  const is = (text: string, offset = 0) => {
    const token = peek(offset);
    return (token.kind === 'word' || token.kind === 'symbol') && token.text.toUpperCase() === text;
  };
  const take = (text: string) => {
    if (!is(text)) return false;
    position += 1;
    return true;
  };
  const fail = () => syntaxError(label, expression, peek());
  const expect = (text: string) => {
    if (!take(text)) throw fail();
  };
  return { peek, next, is, take, expect, fail };
}

function readPath(cursor: Cursor, lookup: Lookup): Path {
  const steps: Path = [readName(cursor, lookup)];
  while (cursor.is('.') || cursor.is('[')) steps.push(cursor.next().text === '.' ? readName(cursor, lookup) : readPosition(cursor));
  if (steps.length > maxPathSteps) throw lookup.error('The document path has too many nesting elements;');
  return steps;
}

function readName(cursor: Cursor, lookup: Lookup): string {
  const { kind, text } = cursor.peek();
  if (kind !== 'word' && kind !== 'name') throw cursor.fail();
  cursor.next();
  return kind === 'word' ? attributeName(text, lookup.error) : nameOf(text, lookup);
}

function readPosition(cursor: Cursor): number {
  if (cursor.peek().kind !== 'index') throw cursor.fail();
  const position = Number(cursor.next().text);
  cursor.expect(']');
  return position;
}

type Lookup = { placeholders: Placeholders; error: (message: string) => Error };

function attributeName(text: string, error: (message: string) => Error): string {
  if (reservedWords.has(text.toUpperCase())) throw error(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
  return text;
}

function nameOf(text: string, { placeholders, error }: Lookup): string {
  const name = placeholders.names.get(text);
  placeholders.used.add(text);
  if (name === undefined) throw error(`An expression attribute name used in the document path is not defined; attribute name: ${text}`);
  return name;
}

function valueNamed(text: string, { placeholders, error }: Lookup): { kind: 'value'; value: Value; name: string } {
  const value = placeholders.values.get(text);
  placeholders.used.add(text);
  if (value === undefined) throw error(`An expression attribute value used in expression is not defined; attribute value: ${text}`);
  return { kind: 'value', value, name: text };
}
