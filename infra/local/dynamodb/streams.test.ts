import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { engines } from './engines.ts';
import { call, clientOf, type Endpoint, type Running, startLocal, tableInput } from './testing.ts';

type Image = Record<string, Record<string, unknown>>;
type StreamRecord = {
  eventName: string;
  eventSource: string;
  awsRegion: string;
  eventID: string;
  userIdentity?: object;
  dynamodb: { Keys: Image; NewImage?: Image; OldImage?: Image; SequenceNumber: string; StreamViewType: string; SizeBytes: number };
};
type View = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

const key = (pk: string) => ({ pk: { S: pk } });
const streams = async (running: Endpoint, operation: string, input: object) => {
  const { status, body } = await call(running, `DynamoDBStreams_20120810.${operation}`, input);
  if (status !== 200) throw Object.assign(new Error(String(body.message)), { name: String(body.__type).split('#')[1] });
  return body;
};
const openTable = async (db: DynamoDB, TableName: string, StreamViewType: View = 'NEW_AND_OLD_IMAGES') => {
  const table = { ...tableInput(TableName, ['pk:S']), StreamSpecification: { StreamEnabled: true, StreamViewType } };
  const { TableDescription } = await db.createTable(table);
  return TableDescription?.LatestStreamArn ?? '';
};
const shardOf = async (running: Endpoint, StreamArn: string) => {
  const { StreamDescription } = (await streams(running, 'DescribeStream', { StreamArn })) as {
    StreamDescription: { Shards: { ShardId: string; SequenceNumberRange: object }[]; StreamStatus: string };
  };
  return StreamDescription.Shards[0]?.ShardId ?? '';
};
const iterator = async (running: Endpoint, StreamArn: string, place: object) => {
  const ShardId = await shardOf(running, StreamArn);
  return (await streams(running, 'GetShardIterator', { StreamArn, ShardId, ...place })).ShardIterator as string;
};
const read = async (running: Endpoint, ShardIterator: string, Limit?: number) => {
  const body = await streams(running, 'GetRecords', { ShardIterator, ...(Limit ? { Limit } : {}) });
  return { records: body.Records as StreamRecord[], next: body.NextShardIterator as string | undefined };
};
const readAll = async (running: Endpoint, StreamArn: string) =>
  (await read(running, await iterator(running, StreamArn, { ShardIteratorType: 'TRIM_HORIZON' }))).records;

describe.each(await engines())('streams in $name', ({ start }) => {
  let running: Running;
  let db: DynamoDB;
  beforeAll(async () => {
    running = await start();
    db = clientOf(running);
  });
  afterAll(() => running?.stop());

  it('records what was inserted, modified and removed, in order, and nothing for writes that change nothing', async () => {
    const arn = await openTable(db, 'changes');
    const TableName = 'changes';
    await db.putItem({ TableName, Item: { ...key('a'), v: { N: '1' } } });
    await db.putItem({ TableName, Item: { ...key('a'), v: { N: '1.0' } } });
    await db.updateItem({ TableName, Key: key('a'), UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': { N: '2' } } });
    await db.deleteItem({ TableName, Key: key('absent') });
    await db.deleteItem({ TableName, Key: key('a') });
    const records = await readAll(running, arn);
    expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb.OldImage?.v, dynamodb.NewImage?.v])).toEqual([
      ['INSERT', undefined, { N: '1' }],
      ['MODIFY', { N: '1' }, { N: '2' }],
      ['REMOVE', { N: '2' }, undefined],
    ]);
    for (const record of records) {
      expect(record).toMatchObject({ eventSource: 'aws:dynamodb', awsRegion: expect.any(String), dynamodb: { Keys: key('a') } });
      expect(record.userIdentity).toBeUndefined();
    }
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(3);
    const sequence = records.map(({ dynamodb }) => BigInt(dynamodb.SequenceNumber));
    expect(sequence).toEqual(sequence.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it.each<[View, boolean, boolean]>([
    ['KEYS_ONLY', false, false],
    ['NEW_IMAGE', true, false],
    ['OLD_IMAGE', false, true],
    ['NEW_AND_OLD_IMAGES', true, true],
  ])('carries the images of %s', async (view, hasNew, hasOld) => {
    const arn = await openTable(db, `view-${view}`, view);
    for (const v of ['1', '2']) await db.putItem({ TableName: `view-${view}`, Item: { ...key('a'), v: { N: v } } });
    const [, modified] = await readAll(running, arn);
    expect(modified?.dynamodb).toMatchObject({ StreamViewType: view, Keys: key('a') });
    expect([modified?.dynamodb.NewImage !== undefined, modified?.dynamodb.OldImage !== undefined]).toEqual([hasNew, hasOld]);
  });

  it('writes the records of a transaction with it, and none for one that failed', async () => {
    const arn = await openTable(db, 'together');
    const put = (pk: string, more = {}) => ({ Put: { TableName: 'together', Item: key(pk), ...more } });
    await db.transactWriteItems({ TransactItems: [put('a'), put('b')] });
    const failing = put('a', { ConditionExpression: 'attribute_not_exists(pk)' });
    await expect(db.transactWriteItems({ TransactItems: [put('c'), failing] })).rejects.toThrow();
    expect((await readAll(running, arn)).map(({ dynamodb }) => dynamodb.Keys.pk?.S).sort()).toEqual(['a', 'b']);
  });

  it('reads on from every kind of place', async () => {
    const arn = await openTable(db, 'places');
    const put = (pk: string) => db.putItem({ TableName: 'places', Item: key(pk) });
    for (const pk of ['a', 'b', 'c']) await put(pk);
    const names = async (place: object, Limit?: number) => {
      const page = await read(running, await iterator(running, arn, place), Limit);
      return page.records.map(({ dynamodb }) => dynamodb.Keys.pk?.S);
    };
    const [, second] = await readAll(running, arn);
    const SequenceNumber = second?.dynamodb.SequenceNumber;
    expect(await names({ ShardIteratorType: 'TRIM_HORIZON' }, 2)).toEqual(['a', 'b']);
    expect(await names({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber })).toEqual(['b', 'c']);
    expect(await names({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber })).toEqual(['c']);
    const latest = await iterator(running, arn, { ShardIteratorType: 'LATEST' });
    await put('d');
    const page = await read(running, latest);
    expect(page.records.map(({ dynamodb }) => dynamodb.Keys.pk?.S)).toEqual(['d']);
    const empty = await read(running, page.next ?? '');
    expect(empty.records).toEqual([]);
    await put('e');
    expect((await read(running, empty.next ?? '')).records).toHaveLength(1);
  });

  it('lists streams by table', async () => {
    const arn = await openTable(db, 'listed');
    const { Streams } = await streams(running, 'ListStreams', { TableName: 'listed' });
    expect(Streams).toMatchObject([{ StreamArn: arn, TableName: 'listed' }]);
    await expect(streams(running, 'DescribeStream', { StreamArn: `${arn}x` })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('streams over time', () => {
  it('keeps records for 24 hours, and then says that they are gone', async () => {
    const office = await startLocal({ streamGraceMs: 0 });
    try {
      const db = clientOf(office);
      const arn = await openTable(db, 'kept');
      await db.putItem({ TableName: 'kept', Item: key('old') });
      const [old] = await readAll(office, arn);
      const start = await iterator(office, arn, { ShardIteratorType: 'TRIM_HORIZON' });
      office.clock.advance(23 * 3_600_000);
      await db.putItem({ TableName: 'kept', Item: key('new') });
      expect(await readAll(office, arn)).toHaveLength(2);
      office.clock.advance(3_600_000);
      // The first sweep after the move finds the old record, the next takes it out; they are 30 s apart.
      await vi.waitUntil(
        async () => {
          office.clock.advance(31_000);
          return (await readAll(office, arn)).length < 2;
        },
        { timeout: 20_000 },
      );
      expect((await readAll(office, arn)).map(({ dynamodb }) => dynamodb.Keys.pk?.S)).toEqual(['new']);
      await expect(read(office, start)).rejects.toMatchObject({ name: 'TrimmedDataAccessException' });
      const place = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: old?.dynamodb.SequenceNumber };
      await expect(iterator(office, arn, place)).rejects.toMatchObject({ name: 'TrimmedDataAccessException' });
    } finally {
      await office.stop();
    }
  });

  it('lets consumers read what a move of the clock has made too old', async () => {
    const office = await startLocal();
    try {
      const db = clientOf(office);
      const arn = await openTable(db, 'moved');
      await db.putItem({ TableName: 'moved', Item: key('a') });
      for (let day = 0; day < 6; day += 1) {
        office.clock.advance(24 * 3_600_000);
        expect(await readAll(office, arn)).toHaveLength(1);
      }
    } finally {
      await office.stop();
    }
  });

  it('ends an iterator after 15 minutes', async () => {
    const office = await startLocal();
    try {
      const arn = await openTable(clientOf(office), 'expiring');
      const start = await iterator(office, arn, { ShardIteratorType: 'LATEST' });
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
      await expect(read(office, start)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
    } finally {
      vi.useRealTimers();
      await office.stop();
    }
  });

  it('lets the stream of a deleted table be read to its end', async () => {
    const office = await startLocal();
    try {
      const db = clientOf(office);
      const arn = await openTable(db, 'ended');
      await db.putItem({ TableName: 'ended', Item: key('a') });
      await db.deleteTable({ TableName: 'ended' });
      const page = await read(office, await iterator(office, arn, { ShardIteratorType: 'TRIM_HORIZON' }));
      expect(page.records).toHaveLength(1);
      expect(await read(office, page.next ?? '')).toEqual({ records: [], next: undefined });
      const { StreamDescription } = await streams(office, 'DescribeStream', { StreamArn: arn });
      expect(StreamDescription).toMatchObject({ StreamStatus: 'DISABLED' });
    } finally {
      await office.stop();
    }
  });

  it.each([
    ['no shard iterator of ours', 'GetRecords', { ShardIterator: 'arn|1|xyz' }, 'ResourceNotFoundException'],
    ['an unknown kind of place', 'GetShardIterator', { StreamArn: 'a', ShardId: 'b', ShardIteratorType: 'AT_TIMESTAMP' }, 'ValidationException'],
    ['a limit over 1000', 'GetRecords', { ShardIterator: 'a', Limit: 1001 }, 'ValidationException'],
  ])('refuses %s', async (_what, operation, input, name) => {
    const office = await startLocal();
    try {
      await expect(streams(office, operation, input)).rejects.toMatchObject({ name });
    } finally {
      await office.stop();
    }
  });
});
