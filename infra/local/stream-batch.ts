import type { Clock } from './clock.ts';
import type { Lambda, Log } from './lambda.ts';
import { park, type State } from './state.ts';
import type { Mapping } from './template/types.ts';

export type StreamRecord = {
  eventID?: string;
  dynamodb: { SequenceNumber: string; ApproximateCreationDateTime?: number; [name: string]: unknown };
  [name: string]: unknown;
};
export type Batch = {
  mapping: Mapping;
  /** Name of the checkpoint: the mapping and the stream. */
  key: string;
  shard: string;
  streamArn: string;
  /** What passed the filters. */
  records: StreamRecord[];
  /** Sequence number of the last record read, wanted or not. */
  last: string;
};
type World = { state: State; lambda: Lambda; clock: Clock; log: Log; signal: AbortSignal; rest(ms: number): Promise<void> };
type Outcome = { failedAt: number; reason?: string };

/** Waits before another attempt: doubling from the first to the last, in ms of real time. */
const backoffMs = { first: 100, last: 30_000 };

/**
 * Delivers one batch and moves the checkpoint behind it. Failed records are tried again as the mapping says: from the
 * first failed one (partial responses), in halves (bisecting), and parked when the attempts are used up.
 *
 * @example
 * await deliverBatch({ mapping, key, shard, streamArn, records, last }, world)
 */
export async function deliverBatch(batch: Batch, world: World): Promise<void> {
  await deliver(batch.records, { batch, world });
  if (!world.signal.aborted) checkpoint(batch, { world, sequence: batch.last });
}

async function deliver(all: StreamRecord[], scope: { batch: Batch; world: World }): Promise<void> {
  const { batch, world } = scope;
  const { mapping } = batch;
  let records = all;
  let backoff = backoffMs.first;
  for (let attempt = 0; records.length > 0 && !world.signal.aborted; ) {
    const { failedAt, reason } = await invoke(records, scope);
    if (world.signal.aborted) return;
    const done = records[failedAt - 1]?.dynamodb.SequenceNumber;
    if (done !== undefined) checkpoint(batch, { world, sequence: done });
    records = records.slice(failedAt);
    if (records.length === 0) return;
    world.log('streams', `${mapping.id}: ${reason ?? `${records.length} records failed`}`);
    // Records behind a partial failure count as new ones, and splitting does not use up an attempt.
    attempt = failedAt > 0 ? 1 : attempt + 1;
    if (isExhausted(records, { mapping, attempt, now: world.clock.now() })) return giveUp(records, { batch, world, reason });
    if (mapping.isBisecting && records.length > 1 && failedAt === 0) {
      const middle = Math.ceil(records.length / 2);
      await deliver(records.slice(0, middle), scope);
      await deliver(records.slice(middle), scope);
      return;
    }
    await world.rest(backoff);
    backoff = Math.min(backoff * 2, backoffMs.last);
  }
}

/** How many records from the front were taken. */
async function invoke(records: StreamRecord[], { batch, world }: { batch: Batch; world: World }): Promise<Outcome> {
  const { mapping, streamArn } = batch;
  const payload = JSON.stringify({ Records: records.map((record) => ({ ...record, eventSourceARN: streamArn })) });
  const result = await world.lambda.invoke(mapping.functionArn, payload);
  if ('error' in result) return { failedAt: 0, reason: `${result.error.errorType}: ${result.error.errorMessage}` };
  if (!mapping.isPartial) return { failedAt: records.length };
  const answer = JSON.parse(result.payload) as { batchItemFailures?: { itemIdentifier?: string }[] | null } | null;
  const failures = answer?.batchItemFailures ?? [];
  if (failures.length === 0) return { failedAt: records.length };
  const positions = failures.map(({ itemIdentifier }) => records.findIndex((record) => record.dynamodb.SequenceNumber === itemIdentifier));
  // An identifier that is not of this batch fails the whole batch, as in Lambda.
  return { failedAt: Math.max(0, Math.min(...positions)) };
}

function isExhausted(records: StreamRecord[], limits: { mapping: Mapping; attempt: number; now: number }): boolean {
  const { mapping, attempt, now } = limits;
  if (mapping.retries >= 0 && attempt > mapping.retries) return mapping.isBisecting ? records.length === 1 : true;
  const createdAt = (records[0]?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000;
  return mapping.maxAgeSeconds > 0 && now - createdAt > mapping.maxAgeSeconds * 1000;
}

function giveUp(records: StreamRecord[], failure: { batch: Batch; world: World; reason?: string }): void {
  const { batch, world, reason = 'RetryAttemptsExhausted' } = failure;
  const { mapping } = batch;
  world.state.db.exec('BEGIN');
  park(world.state, { source: mapping.id, functionArn: mapping.functionArn, at: world.clock.now(), reason, body: records });
  checkpoint(batch, { world, sequence: records.at(-1)?.dynamodb.SequenceNumber ?? '' });
  world.state.db.exec('COMMIT');
}

function checkpoint(batch: Batch, { world, sequence }: { world: World; sequence: string }): void {
  world.state.db.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)').run(batch.key, batch.shard, sequence);
}
