import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessKeys, Statement } from '../access.ts';
import { call, clientOf, region, startLocal, tableInput } from './testing.ts';

const table = `arn:aws:dynamodb:${region}:000000000000:table/records`;
const key = (pk: string) => ({ pk: { S: pk } });
const allow = (Action: string[], Resource: string | string[] = table, Condition?: Statement['Condition']): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const onOwnPartitions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['contract#*'] } };
const all = ['dynamodb:*'];

/** Who may do what; each has the access key of its name. */
const policies: Record<string, Statement[]> = {
  everything: [allow(all, '*')],
  nothing: [],
  reader: [allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchGetItem'], [table, `${table}/index/byTeam`])],
  tableOnly: [allow(['dynamodb:Query'])],
  contracts: [allow(all, table, onOwnPartitions)],
  putter: [allow(['dynamodb:PutItem'])],
  checker: [allow(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'])],
  noDelete: [allow(all), { Effect: 'Deny', Action: 'dynamodb:DeleteItem', Resource: '*' }],
};
const secret = 's3cret';
const keys: AccessKeys = Object.fromEntries(
  Object.entries(policies).map(([name, Statement]) => [`AKID${name.toUpperCase()}`, { name, secret, policies: [{ Statement }] }]),
);

describe('access', () => {
  let office: Awaited<ReturnType<typeof startLocal>>;
  const endpointOf = (name: string, secretAccessKey = secret) => ({
    endpoint: office.endpoint,
    credentials: { accessKeyId: `AKID${name.toUpperCase()}`, secretAccessKey },
  });
  const as = (name: string) => clientOf(endpointOf(name));
  beforeAll(async () => {
    office = await startLocal({ keys });
    const db = as('everything');
    await db.createTable({
      ...tableInput('records', ['pk:S'], { byTeam: ['team:S'] }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    });
    for (const pk of ['contract#1', 'unit#1']) await db.putItem({ TableName: 'records', Item: { ...key(pk), team: { S: pk } } });
  });
  afterAll(() => office.stop());

  const TableName = 'records';
  const denied = (action: string, resource = table) => ({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`is not authorized to perform: ${action} on resource: ${resource}`),
  });
  const get = (name: string, pk: string) => as(name).getItem({ TableName, Key: key(pk) });
  const query = (name: string, pk: string, index = false) =>
    as(name).query({
      TableName,
      ...(index ? { IndexName: 'byTeam' } : {}),
      KeyConditionExpression: index ? 'team = :p' : 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: pk } },
    });
  const put = (pk: string) => ({ Put: { TableName, Item: key(pk) } });

  it('refuses everything that no policy allows, naming action and resource', async () => {
    await expect(get('nothing', 'unit#1')).rejects.toMatchObject(denied('dynamodb:GetItem'));
    await expect(as('reader').putItem({ TableName, Item: key('unit#2') })).rejects.toMatchObject(denied('dynamodb:PutItem'));
    await expect(as('reader').deleteTable({ TableName })).rejects.toMatchObject(denied('dynamodb:DeleteTable'));
    await expect(as('reader').listTables({})).rejects.toMatchObject(denied('dynamodb:ListTables', '*'));
    expect((await get('reader', 'unit#1')).Item).toMatchObject(key('unit#1'));
  });

  it('does not tell a stranger whether a table exists', async () => {
    const refused = as('nothing').getItem({ TableName: 'nowhere', Key: key('a') });
    await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('treats an index as a resource of its own', async () => {
    expect((await query('reader', 'unit#1', true)).Count).toBe(1);
    await expect(query('tableOnly', 'unit#1', true)).rejects.toMatchObject(denied('dynamodb:Query', `${table}/index/byTeam`));
    expect((await query('tableOnly', 'unit#1')).Count).toBe(1);
  });

  it('binds every item operation to the partitions of LeadingKeys', async () => {
    const db = as('contracts');
    expect((await get('contracts', 'contract#1')).Item).toBeDefined();
    await expect(get('contracts', 'unit#1')).rejects.toMatchObject(denied('dynamodb:GetItem'));
    await expect(db.putItem({ TableName, Item: key('unit#9') })).rejects.toMatchObject(denied('dynamodb:PutItem'));
    await expect(db.updateItem({ TableName, Key: key('unit#1') })).rejects.toMatchObject(denied('dynamodb:UpdateItem'));
    await expect(db.deleteItem({ TableName, Key: key('unit#1') })).rejects.toMatchObject(denied('dynamodb:DeleteItem'));
    expect((await query('contracts', 'contract#1')).Count).toBe(1);
    await expect(query('contracts', 'unit#1')).rejects.toMatchObject(denied('dynamodb:Query'));
    const batch = { RequestItems: { [TableName]: { Keys: [key('contract#1'), key('unit#1')] } } };
    await expect(db.batchGetItem(batch)).rejects.toMatchObject(denied('dynamodb:BatchGetItem'));
    const writes = { RequestItems: { [TableName]: [{ DeleteRequest: { Key: key('contract#9') } }, { DeleteRequest: { Key: key('unit#1') } }] } };
    await expect(db.batchWriteItem(writes)).rejects.toMatchObject(denied('dynamodb:BatchWriteItem'));
    await expect(db.transactWriteItems({ TransactItems: [put('contract#2'), put('unit#2')] })).rejects.toMatchObject(denied('dynamodb:PutItem'));
    await expect(db.transactGetItems({ TransactItems: [{ Get: { TableName, Key: key('unit#1') } }] })).rejects.toMatchObject(denied('dynamodb:GetItem'));
    expect((await get('everything', 'contract#2')).Item).toBeUndefined();
    expect((await get('everything', 'unit#1')).Item).toBeDefined();
  });

  it('asks for the action of each part of a transaction', async () => {
    const check = { ConditionCheck: { TableName, Key: key('unit#1'), ConditionExpression: 'attribute_exists(pk)' } };
    await as('putter').transactWriteItems({ TransactItems: [put('unit#3')] });
    await expect(as('putter').transactWriteItems({ TransactItems: [put('unit#4'), check] })).rejects.toMatchObject(denied('dynamodb:ConditionCheckItem'));
    await as('checker').transactWriteItems({ TransactItems: [put('unit#4'), check] });
    const removal = { Delete: { TableName, Key: key('unit#4') } };
    await expect(as('noDelete').transactWriteItems({ TransactItems: [put('unit#5'), removal] })).rejects.toMatchObject(denied('dynamodb:DeleteItem'));
  });

  it('guards streams by their own resource', async () => {
    const { Table } = await as('everything').describeTable({ TableName });
    const StreamArn = Table?.LatestStreamArn;
    const refused = await call(endpointOf('noDelete'), 'DynamoDBStreams_20120810.DescribeStream', { StreamArn });
    expect(refused.body).toMatchObject({ message: expect.stringContaining(`dynamodb:DescribeStream on resource: ${StreamArn}`) });
    const records = await call(endpointOf('noDelete'), 'DynamoDBStreams_20120810.GetRecords', { ShardIterator: `${StreamArn}|1|e30` });
    expect(records.body).toMatchObject({ message: expect.stringContaining(`dynamodb:GetRecords on resource: ${StreamArn}`) });
  });

  it('refuses a wrong secret, an unknown key and an unsigned request', async () => {
    const wrong = clientOf(endpointOf('everything', 'guess')).listTables({});
    await expect(wrong).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    await expect(clientOf(endpointOf('stranger')).listTables({})).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    const response = await fetch(office.endpoint, { method: 'POST', body: '{}', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: expect.stringContaining('MissingAuthenticationTokenException') });
  });

  it('serves clients whose clock differs, once they have seen the cloud’s date', async () => {
    const moved = await startLocal({ keys });
    try {
      moved.clock.advance(6 * 24 * 3_600_000);
      const { accessKeyId, secretAccessKey } = endpointOf('everything').credentials;
      const client = new DynamoDB({ endpoint: moved.endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 2 });
      expect((await client.listTables({})).TableNames).toEqual([]);
    } finally {
      await moved.stop();
    }
  });
});
