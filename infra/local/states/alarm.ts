import type { Clock } from '../clock.ts';

export type Alarm = {
  /** Makes sure the alarm goes off at `at` (ms since the epoch) or before. */
  arm(at: number): void;
  close(): void;
};

const retryMs = 1_000;

/**
 * One timer for all that waits for the clock: times live in the journal, only the earliest is in memory.
 * `fire` does what is due and answers when to come back.
 *
 * @example
 * const alarm = createAlarm(clock, async () => journal.nextWake())
 */
export function createAlarm(clock: Clock, fire: () => Promise<number | undefined>): Alarm {
  let armedAt = Number.POSITIVE_INFINITY;
  let cancel = () => {};
  let isFiring = false;
  let isClosed = false;

  const arm = (at: number) => {
    if (isClosed || at >= armedAt) return;
    cancel();
    armedAt = at;
    cancel = clock.setTimer(at, () => void ring());
  };
  const ring = async () => {
    armedAt = Number.POSITIVE_INFINITY;
    if (isFiring) return;
    isFiring = true;
    const next = await fire().catch((error: unknown) => {
      console.error('states: the clock could not be followed:', error);
      return clock.now() + retryMs;
    });
    isFiring = false;
    if (next !== undefined) arm(next);
  };
  return {
    arm,
    close() {
      isClosed = true;
      cancel();
    },
  };
}
