import { parse } from 'secure-json-parse';
import { fail } from '../../shared/kit/errors.ts';

/** Deepest nesting of arrays and objects. */
const mostDepth = 32;
const space = /[ \t\n\r]*/y;
// No repetition stands directly inside another: a text without an end would be tried in more ways than there is time for.
// JSON shuts out the control characters below the space only; those above it are for the fields to refuse.
const scalar =
  /"[ !#-[\]-\u{10ffff}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\u{10ffff}]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/**
 * Reads JSON strictly: besides what is not JSON it refuses what parsers pass over in silence — a key given twice, keys that
 * reach prototypes, numbers that JavaScript would change, halves of surrogate pairs, deep nesting.
 *
 * @throws RefusalError `request.json` with the reason
 * @example readJson('{"a":1,"a":2}') // refused: duplicate key a
 */
export function readJson(text: string): unknown {
  const end = skip(text, scanValue(text, skip(text, 0), 1));
  if (end < text.length) refuse(`text after the value at ${end}`);
  try {
    return parse(text, null, { protoAction: 'error', constructorAction: 'error' });
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(error.message);
    throw error;
  }
}

const refuse = (reason: string): never => fail('request.json', { parameters: { reason } });

function skip(text: string, at: number): number {
  space.lastIndex = at;
  return at + (space.exec(text)?.[0].length ?? 0);
}

/** Checks the value that begins at `at`; answers where it ends. */
function scanValue(text: string, at: number, depth: number): number {
  if (depth > mostDepth) refuse(`deeper than ${mostDepth} levels`);
  if (text[at] === '{') return scanMembers(text, { at, depth, close: '}' });
  if (text[at] === '[') return scanMembers(text, { at, depth, close: ']' });
  return at + scanScalar(text, at).length;
}

function scanMembers(text: string, { at, depth, close }: { at: number; depth: number; close: '}' | ']' }): number {
  const keys = new Set<string>();
  let next = skip(text, at + 1);
  if (text[next] === close) return next + 1;
  for (;;) {
    if (close === '}') next = scanKey(text, next, keys);
    next = skip(text, scanValue(text, next, depth + 1));
    if (text[next] === close) return next + 1;
    if (text[next] !== ',') refuse(`unexpected text at ${next}`);
    next = skip(text, next + 1);
  }
}

function scanKey(text: string, at: number, keys: Set<string>): number {
  if (text[at] !== '"') refuse(`key expected at ${at}`);
  const written = scanScalar(text, at);
  const key: string = JSON.parse(written);
  if (keys.has(key)) refuse(`duplicate key ${key.slice(0, 60)}`);
  keys.add(key);
  const colon = skip(text, at + written.length);
  if (text[colon] !== ':') refuse(`: expected at ${colon}`);
  return skip(text, colon + 1);
}

function scanScalar(text: string, at: number): string {
  scalar.lastIndex = at;
  const [written] = scalar.exec(text) ?? refuse(`unexpected text at ${at}`);
  const value: unknown = JSON.parse(written);
  if (typeof value === 'number' && !isKept(value)) refuse(`number ${written.slice(0, 30)} is out of range`);
  if (typeof value === 'string' && !value.isWellFormed()) refuse(`broken character at ${at}`);
  return written;
}

/** Does the number come out as it was written? Minus zero and integers beyond 2^53 do not. */
const isKept = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0) && (Number.isSafeInteger(value) || !Number.isInteger(value));
