import type { Call } from './call.ts';
import type { Clock } from './clock.ts';
import { compileFilter } from './filter.ts';
import type { Lambda, Log } from './lambda.ts';
import type { State } from './state.ts';
import { type Batch, deliverBatch, type StreamRecord } from './stream-batch.ts';
import type { Mapping } from './template/types.ts';

const target = 'DynamoDBStreams_20120810';
/** Between two looks at an idle shard: from the first to the last, doubling. A nudge starts anew. */
const idleMs = { first: 50, last: 2000 };
const failureMs = 1000;
/** So long after a nudge a shard is read; where many records came at once, more are waited for, so that fewer calls carry them. */
const nudgeMs = { usual: 20, busy: 150 };
/** Records in one batch from which on a shard is busy. */
const busyRecords = 12;

export type Streams = {
  /** Something may have been written: look now. */
  nudge(): void;
  close(): Promise<void>;
};

/**
 * Delivers the records of table streams to functions, in order within a shard, each batch from the kept checkpoint.
 *
 * @example
 * const streams = startStreams({ mappings, state, lambda, clock, log, admin, callAs })
 */
export function startStreams(cloud: {
  mappings: Mapping[];
  state: State;
  lambda: Lambda;
  clock: Clock;
  log: Log;
  /** DynamoDB with the cloud's own key, to find the stream of a table. */
  admin: Call;
  /** DynamoDB with the key of a function, whose role must allow reading the stream. */
  callAs(functionArn: string): Call;
}): Streams {
  let generation = 0;
  const wakers = new Set<() => void>();
  const stop = new AbortController();
  const pause: World['pause'] = async ({ ms, seen, nudgedMs }) => {
    if (generation === seen && !stop.signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const alarm = setTimeout(resolve, ms);
      wakers.add(resolve);
      await promise;
      wakers.delete(resolve);
      clearTimeout(alarm);
    }
    if (generation !== seen) await rest(nudgedMs);
  };
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      if (stop.signal.aborted) return resolve();
      const end = () => {
        clearTimeout(alarm);
        stop.signal.removeEventListener('abort', end);
        resolve();
      };
      const alarm = setTimeout(end, ms);
      stop.signal.addEventListener('abort', end);
    });
  const loops = cloud.mappings.map((mapping) => follow(mapping, { ...cloud, generation: () => generation, pause, rest, signal: stop.signal }));
  return {
    nudge() {
      generation += 1;
      for (const wake of wakers) wake();
    },
    async close() {
      stop.abort();
      for (const wake of wakers) wake();
      await Promise.allSettled(loops);
    },
  };
}

type World = Parameters<typeof startStreams>[0] & {
  /** Grows with every nudge. */
  generation(): number;
  /** Lasts `ms`; from a nudge on, one after the generation `seen`, no longer than `nudgedMs`. */
  pause(times: { ms: number; seen: number; nudgedMs: number }): Promise<void>;
  /** Ends early only when all ends. */
  rest(ms: number): Promise<void>;
  signal: AbortSignal;
};

/** One mapping: all shards of the stream of its table. */
async function follow(mapping: Mapping, world: World): Promise<void> {
  const call = world.callAs(mapping.functionArn);
  while (!world.signal.aborted) {
    try {
      const { Table } = (await world.admin('DynamoDB_20120810.DescribeTable', { TableName: mapping.tableName })) as {
        Table: { LatestStreamArn: string };
      };
      const { StreamDescription } = (await call(`${target}.DescribeStream`, { StreamArn: Table.LatestStreamArn })) as {
        StreamDescription: { Shards: { ShardId: string }[] };
      };
      const shards = StreamDescription.Shards.map(({ ShardId }) => ShardId);
      await Promise.all(shards.map((shard) => readShard(mapping, { ...world, call, streamArn: Table.LatestStreamArn, shard })));
    } catch (error) {
      if (world.signal.aborted) return;
      world.log('streams', `${mapping.id}: ${String(error)}`);
    }
    await world.rest(failureMs);
  }
}

/** Reads one shard until it is closed or the mapping stops. */
async function readShard(mapping: Mapping, world: World & { call: Call; streamArn: string; shard: string }): Promise<void> {
  const { call, state, streamArn, shard } = world;
  const key = `${mapping.id} ${streamArn}`;
  const kept = state.db.prepare('SELECT sequence FROM checkpoints WHERE mapping = ? AND shard = ?').get(key, shard);
  const start = kept ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: String(kept.sequence) } : { ShardIteratorType: mapping.startsAt };
  const first = await call(`${target}.GetShardIterator`, { StreamArn: streamArn, ShardId: shard, ...start });
  let iterator = first.ShardIterator as string | undefined; // absent when the shard is closed and read
  const filters = mapping.filters.map(compileFilter);
  let idle = idleMs.first;
  let nudgedMs = nudgeMs.usual;
  while (iterator && !world.signal.aborted) {
    const seen = world.generation();
    const answer = (await call(`${target}.GetRecords`, { ShardIterator: iterator, Limit: mapping.batchSize })) as {
      Records: StreamRecord[];
      NextShardIterator?: string;
    };
    iterator = answer.NextShardIterator;
    if (answer.Records.length === 0) {
      await world.pause({ ms: idle, seen, nudgedMs });
      idle = world.generation() === seen ? Math.min(idle * 2, idleMs.last) : idleMs.first;
      continue;
    }
    idle = idleMs.first;
    nudgedMs = answer.Records.length >= busyRecords ? nudgeMs.busy : nudgeMs.usual;
    const wanted = answer.Records.filter((record) => filters.length === 0 || filters.some((matches) => matches(record)));
    const last = answer.Records.at(-1)?.dynamodb.SequenceNumber ?? '';
    const batch: Batch = { mapping, key, shard, streamArn, records: wanted, last };
    await deliverBatch(batch, world);
  }
}
