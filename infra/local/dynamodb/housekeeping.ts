import { retentionMs } from './streams.ts';
import type { Engine } from './tables.ts';
import { tokenMs } from './transact.ts';
import { expireItems } from './ttl.ts';

/** Time between two sweeps, by the cloud's clock; a forward move of the clock sweeps at once. */
const intervalMs = 30_000;

/** Records removed in one transaction, so that requests are not held up. */
const batchSize = 2000;

/** Old stream records found by one sweep. */
type Mark = { sequence: number; seenAt: number };

/**
 * Sweeps from time to time: expired items, stream records past their retention, forgotten tokens. `graceMs` is the real time a stream
 * record stays after a sweep first found it too old, so that consumers catch up after a move of the clock or a night switched off.
 * Returns its end.
 *
 * @example
 * const stop = startHousekeeping(engine, { graceMs: 300_000, onError: console.error })
 */
export function startHousekeeping(engine: Engine, options: { graceMs: number; onError: (error: unknown) => void }): () => void {
  let mark: Mark | undefined;
  let cancel = () => {};
  let isStopped = false;
  const sweep = async () => {
    try {
      await expireItems(engine);
      await engine.store.write(() => forgetTokens(engine));
      mark = await trimStreams(engine, mark, options.graceMs);
    } catch (error) {
      if (!isStopped) options.onError(error);
    }
    if (!isStopped) cancel = engine.clock.setTimer(engine.clock.now() + intervalMs, sweep);
  };
  void sweep();
  return () => {
    isStopped = true;
    cancel();
  };
}

function forgetTokens(engine: Engine): void {
  engine.store.statement('DELETE FROM tokens WHERE at<=?').run(engine.clock.now() - tokenMs);
}

/** Removes what was marked long enough ago, then marks what has become too old since. */
async function trimStreams(engine: Engine, mark: Mark | undefined, graceMs: number): Promise<Mark | undefined> {
  if (mark && performance.now() - mark.seenAt < graceMs) return mark;
  if (mark) while ((await engine.store.write(() => removeRecords(engine, mark.sequence))) === batchSize);
  const { statement } = engine.store;
  const before = engine.clock.now() - retentionMs;
  // By `at`, which has an index and grows with the sequence: looking for the highest sequence would read all younger records.
  const sequence = statement('SELECT sequence FROM records WHERE at<=? ORDER BY at DESC, sequence DESC LIMIT 1').get(before)?.sequence;
  await engine.store.write(() =>
    statement('DELETE FROM streams WHERE disabled_at<=? AND NOT EXISTS (SELECT 1 FROM records WHERE stream = streams.id)').run(before),
  );
  return typeof sequence === 'number' ? { sequence, seenAt: performance.now() } : undefined;
}

/** Removes one batch of records, and notes in each stream how far it was cut. Answers how many there were. */
function removeRecords(engine: Engine, upTo: number): number {
  const { statement } = engine.store;
  const oldest = statement('SELECT sequence FROM records WHERE sequence<=? ORDER BY sequence LIMIT ?').all(upTo, batchSize);
  const bound = Number(oldest.at(-1)?.sequence ?? 0);
  statement(
    `UPDATE streams SET trimmed = max(trimmed, coalesce(
      (SELECT max(sequence) FROM records WHERE stream = streams.id AND sequence <= ?), 0))`,
  ).run(bound);
  statement('DELETE FROM records WHERE sequence<=?').run(bound);
  return oldest.length;
}
