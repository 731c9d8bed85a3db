import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type ConsumedCapacity,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { fail } from '../../../shared/kit/errors.ts';
import { openClient } from './client.ts';

/** Calls and units since the start: reads, writes to tables, writes to indexes. */
export type Spent = { calls: number; readUnits: number; writeUnits: number; indexUnits: number };
export type Database = ReturnType<typeof openDatabase>;

/** Refusals of the service that pass by themselves. */
const passing = ['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'TransactionInProgressException'];

/** The only place that sends. Counts what every call costs. @param newToken makes the token by which a repeated transaction is known */
export function openDatabase(newToken: () => string) {
  const client = openClient();
  const spent: Spent = { calls: 0, readUnits: 0, writeUnits: 0, indexUnits: 0 };
  const counted = { ReturnConsumedCapacity: 'INDEXES' } as const;

  async function count<O extends { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] }>(kind: 'read' | 'write', answer: Promise<O>): Promise<O> {
    spent.calls += 1;
    try {
      const output = await answer;
      for (const used of [output.ConsumedCapacity ?? []].flat()) add(spent, kind, used);
      return output;
    } catch (error) {
      if (error instanceof Error && passing.includes(error.name)) fail('server.busy');
      throw error;
    }
  }

  return {
    spent,
    get: (input: GetItemCommandInput) => count('read', client.send(new GetItemCommand({ ...input, ...counted }))),
    batchGet: (input: BatchGetItemCommandInput) => count('read', client.send(new BatchGetItemCommand({ ...input, ...counted }))),
    query: (input: QueryCommandInput) => count('read', client.send(new QueryCommand({ ...input, ...counted }))),
    put: (input: PutItemCommandInput) => count('write', client.send(new PutItemCommand({ ...input, ...counted }))),
    update: (input: UpdateItemCommandInput) => count('write', client.send(new UpdateItemCommand({ ...input, ...counted }))),
    delete: (input: DeleteItemCommandInput) => count('write', client.send(new DeleteItemCommand({ ...input, ...counted }))),
    transact: (input: TransactWriteItemsCommandInput) =>
      count('write', client.send(new TransactWriteItemsCommand({ ClientRequestToken: newToken(), ...input, ...counted }))),
    close: () => client.destroy(),
  };
}

function add(spent: Spent, kind: 'read' | 'write', used: ConsumedCapacity): void {
  if (kind === 'read') {
    spent.readUnits += used.CapacityUnits ?? 0;
    return;
  }
  spent.writeUnits += used.Table?.CapacityUnits ?? 0;
  for (const index of Object.values(used.GlobalSecondaryIndexes ?? {})) spent.indexUnits += index.CapacityUnits ?? 0;
}
