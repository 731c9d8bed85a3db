import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshal } from './marshal.ts';

/** Collects the names and values of an expression; equal names share a placeholder. */
export type Expression = {
  /** `['l', 'project']` → `#l.#project`. */
  name(path: readonly string[]): string;
  value(value: unknown): string;
  /** What goes into the command; members without content are left out, as DynamoDB asks. */
  attributes(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Record<string, AttributeValue> };
};

/** @example const e = expression(); `${e.name(['v'])} = ${e.value(3)}` // '#n0 = :v0' */
export function expression(): Expression {
  const names = new Map<string, string>();
  const values: Record<string, AttributeValue> = {};
  const place = (name: string) => {
    const known = names.get(name) ?? `#n${names.size}`;
    names.set(name, known);
    return known;
  };
  return {
    name: (path) => path.map(place).join('.'),
    value: (value) => {
      const key = `:v${Object.keys(values).length}`;
      values[key] = marshal(value);
      return key;
    },
    attributes: () => ({
      ...(names.size > 0 ? { ExpressionAttributeNames: Object.fromEntries([...names].map(([name, key]) => [key, name])) } : {}),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    }),
  };
}

/** Longest list of `IN`. */
const mostOperands = 100;

/** `path IN (…)`, in pieces where there are more values than one `IN` takes. */
export function isOneOf(e: Expression, path: readonly string[], values: readonly unknown[]): string {
  const pieces: string[] = [];
  for (let i = 0; i < values.length; i += mostOperands) {
    const operands = values.slice(i, i + mostOperands).map((value) => e.value(value));
    pieces.push(`${e.name(path)} IN (${operands.join(', ')})`);
  }
  return anyOf(pieces);
}

/** Alternatives in parentheses; DynamoDB refuses them around a single one that has some already. */
export const anyOf = (terms: readonly string[]): string => (terms.length === 1 ? String(terms[0]) : `(${terms.join(' OR ')})`);
