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
/** So long after a nudge a shard is read: a busy office nudges a thousand times a second. */
const nudgeMs = 20;

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
  const nudges = new Set<() => void>();
  const stop = new AbortController();
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(alarm);
        resolve();
      };
      const nudged = () => {
        nudges.delete(nudged);
        clearTimeout(alarm);
        alarm = setTimeout(done, stop.signal.aborted ? 0 : nudgeMs);
      };
      let alarm = setTimeout(() => {
        nudges.delete(nudged);
        done();
      }, ms);
      nudges.add(nudged);
      if (stop.signal.aborted) nudged();
    });
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const alarm = setTimeout(resolve, ms);
      stop.signal.addEventListener('abort', () => {
        clearTimeout(alarm);
        resolve();
      });
    });
  const loops = cloud.mappings.map((mapping) => follow(mapping, { ...cloud, pause, rest, signal: stop.signal }));
  return {
    nudge() {
      for (const wake of [...nudges]) wake();
    },
    async close() {
      stop.abort();
      for (const wake of [...nudges]) wake();
      await Promise.allSettled(loops);
    },
  };
}

type World = Parameters<typeof startStreams>[0] & {
  /** Ends early at a nudge; `rest` does not. */
  pause(ms: number): Promise<void>;
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
  while (iterator && !world.signal.aborted) {
    const answer = (await call(`${target}.GetRecords`, { ShardIterator: iterator, Limit: mapping.batchSize })) as {
      Records: StreamRecord[];
      NextShardIterator?: string;
    };
    iterator = answer.NextShardIterator;
    if (answer.Records.length === 0) {
      await world.pause(idle);
      idle = Math.min(idle * 2, idleMs.last);
      continue;
    }
    idle = idleMs.first;
    const wanted = answer.Records.filter((record) => filters.length === 0 || filters.some((matches) => matches(record)));
    const last = answer.Records.at(-1)?.dynamodb.SequenceNumber ?? '';
    const batch: Batch = { mapping, key, shard, streamArn, records: wanted, last };
    await deliverBatch(batch, world);
  }
}
