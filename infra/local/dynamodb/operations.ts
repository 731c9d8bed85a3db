import type { AccessRequest } from '../access.ts';
import { batchGetAccess, batchWriteAccess, itemAccess, queryAccess, tableAccess, transactGetAccess, transactWriteAccess } from './access-requests.ts';
import { batchGetItem, batchWriteItem } from './batch.ts';
import { deleteItem, getItem, type KeyInput, type PutInput, putItem, updateItem } from './items.ts';
import { createTable, deleteTable, describeTable, listTables, updateTable } from './manage-tables.ts';
import { query } from './query.ts';
import type { OperationName } from './shapes.ts';
import { getRecords, getShardIterator, iteratorStream } from './stream-reading.ts';
import { describeStream, listStreams } from './streams.ts';
import type { Engine } from './tables.ts';
import { transactGetItems, transactWriteItems } from './transact.ts';
import { describeTimeToLive, updateTimeToLive } from './ttl.ts';

/** The two services that share the endpoint, by the prefix of their `x-amz-target`. */
export const services = { tables: 'DynamoDB_20120810', streams: 'DynamoDBStreams_20120810' } as const;

/** One operation. Its input has passed the shape of its name, which is what makes the narrower `Input` types true. */
export type Operation = {
  service: keyof typeof services;
  isWrite: boolean;
  access(engine: Engine, input: never): AccessRequest[];
  run(engine: Engine, input: never): object;
};

type TableInput = { TableName: string };
type Access<Input> = (engine: Engine, input: Input) => AccessRequest[];

const onTable =
  (action: string): Access<TableInput> =>
  (engine, { TableName }) => [tableAccess(engine, action, TableName)];
const onKey =
  (action: string): Access<KeyInput> =>
  (engine, { TableName, Key }) => [itemAccess(engine, action, { TableName, items: [Key] })];
const onPut: Access<PutInput> = (engine, { TableName, Item }) => [itemAccess(engine, 'PutItem', { TableName, items: [Item] })];
const onStream =
  (action: string): Access<{ StreamArn: string }> =>
  (_engine, { StreamArn }) => [{ action: `dynamodb:${action}`, resource: StreamArn }];
const onAnything =
  (action: string): Access<object> =>
  () => [{ action: `dynamodb:${action}`, resource: '*' }];

/** All operations there are. */
export const operations: Record<OperationName, Operation> = {
  GetItem: { service: 'tables', isWrite: false, access: onKey('GetItem'), run: getItem },
  PutItem: { service: 'tables', isWrite: true, access: onPut, run: putItem },
  UpdateItem: { service: 'tables', isWrite: true, access: onKey('UpdateItem'), run: updateItem },
  DeleteItem: { service: 'tables', isWrite: true, access: onKey('DeleteItem'), run: deleteItem },
  Query: { service: 'tables', isWrite: false, access: (engine, input) => [queryAccess(engine, input)], run: query },
  BatchGetItem: { service: 'tables', isWrite: false, access: batchGetAccess, run: batchGetItem },
  BatchWriteItem: { service: 'tables', isWrite: true, access: batchWriteAccess, run: batchWriteItem },
  TransactGetItems: { service: 'tables', isWrite: false, access: transactGetAccess, run: transactGetItems },
  TransactWriteItems: { service: 'tables', isWrite: true, access: transactWriteAccess, run: transactWriteItems },
  CreateTable: { service: 'tables', isWrite: true, access: onTable('CreateTable'), run: createTable },
  UpdateTable: { service: 'tables', isWrite: true, access: onTable('UpdateTable'), run: updateTable },
  DescribeTable: { service: 'tables', isWrite: false, access: onTable('DescribeTable'), run: describeTable },
  DeleteTable: { service: 'tables', isWrite: true, access: onTable('DeleteTable'), run: deleteTable },
  ListTables: { service: 'tables', isWrite: false, access: onAnything('ListTables'), run: listTables },
  UpdateTimeToLive: { service: 'tables', isWrite: true, access: onTable('UpdateTimeToLive'), run: updateTimeToLive },
  DescribeTimeToLive: {
    service: 'tables',
    isWrite: false,
    access: onTable('DescribeTimeToLive'),
    run: describeTimeToLive,
  },
  ListStreams: { service: 'streams', isWrite: false, access: onAnything('ListStreams'), run: listStreams },
  DescribeStream: { service: 'streams', isWrite: false, access: onStream('DescribeStream'), run: describeStream },
  GetShardIterator: {
    service: 'streams',
    isWrite: false,
    access: onStream('GetShardIterator'),
    run: getShardIterator,
  },
  GetRecords: {
    service: 'streams',
    isWrite: false,
    access: (engine, { ShardIterator }: { ShardIterator: string }) => onStream('GetRecords')(engine, { StreamArn: iteratorStream(ShardIterator) }),
    run: getRecords,
  },
};
