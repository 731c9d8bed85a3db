import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, clientOf, startLocal, tableInput } from './testing.ts';

const TableName = 'sessions';
const key = (pk: string) => ({ pk: { S: pk } });
const hour = 3_600_000;
const gone = { timeout: 10_000 };

describe('time to live', () => {
  let office: Awaited<ReturnType<typeof startLocal>>;
  let db: DynamoDB;
  beforeEach(async () => {
    office = await startLocal();
    db = clientOf(office);
    await db.createTable({
      ...tableInput(TableName, ['pk:S'], { byTeam: ['team:S'] }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });
  afterEach(() => office.stop());

  const enable = (Enabled: boolean, AttributeName = 'expires') => db.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } });
  const inHours = (hours: number) => ({ N: String(Math.floor((office.clock.now() + hours * hour) / 1000)) });
  const put = (pk: string, expires: object) => db.putItem({ TableName, Item: { ...key(pk), team: { S: 't' }, expires: expires as { N: string } } });
  const present = async () => {
    const { Items } = await db.query({ TableName, IndexName: 'byTeam', KeyConditionExpression: 'team = :t', ExpressionAttributeValues: { ':t': { S: 't' } } });
    return (Items ?? []).map(({ pk }) => pk?.S).sort();
  };

  it('takes expired items out, also those that were there before, and leaves all others', async () => {
    await put('before', inHours(1));
    await enable(true);
    await put('after', inHours(1));
    await put('later', inHours(48));
    await put('text', { S: String(Math.floor(office.clock.now() / 1000)) });
    await put('ancient', inHours(-6 * 365 * 24));
    await put('renewed', inHours(1));
    await db.updateItem({ TableName, Key: key('renewed'), UpdateExpression: 'SET expires = :e', ExpressionAttributeValues: { ':e': inHours(72) } });
    office.clock.advance(2 * hour);
    await vi.waitUntil(async () => (await present()).length === 4, gone);
    expect(await present()).toEqual(['ancient', 'later', 'renewed', 'text']);
    office.clock.advance(47 * hour);
    await vi.waitUntil(async () => (await present()).length === 3, gone);
  });

  it('tells the stream that the service removed them', async () => {
    await enable(true);
    await put('a', inHours(1));
    office.clock.advance(2 * hour);
    await vi.waitUntil(async () => (await present()).length === 0, gone);
    const { Table } = await db.describeTable({ TableName });
    const streams = async (operation: string, input: object) => (await call(office, `DynamoDBStreams_20120810.${operation}`, input)).body;
    const { StreamDescription } = (await streams('DescribeStream', { StreamArn: Table?.LatestStreamArn })) as {
      StreamDescription: { Shards: { ShardId: string }[] };
    };
    const { ShardIterator } = await streams('GetShardIterator', {
      StreamArn: Table?.LatestStreamArn,
      ShardId: StreamDescription.Shards[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    const { Records } = await streams('GetRecords', { ShardIterator });
    expect(Records).toMatchObject([
      { eventName: 'INSERT' },
      { eventName: 'REMOVE', userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' }, dynamodb: { Keys: key('a') } },
    ]);
    expect(Table?.ItemCount).toBe(0);
  });

  it('takes out more than one batch', async () => {
    await enable(true);
    const puts = Array.from({ length: 1100 }, (_, at) => ({ PutRequest: { Item: { ...key(`m${at}`), expires: inHours(1) } } }));
    for (let at = 0; at < puts.length; at += 25) await db.batchWriteItem({ RequestItems: { [TableName]: puts.slice(at, at + 25) } });
    office.clock.advance(2 * hour);
    await vi.waitUntil(async () => (await db.describeTable({ TableName })).Table?.ItemCount === 0, gone);
  });

  it('stops when it is switched off, and describes itself', async () => {
    const status = async () => (await db.describeTimeToLive({ TableName })).TimeToLiveDescription;
    expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await enable(true);
    expect(await status()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    await expect(enable(true)).rejects.toThrow('TimeToLive is already enabled');
    await put('kept', inHours(1));
    await expect(enable(false, 'other')).rejects.toThrow('different AttributeName');
    await enable(false);
    await expect(enable(false)).rejects.toThrow('TimeToLive is already disabled');
    await enable(true, 'other');
    await db.putItem({ TableName, Item: { ...key('marker'), team: { S: 't' }, other: inHours(1) } });
    office.clock.advance(2 * hour);
    await vi.waitUntil(async () => !(await present()).includes('marker'), gone);
    expect(await present()).toEqual(['kept']);
  });
});
