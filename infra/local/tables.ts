import { isDeepStrictEqual } from 'node:util';
import { type Call, ServiceError } from './call.ts';
import { type Table, TemplateError } from './template/types.ts';

const api = 'DynamoDB_20120810';
type Index = { IndexName: string; KeySchema: unknown };
type Description = { KeySchema: unknown; GlobalSecondaryIndexes?: Index[]; LatestStreamArn?: string };

/**
 * Creates the tables that are missing. A table that exists with other keys or indexes is a TemplateError that names it.
 *
 * @example
 * await provisionTables(template.tables, call)
 */
export async function provisionTables(tables: Table[], call: Call): Promise<void> {
  for (const { create, ttlAttribute } of tables) {
    const TableName = create.TableName;
    const existing = await describe(TableName, call);
    if (existing) compare(create, existing);
    else await call(`${api}.CreateTable`, create);
    if (ttlAttribute === undefined) continue;
    const { TimeToLiveDescription: ttl } = await call(`${api}.DescribeTimeToLive`, { TableName });
    const isEnabled = (ttl as { TimeToLiveStatus?: string } | undefined)?.TimeToLiveStatus === 'ENABLED';
    if (isEnabled) continue;
    const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
    await call(`${api}.UpdateTimeToLive`, { TableName, TimeToLiveSpecification });
  }
}

async function describe(TableName: string, call: Call): Promise<Description | undefined> {
  try {
    const { Table } = await call(`${api}.DescribeTable`, { TableName });
    return Table as Description; // DynamoDB's answer
  } catch (error) {
    if (error instanceof ServiceError && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function compare(declared: Table['create'], existing: Description): void {
  const shape = (table: Record<string, unknown>) => ({
    keys: table.KeySchema,
    indexes: ((table.GlobalSecondaryIndexes ?? []) as Index[])
      .map(({ IndexName, KeySchema }) => ({ IndexName, KeySchema }))
      .sort((a, b) => (a.IndexName < b.IndexName ? -1 : 1)),
  });
  if (isDeepStrictEqual(shape(declared), shape(existing))) return;
  throw new TemplateError(`table ${declared.TableName}: the data folder holds it with other keys or indexes; export the data and start with an empty folder`);
}
