/**
 * The clock of the one-machine cloud: real time plus an offset that can only grow.
 * Every part reads it, so that a rehearsal of six working days takes seconds.
 */
export type Clock = {
  /** Milliseconds since the epoch: real time plus the offset. */
  now(): number;
  /** 16 bytes: a BigInt64 with the offset in ms, then an Int32 generation counter (and 4 bytes of padding). */
  shared: SharedArrayBuffer;
  /** Calls `fn` once `now() >= at`, also at once after a forward move. Returns its cancellation. */
  setTimer(at: number, fn: () => void): () => void;
  /** Resolves once `now() >= at`. Never resolves after `close()`. */
  sleepUntil(at: number): Promise<void>;
  /** Moves the clock of all threads forward by `ms` (a non-negative integer), else a RangeError. */
  advance(ms: number): void;
  /** Drops all timers of this thread's clock. The shared offset stays. */
  close(): void;
};

/** Longest delay setTimeout takes, in ms. */
const maxDelayMs = 2 ** 31 - 1;

/** Taken before virtual-date.ts can put another Date in its place. */
const realNow = Date.now;

type Timer = { at: number; fn: () => void };

/**
 * Creates a clock, or joins the one of another thread through its shared buffer.
 *
 * @example
 * const clock = createClock()
 * const cancel = clock.setTimer(clock.now() + 6 * 86_400_000, () => remind())
 * clock.advance(6 * 86_400_000) // remind() runs now
 */
export function createClock(shared: SharedArrayBuffer = new SharedArrayBuffer(16)): Clock {
  const offset = new BigInt64Array(shared, 0, 1);
  const generation = new Int32Array(shared, 8, 1);
  const timers = new Set<Timer>();
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Number.POSITIVE_INFINITY;
  let isWatching = false;
  let isClosed = false;

  const now = () => realNow() + Number(Atomics.load(offset, 0));

  const arm = (at: number) => {
    clearTimeout(alarm);
    alarmAt = at;
    alarm = Number.isFinite(at) ? setTimeout(fire, Math.min(Math.max(at - now(), 0), maxDelayMs)) : undefined;
  };

  const fire = () => {
    const current = now();
    const due = [...timers].filter((timer) => timer.at <= current).sort((a, b) => a.at - b.at);
    for (const timer of due) timers.delete(timer);
    let next = Number.POSITIVE_INFINITY;
    for (const timer of timers) next = Math.min(next, timer.at);
    arm(next);
    // Each in its own turn, so that one that throws does not hold up the rest. A cancelled one must still not run.
    for (const timer of due) queueMicrotask(() => !isClosed && !cancelled.has(timer) && timer.fn());
  };
  const cancelled = new WeakSet<Timer>();

  /** A move by any thread bumps the generation; waitAsync wakes this thread without polling. */
  const watch = async () => {
    isWatching = true;
    while (!isClosed && timers.size > 0) {
      const seen = Atomics.load(generation, 0);
      arm(earliest(timers));
      const wait = Atomics.waitAsync(generation, 0, seen);
      if (wait.async) await wait.value;
      if (!isClosed) fire();
    }
    isWatching = false;
  };

  return {
    now,
    shared,
    setTimer(at, fn) {
      const timer = { at, fn };
      if (isClosed) return () => {};
      timers.add(timer);
      if (!isWatching) void watch();
      else if (at < alarmAt) arm(at);
      return () => {
        cancelled.add(timer);
        timers.delete(timer);
        if (timers.size === 0) arm(Number.POSITIVE_INFINITY);
      };
    },
    sleepUntil(at) {
      return new Promise((resolve) => this.setTimer(at, resolve));
    },
    advance(ms) {
      if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`expected a non-negative whole number of milliseconds, got ${ms}`);
      Atomics.add(offset, 0, BigInt(ms));
      bump(generation);
    },
    close() {
      isClosed = true;
      timers.clear();
      clearTimeout(alarm);
      bump(generation);
    },
  };
}

function earliest(timers: Set<Timer>): number {
  let at = Number.POSITIVE_INFINITY;
  for (const timer of timers) at = Math.min(at, timer.at);
  return at;
}

function bump(generation: Int32Array): void {
  Atomics.add(generation, 0, 1);
  Atomics.notify(generation, 0);
}
