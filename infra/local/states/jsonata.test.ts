import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEvaluate, expressionIn } from './jsonata.ts';
import { parseTimestamp } from './timestamp.ts';
import { openTokens } from './tokens.ts';

let now = 999;
/** A clock that moves whenever it is looked at. */
const evaluate = createEvaluate(() => ++now);

describe('expressions', () => {
  it.each([
    ['{% 1 + 1 %}', '1 + 1'],
    ['{%1%}', '1'],
    [' {% 1 %}', undefined],
    ['{%}', undefined],
    [5, undefined],
  ])('are the strings in {% … %}: %s', (value, source) => {
    expect(expressionIn(value)).toBe(source);
  });

  it.each([
    ['$none', 'returned nothing (undefined).'],
    ['function($x){$x}', 'returned an unsupported result type.'],
    ['{"f": $sum}', 'returned an unsupported result type.'],
    ['1 + "a"', 'threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number'],
    ['$parse("{")', 'threw an error during evaluation. Expected property name'],
    ['$partition([1], 0)', 'threw an error during evaluation. $partition expects a positive whole size, got 0'],
    ['$range(1, 2, 0)', 'threw an error during evaluation. $range expects a step other than 0'],
    ['$range(1, 1000000, 1)', 'threw an error during evaluation. $range builds at most 100000 numbers'],
    ['$hash("a", "CRC")', 'threw an error during evaluation. $hash knows MD5, SHA-1, SHA-256, SHA-384, SHA-512, not CRC'],
  ])('fail for %s', async (source, problem) => {
    await expect(evaluate(source, {})).rejects.toThrow(problem);
  });

  it('give plain JSON and the time of the given clock', async () => {
    const input = [{ v: 1 }, { v: 2 }, { v: 3 }];
    expect(await evaluate('$states.input[v > 1].v', { states: { input } })).toEqual([2, 3]);
    now = 999;
    expect(await evaluate('[$millis(), $now("[Y]"), $toMillis($now()), $millis()]', {})).toEqual([1_000, '1970', 1_000, 1_000]);
  });

  it('split an array into parts that join to it again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 9 }), async (values, size) => {
        const parts = (await evaluate('$partition($values, $size)', { values, size })) as number[][];
        expect(parts.flat()).toEqual(values);
        expect(parts.slice(0, -1).every((part) => part.length === size)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('timestamps', () => {
  it('are read as any moment is written, at any offset', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0101-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }),
        fc.integer({ min: -1079, max: 1079 }),
        (date, offset) => {
          const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
          const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0'));
          expect(parseTimestamp(`${local}${offset < 0 ? '-' : '+'}${hours}:${minutes}`)).toBe(date.getTime());
        },
      ),
    );
  });

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00+19:00',
    '2026-1-1T00:00:00Z',
    'now',
  ])('are refused when they are none: %s', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});

describe('tokens', () => {
  it('differ every time, name their machine, survive a restart, and cannot be changed', () => {
    const dir = mkdtempSync(join(tmpdir(), 'states-tokens-'));
    const tokens = openTokens(dir);
    const [one, two] = [tokens.issue('machine'), tokens.issue('machine')];
    expect(one).not.toBe(two);
    expect(openTokens(dir).machineOf(one)).toBe('machine');
    for (let at = 0; at < one.length; at += 7) {
      const changed = `${one.slice(0, at)}${one[at] === 'A' ? 'B' : 'A'}${one.slice(at + 1)}`;
      expect(tokens.machineOf(changed)).toBeUndefined();
    }
    expect(tokens.machineOf(tokens.seal(['machine'], 'x'))).toBeUndefined();
    expect(tokens.open(tokens.seal([1], 'list a'), 'list b')).toBeUndefined();
    expect(tokens.machineOf('')).toBeUndefined();
    rmSync(dir, { recursive: true });
  });
});
