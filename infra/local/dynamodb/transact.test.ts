import type { DynamoDB, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from './engines.ts';
import { clientOf, type Running, tableInput } from './testing.ts';

const TableName = 'ledger';
const other = 'audit';
const key = (pk: string) => ({ pk: { S: pk } });
const n = (value: number) => ({ N: String(value) });

describe.each(await engines())('transactions and batches in $name', ({ start, isReference }) => {
  let running: Running;
  let db: DynamoDB;
  beforeAll(async () => {
    running = await start();
    db = clientOf(running);
    await db.createTable(tableInput(TableName, ['pk:S']));
    await db.createTable(tableInput(other, ['pk:S']));
  });
  afterAll(() => running?.stop());

  const put = (pk: string, more = {}): TransactWriteItem => ({ Put: { TableName, Item: { ...key(pk), ...more } } });
  const create = (pk: string): TransactWriteItem => ({
    Put: { TableName, Item: key(pk), ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
  });
  const increment = (pk: string): TransactWriteItem => ({
    Update: { TableName, Key: key(pk), UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': n(1) } },
  });
  const write = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) => db.transactWriteItems({ TransactItems, ClientRequestToken });
  const get = async (pk: string, table = TableName) => (await db.getItem({ TableName: table, Key: key(pk), ConsistentRead: true })).Item;

  it('writes to several tables at once', async () => {
    await db.putItem({ TableName, Item: key('guard') });
    await db.putItem({ TableName, Item: key('obsolete') });
    await write([
      put('made', { a: n(1) }),
      increment('counter'),
      { Delete: { TableName, Key: key('obsolete') } },
      { ConditionCheck: { TableName, Key: key('guard'), ConditionExpression: 'attribute_exists(pk)' } },
      { Put: { TableName: other, Item: key('made') } },
    ]);
    expect(await get('made')).toEqual({ ...key('made'), a: n(1) });
    expect(await get('counter')).toEqual({ ...key('counter'), n: n(1) });
    expect(await get('obsolete')).toBeUndefined();
    expect(await get('made', other)).toEqual(key('made'));
  });

  it('writes nothing when one condition fails, and says by position why', async () => {
    await db.putItem({ TableName, Item: { ...key('existing'), holder: { S: 'A' } } });
    const failed = write([
      put('beside'),
      create('existing'),
      { ConditionCheck: { TableName, Key: key('absent'), ConditionExpression: 'attribute_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    ]);
    await expect(failed).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[None, ConditionalCheckFailed, ConditionalCheckFailed]'),
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: { ...key('existing'), holder: { S: 'A' } } },
        { Code: 'ConditionalCheckFailed', Message: expect.stringContaining('The conditional request failed') },
      ],
    });
    expect(await get('beside')).toBeUndefined();
  });

  if (!isReference)
    it('gives an update that does not fit its item as a reason', async () => {
      await db.putItem({ TableName, Item: { ...key('text'), n: { S: 'no number' } } });
      await expect(write([put('beside'), increment('text')])).rejects.toMatchObject({
        CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError', Message: expect.stringContaining('incorrect data type') }],
      });
      expect(await get('beside')).toBeUndefined();
    });

  it('runs a repeated request once', async () => {
    const items = [increment('once')];
    for (let repeat = 0; repeat < 3; repeat += 1) await write(items, 'token-1');
    expect(await get('once')).toMatchObject({ n: n(1) });
    await write(items, 'token-2');
    expect(await get('once')).toMatchObject({ n: n(2) });
    await expect(write([increment('twice')], 'token-1')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  it('does not remember the token of a transaction that failed', async () => {
    await db.putItem({ TableName, Item: key('late') });
    await expect(write([create('late')], 'token-3')).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    await db.deleteItem({ TableName, Key: key('late') });
    await write([create('late')], 'token-3');
    expect(await get('late')).toEqual(key('late'));
  });

  it('counts every one of many concurrent increments', async () => {
    await Promise.all(Array.from({ length: 20 }, () => write([increment('shared'), increment('shared-too')])));
    expect(await get('shared')).toMatchObject({ n: n(20) });
    expect(await get('shared-too')).toMatchObject({ n: n(20) });
  });

  it('takes 100 actions and refuses 101, two on one item, and none', async () => {
    await write(Array.from({ length: 100 }, (_, at) => put(`many${at}`)));
    expect(await get('many99')).toEqual(key('many99'));
    await expect(write(Array.from({ length: 101 }, (_, at) => put(`many${at}`)))).rejects.toThrow(/less than or equal to 100/);
    await expect(write([put('same'), { Delete: { TableName, Key: key('same') } }])).rejects.toThrow('cannot include multiple operations on one item');
    await expect(write([])).rejects.toThrow(/greater than or equal to 1/);
  });

  it('refuses bad input of one action as a whole', async () => {
    await expect(write([put('fine'), { Put: { TableName, Item: { pk: n(1) } } }])).rejects.toMatchObject({ name: expect.stringMatching(/Exception$/) });
    await expect(write([put('fine'), { Put: { TableName: 'nowhere', Item: key('a') } }])).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await get('fine')).toBeUndefined();
  });

  it('reads several items as of one moment', async () => {
    await write([put('left', { v: n(1) }), put('right', { v: n(1), w: n(2) })]);
    const { Responses } = await db.transactGetItems({
      TransactItems: [
        { Get: { TableName, Key: key('right'), ProjectionExpression: 'w' } },
        { Get: { TableName, Key: key('absent') } },
        { Get: { TableName, Key: key('left') } },
      ],
    });
    expect(Responses?.map(({ Item }) => Item)).toEqual([{ w: n(2) }, undefined, { ...key('left'), v: n(1) }]);
  });

  it('reads a batch from several tables', async () => {
    await db.batchWriteItem({
      RequestItems: { [TableName]: [{ PutRequest: { Item: { ...key('b1'), v: n(1) } } }], [other]: [{ PutRequest: { Item: key('b2') } }] },
    });
    const { Responses, UnprocessedKeys } = await db.batchGetItem({
      RequestItems: {
        [TableName]: { Keys: [key('b1'), key('absent')], ProjectionExpression: 'v', ConsistentRead: true },
        [other]: { Keys: [key('b2')] },
      },
    });
    expect(Responses).toEqual({ [TableName]: [{ v: n(1) }], [other]: [key('b2')] });
    expect(UnprocessedKeys).toEqual({});
  });

  it('writes and deletes in one batch', async () => {
    await db.putItem({ TableName, Item: key('old') });
    await db.batchWriteItem({ RequestItems: { [TableName]: [{ PutRequest: { Item: key('new') } }, { DeleteRequest: { Key: key('old') } }] } });
    expect([await get('new'), await get('old')]).toEqual([key('new'), undefined]);
  });

  it('refuses batches that are too large or name an item twice', async () => {
    const puts = Array.from({ length: 26 }, (_, at) => ({ PutRequest: { Item: key(`x${at}`) } }));
    await expect(db.batchWriteItem({ RequestItems: { [TableName]: puts } })).rejects.toMatchObject({ name: 'ValidationException' });
    const keys = Array.from({ length: 101 }, (_, at) => key(`x${at}`));
    await expect(db.batchGetItem({ RequestItems: { [TableName]: { Keys: keys } } })).rejects.toMatchObject({ name: 'ValidationException' });
    const twice = { [TableName]: [{ PutRequest: { Item: key('x') } }, { DeleteRequest: { Key: key('x') } }] };
    await expect(db.batchWriteItem({ RequestItems: twice })).rejects.toThrow('Provided list of item keys contains duplicates');
    await expect(db.batchGetItem({ RequestItems: { [TableName]: { Keys: [key('x'), key('x')] } } })).rejects.toThrow(
      'Provided list of item keys contains duplicates',
    );
    expect(await get('x0')).toBeUndefined();
  });

  it('leaves what exceeds 16 MB of a batch for another call', async () => {
    const keys = Array.from({ length: 45 }, (_, at) => key(`large${at}`));
    for (const Key of keys) await db.putItem({ TableName, Item: { ...Key, v: { S: 'x'.repeat(400_000) } } });
    const { Responses, UnprocessedKeys } = await db.batchGetItem({ RequestItems: { [TableName]: { Keys: keys } } });
    const answered = Responses?.[TableName]?.length ?? 0;
    expect(answered).toBe(Math.floor((16 * 1024 * 1024) / 400_010));
    expect(UnprocessedKeys?.[TableName]?.Keys).toHaveLength(45 - answered);
  });
});
