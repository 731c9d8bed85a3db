import type { AccessRequest } from '../access.ts';
import type { BatchGetInput, BatchWriteInput } from './batch.ts';
import { DynamoError } from './errors.ts';
import { keyText } from './keys.ts';
import { type QueryInput, queriedPartition } from './query.ts';
import { type Engine, tableArn, tableName } from './tables.ts';
import type { TransactGetInput, TransactWriteInput } from './transact.ts';
import type { Value } from './values.ts';

type Wire = Record<string, unknown>;
/** Items an action is about: those of one table, by their key or whole. */
type Target = { TableName: string; items: Wire[]; enclosing?: string };

/** The IAM action each member of a transaction needs. */
const transactActions = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const;

/**
 * What a policy has to allow for an action on items of a table.
 *
 * @example
 * itemAccess(engine, 'GetItem', { TableName: 'records', items: [{ pk: { S: 'unit#1' } }] }).context // LeadingKeys: ['unit#1']
 */
export function itemAccess(engine: Engine, action: string, { TableName, items, enclosing }: Target): AccessRequest {
  const hash = engine.tables.get(tableName(engine, TableName))?.keys[0];
  // An item without the partition key is refused when the operation checks it, whatever the policy says.
  const keys = items.map((item) => leadingKey(hash === undefined ? undefined : item[hash]));
  return {
    action: `dynamodb:${action}`,
    resource: tableArn(engine, TableName),
    context: {
      'dynamodb:LeadingKeys': [...new Set(keys.filter((key) => key !== undefined))],
      'dynamodb:EnclosingOperation': enclosing,
    },
  };
}

/**
 * What a policy has to allow for an action on a table as a whole.
 *
 * @example
 * tableAccess(engine, 'DescribeTable', 'records') // { action: 'dynamodb:DescribeTable', resource: 'arn:…:table/records' }
 */
export function tableAccess(engine: Engine, action: string, TableName: string): AccessRequest {
  return { action: `dynamodb:${action}`, resource: tableArn(engine, TableName) };
}

/**
 * Query: on the table, or on the index alone.
 *
 * @example
 * queryAccess(engine, { TableName: 'records', IndexName: 'gsi1', … }).resource // 'arn:…:table/records/index/gsi1'
 */
export function queryAccess(engine: Engine, input: QueryInput): AccessRequest {
  const { TableName, IndexName } = input;
  const partition = partitionOf(engine, input);
  const table = tableArn(engine, TableName);
  return {
    action: 'dynamodb:Query',
    resource: IndexName === undefined ? table : `${table}/index/${IndexName}`,
    context: { 'dynamodb:LeadingKeys': partition && [keyText(partition)] },
  };
}

/**
 * BatchGetItem: one request for each table.
 *
 * @example
 * batchGetAccess(engine, { RequestItems: { records: { Keys: [{ pk: { S: 'unit#1' } }] } } })
 */
export function batchGetAccess(engine: Engine, { RequestItems }: BatchGetInput): AccessRequest[] {
  return Object.entries(RequestItems).map(([TableName, { Keys }]) => itemAccess(engine, 'BatchGetItem', { TableName, items: Keys }));
}

/**
 * BatchWriteItem: one request for each table.
 *
 * @example
 * batchWriteAccess(engine, { RequestItems: { records: [{ DeleteRequest: { Key: { pk: { S: 'unit#1' } } } }] } })
 */
export function batchWriteAccess(engine: Engine, { RequestItems }: BatchWriteInput): AccessRequest[] {
  return Object.entries(RequestItems).map(([TableName, writes]) => {
    const items = writes.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {});
    return itemAccess(engine, 'BatchWriteItem', { TableName, items });
  });
}

/**
 * One request for each item of the transaction.
 *
 * @example
 * transactGetAccess(engine, { TransactItems: [{ Get: { TableName: 'records', Key } }] })[0].action // 'dynamodb:GetItem'
 */
export function transactGetAccess(engine: Engine, { TransactItems }: TransactGetInput): AccessRequest[] {
  return TransactItems.map(({ Get: { TableName, Key } }) => itemAccess(engine, 'GetItem', { TableName, items: [Key], enclosing: 'TransactGetItems' }));
}

/**
 * One request for each item of the transaction, by what is done to it.
 *
 * @example
 * transactWriteAccess(engine, { TransactItems: [{ ConditionCheck }] })[0].action // 'dynamodb:ConditionCheckItem'
 */
export function transactWriteAccess(engine: Engine, { TransactItems }: TransactWriteInput): AccessRequest[] {
  return TransactItems.flatMap(({ Put, ...others }) => [
    ...(Put ? [transactAccess(engine, 'Put', { TableName: Put.TableName, items: [Put.Item] })] : []),
    ...(['Update', 'Delete', 'ConditionCheck'] as const).flatMap((kind) => {
      const action = others[kind];
      return action ? [transactAccess(engine, kind, { TableName: action.TableName, items: [action.Key] })] : [];
    }),
  ]);
}

/** Undefined for an invalid query, which is refused as such only after the check of access: a stranger learns nothing of the table. */
function partitionOf(engine: Engine, input: QueryInput): Value | undefined {
  try {
    return queriedPartition(engine, input);
  } catch (error) {
    if (error instanceof DynamoError) return undefined;
    throw error;
  }
}

function transactAccess(engine: Engine, kind: keyof typeof transactActions, target: Target): AccessRequest {
  return itemAccess(engine, transactActions[kind], { ...target, enclosing: 'TransactWriteItems' });
}

function leadingKey(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return String(keyText(value as Value)); // Only its text is read; the operation checks the value.
}
