import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { clientOf, startLocal, tableInput } from './testing.ts';

it('fills the indexes of an older folder, whose rows held keys alone', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'anchang-upgrade-'));
  try {
    const first = await startLocal({ dir });
    const before = clientOf(first);
    await before.createTable(tableInput('units', ['pk:S'], { byFloor: ['floor:N'] }));
    await before.putItem({ TableName: 'units', Item: { pk: { S: 'a' }, floor: { N: '3' }, facing: { S: 'south' } } });
    await before.putItem({ TableName: 'units', Item: { pk: { S: 'b' } } });
    await first.stop();
    withoutItems(join(dir, 'dynamodb.sqlite'));

    const second = await startLocal({ dir });
    const query = { TableName: 'units', IndexName: 'byFloor', KeyConditionExpression: 'floor = :f', ExpressionAttributeValues: { ':f': { N: '3' } } };
    const { Items } = await clientOf(second).query(query);
    expect(Items).toEqual([{ pk: { S: 'a' }, floor: { N: '3' }, facing: { S: 'south' } }]);
    const { Table } = await clientOf(second).describeTable({ TableName: 'units' });
    expect(Table?.GlobalSecondaryIndexes?.[0]?.ItemCount).toBe(1);
    await second.stop();
  } finally {
    rmSync(dir, { recursive: true });
  }
});

/** Makes the rows of the one index what they were before they held items. */
function withoutItems(file: string): void {
  const database = new DatabaseSync(file);
  database.exec(`
    CREATE TABLE old(hash BLOB, range BLOB, item_hash BLOB, item_range BLOB, PRIMARY KEY(hash, range, item_hash, item_range)) WITHOUT ROWID;
    INSERT INTO old SELECT hash, range, item_hash, item_range FROM index_1_0;
    DROP TABLE index_1_0;
    ALTER TABLE old RENAME TO index_1_0;`);
  database.close();
}
