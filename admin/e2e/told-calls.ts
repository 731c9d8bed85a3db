import { expect } from 'vitest';

/** A moment for a kill: in the middle of this call of the houses, so many milliseconds after it was sent. */
export type Moment = { readonly seed: number; readonly nth: number; readonly waitMs: number };

/** The calls that the houses make before any of them waits for the staff, less those that a later one may have to stand in for. */
const [mostCalls, mostWaitMs] = [8, 40];

/** A moment by chance, or the one of `KILL_SEED`. @example momentOf('4711') // { seed: 4711, nth: 5, waitMs: 18 } */
export function momentOf(given: string | undefined): Moment {
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  // One step of mulberry32: neighbouring seeds lie far apart.
  let mixed = Math.imul(seed + 0x6d2b79f5, 0x9e3779b1) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
  return { seed, nth: 1 + (mixed % mostCalls), waitMs: (mixed >>> 16) % mostWaitMs };
}

/** Follows the calls that houses tell of, by their idempotency keys: which are under way, and what each was answered. */
export function followCalls() {
  const open = new Map<string, string>();
  const answers = new Map<string, string[]>();
  const listeners: (() => void)[] = [];
  let sent = 0;
  return {
    hear(line: string): void {
      const [, mark, key = '', rest = ''] = /^([<>]) (\S+) (.+)$/.exec(line) ?? [];
      if (mark === '<') {
        open.delete(key);
        answers.set(key, [...(answers.get(key) ?? []), rest]);
      }
      if (mark !== '>') return;
      open.set(key, rest);
      sent += 1;
      for (const listener of listeners) listener();
    },
    /** Waits until at least `nth` calls were sent and, `waitMs` after one of them, at least one is not answered; calls back in that moment. */
    inFlight: <T>({ nth, waitMs }: Moment, then: (calls: ReadonlyMap<string, string>) => T): Promise<T> =>
      new Promise((resolve) => {
        let isOver = false;
        listeners.push(() => {
          if (sent < nth) return;
          setTimeout(() => {
            if (isOver || open.size === 0) return;
            isOver = true;
            resolve(then(new Map(open)));
          }, waitMs);
        });
      }),
    /** Each of these calls was answered, once: it was done, or the office was not ready for it, and the house asks again. */
    async expectAnswered(keys: Iterable<string>): Promise<void> {
      for (const key of keys) {
        await expect.poll(() => answers.get(key), { timeout: 120_000, message: `the answer of ${key}` }).toHaveLength(1);
        expect(answers.get(key)?.[0]).toMatch(/^(?:20[01]|409)/);
      }
    },
    answers,
  };
}
