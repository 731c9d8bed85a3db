import { createHash, randomUUID } from 'node:crypto';
import jsonata, { type Focus } from 'jsonata';

/** A function that expressions may call, with its JSONata signature. */
export type Builtin = { signature: string; run: (this: Focus, ...args: never[]) => unknown };

/** The binding of the moment of an evaluation, which is one for all of it. No expression can name it. */
export const momentKey = '@moment';

/** Longest array $range may build. */
const rangeLimit = 100_000;
const hashes: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const formatMillis = jsonata('$fromMillis($millis, $picture, $timezone)');

/** What Step Functions adds to JSONata, and the functions of time at the evaluation's own moment. */
export const builtins: Record<string, Builtin> = {
  partition: { signature: '<a-n:a>', run: partition },
  range: { signature: '<nnn:a>', run: range },
  hash: { signature: '<s-s?:s>', run: hash },
  uuid: { signature: '<:s>', run: () => randomUUID() },
  random: { signature: '<n?:n>', run: random },
  parse: { signature: '<s-:x>', run: (text: string) => (text === undefined ? undefined : JSON.parse(text)) },
  millis: {
    signature: '<:n>',
    run() {
      return this.environment.lookup(momentKey);
    },
  },
  now: {
    signature: '<s?s?:s>',
    run(picture?: string, timezone?: string) {
      return formatMillis.evaluate(undefined, { millis: this.environment.lookup(momentKey), picture, timezone });
    },
  },
  // Step Functions has no $eval: $parse is its replacement.
  eval: {
    signature: '<x-:x>',
    run: () => {
      throw new Error('the function $eval is not supported; use $parse');
    },
  },
};

function partition(values: unknown[], size: number): unknown[][] | undefined {
  if (values === undefined) return undefined;
  if (!(Number.isInteger(size) && size > 0)) throw new Error(`$partition expects a positive whole size, got ${size}`);
  const parts: unknown[][] = [];
  for (let at = 0; at < values.length; at += size) parts.push(values.slice(at, at + size));
  return parts;
}

function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new Error('$range expects a step other than 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > rangeLimit) throw new Error(`$range builds at most ${rangeLimit} numbers, asked for ${count}`);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

function hash(text: string, algorithm = 'SHA-256'): string | undefined {
  if (text === undefined) return undefined;
  const name = hashes[algorithm];
  if (!name) throw new Error(`$hash knows ${Object.keys(hashes).join(', ')}, not ${algorithm}`);
  return createHash(name).update(text).digest('hex');
}

/** A number in [0, 1); the same for the same seed. */
function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  return createHash('sha256').update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;
}
