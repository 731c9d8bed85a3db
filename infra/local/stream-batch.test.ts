import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Clock, createClock } from './clock.ts';
import { createLambda, type Lambda } from './lambda.ts';
import { listParked, openState, type State } from './state.ts';
import { deliverBatch, type StreamRecord } from './stream-batch.ts';
import type { Fn, Mapping } from './template/types.ts';
import { temporaryFolder, writeFunction } from './testing.ts';

const folder = temporaryFolder();
const opened: { state: State; lambda: Lambda; clock: Clock }[] = [];
afterEach(async () => {
  for (const { state, lambda, clock } of opened.splice(0)) {
    await lambda.close();
    clock.close();
    state.close();
  }
});
afterAll(() => folder[Symbol.dispose]());

const records = (count: number): StreamRecord[] =>
  Array.from({ length: count }, (_, at) => ({ eventID: `e${at}`, dynamodb: { SequenceNumber: String(at), ApproximateCreationDateTime: 1 } }));

/** Delivers records to a function that answers with all batches it has seen so far, as sequence numbers. */
async function deliver(source: string, options: { count?: number; mapping?: Partial<Mapping> } = {}) {
  const name = `f${Math.random().toString(36).slice(2)}`;
  const collecting = `const seen = []
const fail = (...ids) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) })
export const handler = (event) => {
  if (!event.Records) return seen
  const ids = event.Records.map(({ dynamodb }) => dynamodb.SequenceNumber)
  seen.push(ids.join(' '))
  ${source}
}`;
  const fn: Fn = writeFunction(folder.path, name, collecting);
  const state = openState(`${folder.path}/${name}`);
  const clock = createClock();
  const lambda = createLambda({ functions: [fn], clock, environment: () => ({}), log: () => {}, perFunction: 1 });
  opened.push({ state, lambda, clock });
  const mapping: Mapping = {
    id: 'Area/Mapping',
    tableName: 'records',
    functionArn: fn.arn,
    batchSize: 10,
    isBisecting: false,
    isPartial: true,
    retries: 1,
    maxAgeSeconds: -1,
    startsAt: 'TRIM_HORIZON',
    filters: [],
    ...options.mapping,
  };
  const batch = { mapping, key: 'k', shard: 's', streamArn: 'arn:stream', records: records(options.count ?? 4), last: '99' };
  const rests: number[] = [];
  const rest = async (ms: number) => void rests.push(ms);
  await deliverBatch(batch, { state, lambda, clock, log: () => {}, signal: new AbortController().signal, rest });
  const result = await lambda.invoke(fn.arn, '{}');
  const checkpoint = state.db.prepare('SELECT sequence FROM checkpoints').get()?.sequence;
  const parked = state.db
    .prepare('SELECT body FROM parked')
    .all()
    .map(({ body }) =>
      JSON.parse(String(body))
        .map((record: StreamRecord) => record.dynamodb.SequenceNumber)
        .join(' '),
    );
  return { seen: JSON.parse('payload' in result ? result.payload : '[]'), checkpoint, parked, rests, listed: listParked(state) };
}

test('delivers a batch once and moves the checkpoint behind it', async () => {
  const { seen, checkpoint, parked } = await deliver('return fail()');
  expect({ seen, checkpoint, parked }).toEqual({ seen: ['0 1 2 3'], checkpoint: '99', parked: [] });
});

describe('a partial failure', () => {
  test('is tried again from the first failed record on', async () => {
    const { seen, parked } = await deliver('return seen.length === 1 ? fail("2", "1") : fail()');
    expect({ seen, parked }).toEqual({ seen: ['0 1 2 3', '1 2 3'], parked: [] });
  });
  test('parks the rest of the batch when the attempts are used up', async () => {
    const { seen, parked, checkpoint, listed } = await deliver('return ids.includes("2") ? fail("2") : fail()');
    expect({ seen, parked, checkpoint }).toEqual({ seen: ['0 1 2 3', '2 3'], parked: ['2 3'], checkpoint: '99' });
    expect(listed).toEqual([{ id: 1, source: 'Area/Mapping', functionArn: expect.any(String), at: expect.any(String), reason: 'RetryAttemptsExhausted' }]);
  });
  test('with an identifier of no record fails the whole batch', async () => {
    expect((await deliver('return fail("77")')).parked).toEqual(['0 1 2 3']);
  });
  test('is none for a mapping that does not report them', async () => {
    const { seen, parked } = await deliver('return fail("0")', { mapping: { isPartial: false } });
    expect({ seen, parked }).toEqual({ seen: ['0 1 2 3'], parked: [] });
  });
});

describe('an error', () => {
  test('is tried again as often as the mapping says, with growing pauses', async () => {
    const { seen, parked, rests } = await deliver('throw new Error("down")', { mapping: { retries: 3 } });
    expect(seen).toHaveLength(4);
    expect(rests).toEqual([100, 200, 400]);
    expect(parked).toEqual(['0 1 2 3']);
  });
  test('is tried again without end where there is no bound', async () => {
    const { seen, parked } = await deliver('if (seen.length < 20) throw new Error("down")', { mapping: { retries: -1 } });
    expect(seen).toHaveLength(20);
    expect(parked).toEqual([]);
  });
  test('is given up when the record is too old', async () => {
    const { seen, parked } = await deliver('throw new Error("down")', { mapping: { retries: -1, maxAgeSeconds: 60 } });
    expect({ seen, parked }).toEqual({ seen: ['0 1 2 3'], parked: ['0 1 2 3'] });
  });
});

describe('bisecting', () => {
  test('parks nothing but the poison', async () => {
    const { seen, parked, checkpoint } = await deliver('if (ids.includes("2")) throw new Error("poison")', { mapping: { isBisecting: true } });
    expect(seen).toEqual(['0 1 2 3', '0 1', '2 3', '2', '2', '3']);
    expect({ parked, checkpoint }).toEqual({ parked: ['2'], checkpoint: '99' });
  });
  test('keeps the order and loses nothing, whatever is poison', async () => {
    const { seen, parked } = await deliver('if (ids.some((id) => id % 3 === 0)) throw new Error("poison")', {
      count: 9,
      mapping: { isBisecting: true, retries: 0 },
    });
    expect(parked).toEqual(['0', '3', '6']);
    const delivered = seen.filter((ids: string) => ids.split(' ').every((id) => Number(id) % 3 !== 0)).join(' ');
    expect(delivered).toBe('1 2 4 5 7 8');
  });
});
