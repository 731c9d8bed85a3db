import { retentionMs } from './streams.ts';
import type { Engine } from './tables.ts';
import { tokenMs } from './transact.ts';
import { expireItems } from './ttl.ts';

/** Time between two sweeps, by the cloud's clock; a forward move of the clock sweeps at once. */
const intervalMs = 30_000;

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
      mark = await engine.store.write(() => trim(engine, mark, options.graceMs));
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

function trim(engine: Engine, mark: Mark | undefined, graceMs: number): Mark | undefined {
  const { statement } = engine.store;
  const now = engine.clock.now();
  statement('DELETE FROM tokens WHERE at<=?').run(now - tokenMs);
  const isDue = mark !== undefined && performance.now() - mark.seenAt >= graceMs;
  if (isDue) removeRecords(engine, mark.sequence);
  if (mark && !isDue) return mark;
  const oldest = statement('SELECT max(sequence) AS sequence FROM records WHERE at<=?').get(now - retentionMs)?.sequence;
  statement('DELETE FROM streams WHERE disabled_at<=? AND id NOT IN (SELECT stream FROM records)').run(now - retentionMs);
  return typeof oldest === 'number' ? { sequence: oldest, seenAt: performance.now() } : undefined;
}

function removeRecords(engine: Engine, upTo: number): void {
  const { statement } = engine.store;
  statement(
    `UPDATE streams SET trimmed = max(trimmed, coalesce(
      (SELECT max(sequence) FROM records WHERE stream = streams.id AND sequence <= ?), 0))`,
  ).run(upTo);
  statement('DELETE FROM records WHERE sequence<=?').run(upTo);
}
