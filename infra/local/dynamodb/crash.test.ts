import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributeValue, DynamoDB, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, localCredentials, tableInput } from './testing.ts';

const TableName = 'ledger';
const writers = 8;
const rounds = 4;
/** Acknowledged writes after which a round's process is killed: a different moment of its work each time. */
const killAfter = () => 60 + Math.floor(Math.random() * 200);

/** An engine in a process of its own, which says where it listens. */
const program = `
  import { startLocal } from ${JSON.stringify(new URL('./testing.ts', import.meta.url).href)};
  const { endpoint } = await startLocal({ dir: process.argv[1] });
  console.log(endpoint);
`;

describe('kill -9', () => {
  let dir: string;
  let child: ChildProcess;
  let db: DynamoDB;
  const start = async () => {
    child = spawn(process.execPath, ['--input-type=module', '-e', program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout ?? child, 'data');
    db = clientOf({ endpoint: String(line).trim(), credentials: localCredentials }, 1);
  };
  const kill = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'anchang-crash-'));
    await start();
    await db.createTable({
      ...tableInput(TableName, ['pk:S', 'sk:S'], { byTeam: ['team:S', 'sk:S'] }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    });
  });
  afterAll(async () => {
    await kill();
    await rm(dir, { recursive: true });
  });

  const single = (sk: string) => db.putItem({ TableName, Item: { pk: { S: 'entry' }, sk: { S: sk }, team: { S: 't' } } });
  const entry = (sk: string): TransactWriteItem => ({ Put: { TableName, Item: { pk: { S: 'entry' }, sk: { S: sk }, team: { S: 't' } } } });
  const pair = (sk: string) =>
    db.transactWriteItems({
      TransactItems: [
        entry(`${sk}-left`),
        entry(`${sk}-right`),
        {
          Update: {
            TableName,
            Key: { pk: { S: 'count' }, sk: { S: 'pairs' } },
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    });
  const keysIn = async (IndexName?: string) => {
    const found = new Set<string>();
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await db.query({
        TableName,
        IndexName,
        KeyConditionExpression: IndexName ? 'team = :v' : 'pk = :v',
        ExpressionAttributeValues: { ':v': { S: IndexName ? 't' : 'entry' } },
        ExclusiveStartKey,
      });
      for (const { sk } of page.Items ?? []) found.add(sk?.S ?? '');
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return found;
  };

  it('loses no acknowledged write and tears no transaction', async () => {
    const acknowledged = new Set<string>();
    let sequence = 0;
    for (let round = 0; round < rounds; round += 1) {
      const target = acknowledged.size + killAfter();
      let isKilled = false;
      const work = async () => {
        while (!isKilled) {
          sequence += 1;
          const name = `w${sequence}`;
          const isPair = sequence % 3 === 0;
          try {
            await (isPair ? pair(name) : single(name));
          } catch {
            return; // The process is gone; whether this write was made is not known.
          }
          for (const suffix of isPair ? ['-left', '-right'] : ['']) acknowledged.add(name + suffix);
          if (acknowledged.size >= target && !isKilled) {
            isKilled = true;
            child.kill('SIGKILL');
          }
        }
      };
      const exited = once(child, 'exit');
      await Promise.all(Array.from({ length: writers }, work));
      await exited;
      await start();
    }
    const present = await keysIn();
    expect([...acknowledged].filter((name) => !present.has(name))).toEqual([]);
    const lefts = [...present].filter((name) => name.endsWith('-left'));
    const rights = [...present].filter((name) => name.endsWith('-right'));
    expect(lefts.map((name) => name.replace('-left', '')).sort()).toEqual(rights.map((name) => name.replace('-right', '')).sort());
    const { Item } = await db.getItem({ TableName, Key: { pk: { S: 'count' }, sk: { S: 'pairs' } } });
    expect(Number(Item?.n?.N)).toBe(lefts.length);
    expect(await keysIn('byTeam')).toEqual(present);
    const { Table } = await db.describeTable({ TableName });
    expect(Table?.ItemCount).toBe(present.size + 1);
    expect(acknowledged.size).toBeGreaterThan(rounds * 60);
  });
});
