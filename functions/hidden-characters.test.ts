import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { areas } from '../shared/areas/index.ts';
import { f } from '../shared/kit/fields/f.ts';
import { sampleOf } from './fixture/samples.ts';

/** Every field of every definition, whoever fills it in: what a server takes over from a file or a partner is text of others too. */
const fields: readonly [name: string, schema: z.ZodType][] = areas.flatMap(({ resources, operations }) => [
  ...resources.flatMap((resource) => Object.entries(resource.fields).map(([field, schema]): [string, z.ZodType] => [`${resource.name}.${field}`, schema])),
  ...operations.flatMap((operation) => Object.entries(operation.input).map(([field, schema]): [string, z.ZodType] => [`${operation.name} ${field}`, schema])),
]);

/** What a reader cannot see, or what reorders what he sees; line breaks and tabs are text. */
const hidden = /[\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]|[^\P{Cc}\n\r\t]/u;
const examples = [
  '\u0000',
  '\u0007',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u00ad',
  '\u061c',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u202e',
  '\u2028',
  '\u2066',
  '\ufeff',
  '\ue000',
  '\u{e0001}',
];

/** The same value with a text somewhere in it changed: one for each text. */
function changed(value: unknown, change: (text: string) => string): unknown[] {
  if (typeof value === 'string') return [change(value)];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  const put = (name: string, inner: unknown, at: string) => {
    const copy = Object.fromEntries(entries.map(([key, old]) => (key === at ? [name, inner] : [key, old])));
    return Array.isArray(value) ? Object.values(copy) : copy;
  };
  const names = Array.isArray(value) ? [] : entries.map(([name, inner]) => put(change(name), inner, name));
  return [...names, ...entries.flatMap(([name, inner]) => changed(inner, change).map((other) => put(name, other, name)))];
}

const textsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]) : [String(value)];

describe.each(fields)('%s', (_, schema) => {
  it('keeps no hidden character, at any place of any text in it', () => {
    const sample = sampleOf(schema, 'prj_1');
    expect(schema.safeParse(sample)).toMatchObject({ success: true });
    const place = fc.record({ character: fc.constantFrom(...examples), at: fc.nat(40) });
    fc.assert(
      fc.property(place, ({ character, at }) => {
        const spoil = (text: string) => text.slice(0, at % (text.length + 1)) + character + text.slice(at % (text.length + 1));
        for (const spoilt of changed(sample, spoil)) {
          const kept = schema.safeParse(spoilt);
          // A mark at the very end may be taken off like a blank.
          if (kept.success) expect(textsIn(kept.data).join('\n')).not.toMatch(hidden);
        }
      }),
      { numRuns: 30, examples: examples.map((character) => [{ character, at: 1 }]) },
    );
  });
});

describe('the length of a text', () => {
  const line = f.text('字', 'Text', { most: 5 });
  it.each([
    ['中文五个字', true],
    ['中文有六个字', false],
    ['𠮷𠮷𠮷𠮷𠮷', true],
    ['𠮷𠮷𠮷𠮷𠮷𠮷', false],
    ['🏠🏠🏠🏠🏠', true],
    ['  四个字呀  ', true],
  ])('of %s is counted in characters', (text, isTaken) => {
    expect(line.safeParse(text).success).toBe(isTaken);
  });
});
