import type { AttributeValue, DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from './engines.ts';
import { clientOf, type Running, tableInput } from './testing.ts';

const TableName = 'metered';
const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });
/** Text that makes an item a little larger than `kilobytes` KB without its last byte. */
const text = (kilobytes: number) => ({ S: 'x'.repeat(kilobytes * 1024 - 100) });
const full = { ReturnConsumedCapacity: 'INDEXES' as const };

describe.each(await engines())('consumed capacity in $name', ({ start, isReference }) => {
  let running: Running;
  let db: DynamoDB;
  beforeAll(async () => {
    running = await start();
    db = clientOf(running);
    const table = tableInput(TableName, ['pk:S', 'sk:S'], { wide: ['team:S'], narrow: ['label:S'] });
    const [wide, narrow] = table.GlobalSecondaryIndexes ?? [];
    await db.createTable({
      ...table,
      GlobalSecondaryIndexes: [
        { ...wide, IndexName: 'wide', KeySchema: wide?.KeySchema, Projection: { ProjectionType: 'ALL' } },
        { ...narrow, IndexName: 'narrow', KeySchema: narrow?.KeySchema, Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    });
  });
  afterAll(() => running?.stop());

  const put = async (sk: string, more: Record<string, AttributeValue> = {}) =>
    (await db.putItem({ TableName, Item: { ...key(sk), ...more }, ...full })).ConsumedCapacity;
  const update = async (sk: string, UpdateExpression: string, values?: Record<string, AttributeValue>) =>
    (await db.updateItem({ TableName, Key: key(sk), UpdateExpression, ExpressionAttributeValues: values, ...full })).ConsumedCapacity;
  const usage = (table: number, indexes: Record<string, number> = {}) => ({
    TableName,
    CapacityUnits: table + Object.values(indexes).reduce((sum, units) => sum + units, 0),
    Table: { CapacityUnits: table },
    ...(Object.keys(indexes).length > 0
      ? { GlobalSecondaryIndexes: Object.fromEntries(Object.entries(indexes).map(([name, CapacityUnits]) => [name, { CapacityUnits }])) }
      : {}),
  });

  it('charges a write for each KB begun, and every index entry it touches', async () => {
    expect(await put('plain')).toEqual(usage(1));
    expect(await put('large', { v: text(3) })).toEqual(usage(3));
    expect(await put('indexed', { v: text(3), team: { S: 'a' }, label: { S: 'l' } })).toEqual(usage(3, { wide: 3, narrow: 1 }));
    expect(await put('indexed', { v: text(3), team: { S: 'a' }, label: { S: 'l' } })).toEqual(usage(3));
    expect(await update('indexed', 'SET v = :v', { ':v': { S: 'x' } })).toEqual(usage(3, { wide: 3 }));
    expect(await update('indexed', 'SET team = :v', { ':v': { S: 'b' } })).toEqual(usage(1, { wide: 2 }));
    expect(await update('indexed', 'REMOVE label')).toEqual(usage(1, { wide: 1, narrow: 1 }));
    expect((await db.deleteItem({ TableName, Key: key('indexed'), ...full })).ConsumedCapacity).toEqual(usage(1, { wide: 1 }));
    expect((await db.deleteItem({ TableName, Key: key('indexed'), ...full })).ConsumedCapacity).toEqual(usage(1));
  });

  it('charges a read for each 4 KB begun, half when eventually consistent', async () => {
    await put('read', { v: text(9) });
    const read = async (sk: string, ConsistentRead: boolean) => (await db.getItem({ TableName, Key: key(sk), ConsistentRead, ...full })).ConsumedCapacity;
    expect(await read('read', true)).toEqual(usage(3));
    expect(await read('read', false)).toEqual(usage(1.5));
    expect(await read('absent', true)).toEqual(usage(1));
    expect(await read('absent', false)).toEqual(usage(0.5));
  });

  it('charges a query for what it read together, before the filter', async () => {
    for (const sk of ['1', '2', '3']) await db.putItem({ TableName, Item: { pk: { S: 'q' }, sk: { S: sk }, team: { S: 'q' }, v: text(3) } });
    const query = async (ConsistentRead: boolean) =>
      (
        await db.query({
          TableName,
          ConsistentRead,
          KeyConditionExpression: 'pk = :p',
          FilterExpression: 'v = :p',
          ExpressionAttributeValues: { ':p': { S: 'q' } },
          ...full,
        })
      ).ConsumedCapacity;
    expect(await query(true)).toEqual(usage(3));
    expect(await query(false)).toEqual(usage(1.5));
    const index = await db.query({
      TableName,
      IndexName: 'wide',
      KeyConditionExpression: 'team = :p',
      ExpressionAttributeValues: { ':p': { S: 'q' } },
      ...full,
    });
    expect(index.ConsumedCapacity).toEqual(usage(0, { wide: 1.5 }));
  });

  if (!isReference)
    it('charges half a unit for a query that finds nothing', async () => {
      const query = { TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'nobody' } }, ...full };
      expect((await db.query(query)).ConsumedCapacity).toEqual(usage(0.5));
    });

  it('charges transactions twice, and a repeated one as reads', async () => {
    const input = {
      TransactItems: [
        { Put: { TableName, Item: { ...key('t1'), team: { S: 't' }, v: text(2) } } },
        { ConditionCheck: { TableName, Key: key('plain'), ConditionExpression: 'attribute_exists(pk)' } },
      ],
      ClientRequestToken: 'metered',
      ...full,
    };
    expect((await db.transactWriteItems(input)).ConsumedCapacity).toEqual([usage(6, { wide: 4 })]);
    expect((await db.transactWriteItems(input)).ConsumedCapacity).toEqual([usage(2)]);
    const get = await db.transactGetItems({ TransactItems: [{ Get: { TableName, Key: key('t1') } }, { Get: { TableName, Key: key('absent') } }], ...full });
    expect(get.ConsumedCapacity).toEqual([usage(4)]);
  });

  it('rounds every item of a batch by itself', async () => {
    await put('b1', { v: text(1) });
    await put('b2', { v: text(5) });
    const get = await db.batchGetItem({ RequestItems: { [TableName]: { Keys: [key('b1'), key('b2')] } }, ...full });
    expect(get.ConsumedCapacity).toEqual([usage(1.5)]);
    const write = await db.batchWriteItem({
      RequestItems: { [TableName]: [{ PutRequest: { Item: { ...key('b3'), v: text(2) } } }, { DeleteRequest: { Key: key('b2') } }] },
      ...full,
    });
    expect(write.ConsumedCapacity).toEqual([usage(7)]);
  });

  it('says as much as was asked for', async () => {
    const capacity = async (ReturnConsumedCapacity?: 'TOTAL' | 'NONE') =>
      (await db.putItem({ TableName, Item: key('asked'), ReturnConsumedCapacity })).ConsumedCapacity;
    expect(await capacity('TOTAL')).toEqual({ TableName, CapacityUnits: 1 });
    expect(await capacity('NONE')).toBeUndefined();
    expect(await capacity()).toBeUndefined();
  });
});
