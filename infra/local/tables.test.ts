import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Call, createCall } from './call.ts';
import { type Clock, createClock } from './clock.ts';
import { serve } from './dynamodb/server.ts';
import { provisionTables } from './tables.ts';
import type { Table } from './template/types.ts';
import { temporaryFolder } from './testing.ts';

const folder = temporaryFolder();
const place = { region: 'us-east-1', account: '000000000000', partition: 'aws' };
const everything = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
let clock: Clock;
let call: Call;
let stop = async () => {};
beforeAll(async () => {
  clock = createClock();
  const keys = { AKIATEST: { name: 'cloud', secret: 's', policies: [everything] } };
  const { port, close } = await serve({ dir: folder.path, port: 0, keys, clock, ...place });
  stop = close;
  call = createCall({ port, service: 'dynamodb', region: place.region, clock, credentials: { accessKeyId: 'AKIATEST', secret: 's' } });
});
afterAll(async () => {
  await stop();
  clock.close();
  folder[Symbol.dispose]();
});

const table = (indexes: string[]): Table => ({
  create: {
    TableName: 'records',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: ['pk', ...indexes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: indexes.map((AttributeName) => ({
      IndexName: `by-${AttributeName}`,
      KeySchema: [{ AttributeName, KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    })),
  },
  ttlAttribute: 'ttl',
});

test('a table is made once, with its time to live, and then left as it is', async () => {
  await provisionTables([table(['a'])], call);
  await call('DynamoDB_20120810.PutItem', { TableName: 'records', Item: { pk: { S: '1' } } });
  await provisionTables([table(['a'])], call);
  expect(await call('DynamoDB_20120810.GetItem', { TableName: 'records', Key: { pk: { S: '1' } } })).toMatchObject({ Item: { pk: { S: '1' } } });
  const { TimeToLiveDescription } = await call('DynamoDB_20120810.DescribeTimeToLive', { TableName: 'records' });
  expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' });
});

test('a table whose indexes have changed is refused by its name', async () => {
  await expect(provisionTables([table(['a', 'b'])], call)).rejects.toThrow('table records: the data folder holds it with other keys or indexes');
});

test('an error of the service keeps its code', async () => {
  await expect(call('DynamoDB_20120810.DescribeTable', { TableName: 'none' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
