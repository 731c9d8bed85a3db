import type { Member, Shape } from './parameters.ts';

const text: Shape = { kind: 'string' };
const flag: Shape = { kind: 'boolean' };
const attributes: Shape = { kind: 'attributes' };
const oneOf = (...values: string[]): Shape => ({ kind: 'string', values });
const object = (members: Record<string, Member>): Shape & { kind: 'object' } => ({ kind: 'object', members });
const need = (shape: Shape): Member => ({ ...shape, isRequired: true });

const tableName = need({ kind: 'string', min: 3, max: 1024 });
const capacity = oneOf('INDEXES', 'TOTAL', 'NONE');
const names = { ExpressionAttributeNames: { kind: 'map', of: text } } as const;
const placeholders = { ...names, ExpressionAttributeValues: attributes };
const onFailure = { ReturnValuesOnConditionCheckFailure: oneOf('ALL_OLD', 'NONE') };
const returning = {
  ReturnValues: oneOf('NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'),
  ReturnConsumedCapacity: capacity,
  // Clients send NONE; there are no local indexes whose collections could be measured.
  ReturnItemCollectionMetrics: oneOf('NONE'),
};

const get = { TableName: tableName, Key: need(attributes), ProjectionExpression: text, ...names };
const condition = { TableName: tableName, ConditionExpression: text, ...placeholders, ...onFailure };
const put = { ...condition, Item: need(attributes) };
const remove = { ...condition, Key: need(attributes) };
const update = { ...remove, UpdateExpression: text };

const keySchema = need({
  kind: 'list',
  of: object({ AttributeName: need(text), KeyType: need(oneOf('HASH', 'RANGE')) }),
  min: 1,
  max: 2,
});
const attributeDefinitions: Shape = {
  kind: 'list',
  of: object({ AttributeName: need(text), AttributeType: need(oneOf('S', 'N', 'B')) }),
};
const index = object({
  IndexName: need({ kind: 'string', min: 3, max: 255 }),
  KeySchema: keySchema,
  Projection: need(
    object({
      ProjectionType: need(oneOf('ALL', 'KEYS_ONLY', 'INCLUDE')),
      NonKeyAttributes: { kind: 'list', of: text, min: 1, max: 20 },
    }),
  ),
});
const tableOptions = {
  // Capacity is counted, never limited, so only the mode without provisioned units is offered.
  BillingMode: oneOf('PAY_PER_REQUEST'),
  StreamSpecification: object({
    StreamEnabled: need(flag),
    StreamViewType: oneOf('KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'),
  }),
  DeletionProtectionEnabled: flag,
};
const limit = (max: number): Shape => ({ kind: 'integer', min: 1, max });

/** Members of each operation's request. What is not named here is not implemented, and refused by name. */
export const shapes = {
  GetItem: object({ ...get, ConsistentRead: flag, ReturnConsumedCapacity: capacity }),
  PutItem: object({ ...put, ...returning }),
  UpdateItem: object({ ...update, ...returning }),
  DeleteItem: object({ ...remove, ...returning }),
  Query: object({
    TableName: tableName,
    IndexName: text,
    Select: oneOf('ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'),
    Limit: limit(2 ** 31 - 1),
    ConsistentRead: flag,
    ScanIndexForward: flag,
    ExclusiveStartKey: attributes,
    KeyConditionExpression: text,
    FilterExpression: text,
    ProjectionExpression: text,
    ...placeholders,
    ReturnConsumedCapacity: capacity,
  }),
  BatchGetItem: object({
    RequestItems: need({
      kind: 'map',
      of: object({
        Keys: need({ kind: 'list', of: attributes, min: 1, max: 100 }),
        ConsistentRead: flag,
        ProjectionExpression: text,
        ...names,
      }),
    }),
    ReturnConsumedCapacity: capacity,
  }),
  BatchWriteItem: object({
    RequestItems: need({
      kind: 'map',
      of: {
        kind: 'list',
        of: object({
          PutRequest: object({ Item: need(attributes) }),
          DeleteRequest: object({ Key: need(attributes) }),
        }),
        min: 1,
        max: 25,
      },
    }),
    ReturnConsumedCapacity: capacity,
    ReturnItemCollectionMetrics: oneOf('NONE'),
  }),
  TransactGetItems: object({
    TransactItems: need({ kind: 'list', of: object({ Get: need(object(get)) }), min: 1, max: 100 }),
    ReturnConsumedCapacity: capacity,
  }),
  TransactWriteItems: object({
    TransactItems: need({
      kind: 'list',
      of: object({
        Put: object(put),
        Update: object({ ...update, UpdateExpression: need(text) }),
        Delete: object(remove),
        ConditionCheck: object({ ...remove, ConditionExpression: need(text) }),
      }),
      min: 1,
      max: 100,
    }),
    ClientRequestToken: { kind: 'string', min: 1, max: 36 },
    ReturnConsumedCapacity: capacity,
    ReturnItemCollectionMetrics: oneOf('NONE'),
  }),
  CreateTable: object({
    TableName: tableName,
    KeySchema: keySchema,
    AttributeDefinitions: need(attributeDefinitions),
    GlobalSecondaryIndexes: { kind: 'list', of: index, min: 1 },
    ...tableOptions,
  }),
  UpdateTable: object({
    TableName: tableName,
    AttributeDefinitions: attributeDefinitions,
    GlobalSecondaryIndexUpdates: {
      kind: 'list',
      of: object({ Create: index, Delete: object({ IndexName: need(text) }) }),
      // As in AWS, one index at a time.
      min: 1,
      max: 1,
    },
    ...tableOptions,
  }),
  DescribeTable: object({ TableName: tableName }),
  DeleteTable: object({ TableName: tableName }),
  ListTables: object({ ExclusiveStartTableName: text, Limit: limit(100) }),
  UpdateTimeToLive: object({
    TableName: tableName,
    TimeToLiveSpecification: need(object({ Enabled: need(flag), AttributeName: need({ kind: 'string', min: 1, max: 255 }) })),
  }),
  DescribeTimeToLive: object({ TableName: tableName }),
  ListStreams: object({ TableName: text, Limit: limit(100), ExclusiveStartStreamArn: text }),
  DescribeStream: object({ StreamArn: need(text), Limit: limit(100), ExclusiveStartShardId: text }),
  GetShardIterator: object({
    StreamArn: need(text),
    ShardId: need(text),
    ShardIteratorType: need(oneOf('TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER')),
    SequenceNumber: text,
  }),
  GetRecords: object({ ShardIterator: need(text), Limit: limit(1000) }),
} as const satisfies Record<string, Shape>;

export type OperationName = keyof typeof shapes;
