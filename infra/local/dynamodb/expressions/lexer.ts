import { invalid } from '../errors.ts';

/** `word` is a keyword, function or attribute name; `name` and `value` are placeholders (`#a`, `:a`). */
export type Token = { kind: 'word' | 'name' | 'value' | 'index' | 'symbol' | 'end'; text: string; at: number };

const kinds = ['symbol', 'name', 'value', 'index', 'word'] as const;
const pattern = /\s*(?:(<=|>=|<>|[=<>(),.[\]+-])|(#\w+)|(:\w+)|(\d+)|([A-Za-z_]\w*))/gy;
/** Characters shown around a syntax error. */
const nearChars = 10;

/**
 * Splits an expression into tokens, an `end` token last. Throws a ValidationException that names what it could not read.
 *
 * @example
 * tokenise('a = :b', 'FilterExpression').map(({ kind }) => kind) // ['word', 'symbol', 'value', 'end']
 */
export function tokenise(expression: string, label: string): Token[] {
  const tokens: Token[] = [];
  const source = expression.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < source.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(source);
    if (!match) {
      const at = start + source.slice(start).search(/\S/);
      throw syntaxError(label, source, { kind: 'symbol', text: source[at] ?? '', at });
    }
    const group = match.findIndex((text, index) => index > 0 && text !== undefined);
    const text = match[group] ?? '';
    tokens.push({ kind: kinds[group - 1] ?? 'end', text, at: pattern.lastIndex - text.length });
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: source.length });
  return tokens;
}

/**
 * A syntax error at a token, with the text around it.
 *
 * @example
 * throw syntaxError('FilterExpression', 'a = =', token) // … Syntax error; token: "=", near: "a = ="
 */
export function syntaxError(label: string, source: string, token: Token): Error {
  const near = source.slice(Math.max(0, token.at - nearChars), token.at + token.text.length + nearChars);
  return invalid(`Invalid ${label}: Syntax error; token: "${token.text}", near: "${near}"`);
}
