import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClock } from '../clock.ts';
import { engines } from './engines.ts';
import { call, clientOf, type Running, startLocal, tableInput } from './testing.ts';

const key = (pk: string) => ({ pk: { S: pk } });

describe.each(await engines())('tables in $name', ({ start }) => {
  let running: Running;
  let db: DynamoDB;
  beforeAll(async () => {
    running = await start();
    db = clientOf(running);
  });
  afterAll(() => running?.stop());

  it('creates a table once, describes, lists and deletes it', async () => {
    const input = tableInput('created', ['pk:S', 'sk:N'], { byTeam: ['team:S', 'sk:N'] });
    const { TableDescription } = await db.createTable({ ...input, StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } });
    expect(TableDescription?.TableStatus).toBe('ACTIVE');
    await expect(db.createTable(input)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await db.putItem({ TableName: 'created', Item: { ...key('a'), sk: { N: '1' }, team: { S: 't' } } });
    await db.putItem({ TableName: 'created', Item: { ...key('a'), sk: { N: '2' } } });
    const { Table } = await db.describeTable({ TableName: 'created' });
    expect(Table).toMatchObject({
      TableName: 'created',
      KeySchema: input.KeySchema,
      ItemCount: 2,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: [{ IndexName: 'byTeam', IndexStatus: 'ACTIVE', Projection: { ProjectionType: 'ALL' } }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      LatestStreamArn: expect.stringContaining('table/created/stream/'),
    });
    expect((await db.listTables({ Limit: 1 })).TableNames).toHaveLength(1);
    expect((await db.listTables({})).TableNames).toContain('created');
    await db.deleteTable({ TableName: 'created' });
    await expect(db.describeTable({ TableName: 'created' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await db.createTable(input);
    expect(await db.query({ TableName: 'created', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'a' } } })).toMatchObject({
      Count: 0,
    });
  });

  it('does not delete a protected table', async () => {
    await db.createTable({ ...tableInput('protected', ['pk:S']), DeletionProtectionEnabled: true });
    await expect(db.deleteTable({ TableName: 'protected' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/deletion protection|protected against deletion/i),
    });
    await db.updateTable({ TableName: 'protected', DeletionProtectionEnabled: false });
    await db.deleteTable({ TableName: 'protected' });
  });

  it('fills an index added to a table with items, and drops it', async () => {
    const TableName = 'grown';
    await db.createTable(tableInput(TableName, ['pk:S']));
    for (const pk of ['a', 'b', 'c']) await db.putItem({ TableName, Item: { ...key(pk), ...(pk === 'c' ? {} : { team: { S: 't' } }) } });
    const Create = { IndexName: 'byTeam', KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' as const }], Projection: { ProjectionType: 'ALL' as const } };
    await db.updateTable({
      TableName,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'team', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexUpdates: [{ Create }],
    });
    const query = { TableName, IndexName: 'byTeam', KeyConditionExpression: 'team = :t', ExpressionAttributeValues: { ':t': { S: 't' } } };
    await vi.waitUntil(async () => (await db.describeTable({ TableName })).Table?.GlobalSecondaryIndexes?.[0]?.IndexStatus === 'ACTIVE', { timeout: 10_000 });
    expect((await db.query(query)).Items?.map(({ pk }) => pk?.S).sort()).toEqual(['a', 'b']);
    await db.updateTable({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byTeam' } }] });
    await vi.waitUntil(async () => !(await db.describeTable({ TableName })).Table?.GlobalSecondaryIndexes?.length, { timeout: 10_000 });
    await expect(db.query(query)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  const base = tableInput('wrong', ['pk:S']);
  it.each([
    ['an undefined key attribute', { AttributeDefinitions: [] }],
    [
      'a superfluous attribute definition',
      { AttributeDefinitions: [...(base.AttributeDefinitions ?? []), { AttributeName: 'x', AttributeType: 'S' as const }] },
    ],
    [
      'two partition keys',
      {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' as const },
          { AttributeName: 'pk', KeyType: 'HASH' as const },
        ],
      },
    ],
    ['a short name', { TableName: 'ab' }],
    ['a stream without a view', { StreamSpecification: { StreamEnabled: true } }],
  ])('refuses %s', async (_what, more) => {
    await expect(db.createTable({ ...base, ...more })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('tables of this engine', () => {
  it('keeps tables, items, time to live and counts over a restart', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'anchang-restart-'));
    const clock = createClock();
    try {
      const first = await startLocal({ dir, clock });
      const db = clientOf(first);
      await db.createTable({ ...tableInput('kept', ['pk:S'], { byTeam: ['team:S'] }), DeletionProtectionEnabled: true });
      await db.updateTimeToLive({ TableName: 'kept', TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } });
      await db.putItem({ TableName: 'kept', Item: { ...key('a'), team: { S: 't' } } });
      const before = await db.describeTable({ TableName: 'kept' });
      await first.stop();
      const second = await startLocal({ dir, clock });
      const again = clientOf(second);
      expect((await again.describeTable({ TableName: 'kept' })).Table).toEqual(before.Table);
      expect((await again.getItem({ TableName: 'kept', Key: key('a') })).Item).toEqual({ ...key('a'), team: { S: 't' } });
      expect((await again.describeTimeToLive({ TableName: 'kept' })).TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
      await second.stop();
    } finally {
      clock.close();
      await rm(dir, { recursive: true });
    }
  });

  it('does not open a folder that is in use', async () => {
    const office = await startLocal();
    try {
      await expect(startLocal({ dir: office.dir })).rejects.toThrow('database is locked');
    } finally {
      await office.stop();
    }
  });

  it.each([
    ['Scan', { TableName: 'any' }, 'UnknownOperationException', 'The operation DynamoDB_20120810.Scan is not implemented'],
    ['ExecuteStatement', {}, 'UnknownOperationException', 'The operation DynamoDB_20120810.ExecuteStatement is not implemented'],
    ['toString', {}, 'UnknownOperationException', 'The operation DynamoDB_20120810.toString is not implemented'],
    ['GetRecords', {}, 'UnknownOperationException', 'The operation DynamoDB_20120810.GetRecords is not implemented'],
    ['GetItem', { TableName: 'any', Key: {}, AttributesToGet: ['a'] }, 'ValidationException', 'The parameter AttributesToGet of GetItem is not implemented'],
    [
      'CreateTable',
      { TableName: 'any', LocalSecondaryIndexes: [] },
      'ValidationException',
      'The parameter LocalSecondaryIndexes of CreateTable is not implemented',
    ],
    [
      'GetItem',
      { Key: {} },
      'ValidationException',
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    ],
    ['GetItem', { TableName: 7, Key: {} }, 'SerializationException', "Unexpected type at 'tableName': number"],
    ['PutItem', { TableName: 'any', Item: [] }, 'SerializationException', "Unexpected type at 'item': a list"],
    ['PutItem', '{', 'SerializationException', 'The request body is not JSON'],
    ['DeleteItem', { TableName: 'any', Key: {}, ReturnValues: 'SOME' }, 'ValidationException', "Value 'SOME' at 'returnValues' failed to satisfy constraint"],
    ['TransactWriteItems', { TransactItems: [{ Put: { Item: {} } }] }, 'ValidationException', "Value null at 'transactItems.1.member.put.tableName'"],
  ])('refuses %s %o', async (operation, input, type, message) => {
    const office = await startLocal();
    try {
      const { status, body } = await call(office, `DynamoDB_20120810.${operation}`, input);
      expect({ status, type: String(body.__type).split('#')[1], message: body.message }).toEqual({
        status: 400,
        type,
        message: expect.stringContaining(message),
      });
    } finally {
      await office.stop();
    }
  });
});
