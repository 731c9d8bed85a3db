import type { AttributeValue, DynamoDB, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from './engines.ts';
import { clientOf, type Running, tableInput } from './testing.ts';

const TableName = 'readings';
const ranks = [-12, -1.5, 0, 0.25, 2, 10, 100];
const names = ['a', 'ab', 'abc', 'b', 'é', '中', '😀'];
const index = (IndexName: string, keys: string[], Projection: object) => ({
  IndexName,
  KeySchema: keys.map((AttributeName, position) => ({ AttributeName, KeyType: position === 0 ? ('HASH' as const) : ('RANGE' as const) })),
  Projection,
});

describe.each(await engines())('queries in $name', ({ start }) => {
  let running: Running;
  let db: DynamoDB;
  beforeAll(async () => {
    running = await start();
    db = clientOf(running);
    await db.createTable({
      ...tableInput(TableName, ['pk:S', 'rank:N'], { all: ['team:S', 'label:S'] }),
      AttributeDefinitions: (['pk:S', 'rank:N', 'team:S', 'label:S'] as const).map((key) => {
        const [AttributeName, AttributeType] = key.split(':') as [string, 'S' | 'N'];
        return { AttributeName, AttributeType };
      }),
      GlobalSecondaryIndexes: [
        index('all', ['team', 'label'], { ProjectionType: 'ALL' }),
        index('keys', ['team'], { ProjectionType: 'KEYS_ONLY' }),
        index('some', ['team', 'label'], { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] }),
      ],
    });
    for (const [at, rank] of ranks.entries()) {
      const team: Record<string, AttributeValue> = at % 2 === 0 ? { team: { S: 'even' }, label: { S: names[at] ?? '' } } : {};
      const Item = { pk: { S: 'p' }, rank: { N: String(rank) }, at: { N: String(at) }, note: { S: 'n' }, ...team };
      await db.putItem({ TableName, Item });
    }
    await db.createTable(tableInput('words', ['pk:S', 'sk:S']));
    for (const name of names) await db.putItem({ TableName: 'words', Item: { pk: { S: 'p' }, sk: { S: name } } });
    await db.createTable(tableInput('bytes', ['pk:B', 'sk:B']));
    for (const byte of [0, 1, 127, 128, 255])
      await db.putItem({ TableName: 'bytes', Item: { pk: { B: new Uint8Array([9]) }, sk: { B: new Uint8Array([byte]) } } });
  });
  afterAll(() => running?.stop());

  type More = Omit<Partial<QueryCommandInput>, 'ExpressionAttributeValues'>;
  const query = (condition: string, values: Record<string, AttributeValue>, more: More = {}) =>
    db.query({ TableName, KeyConditionExpression: condition, ExpressionAttributeValues: values, ...more });
  const p = { S: 'p' };
  const even = { S: 'even' };

  const found = async (condition: string, values: Record<string, AttributeValue> = {}, more: More = {}) =>
    (await query(`pk = :p${condition}`, { ':p': p, ...values }, more)).Items?.map(({ rank }) => Number(rank?.N));
  const n = (value: number) => ({ N: String(value) });

  it('orders numbers as numbers, forward and back', async () => {
    expect(await found('')).toEqual(ranks);
    expect(await found('', {}, { ScanIndexForward: false })).toEqual(ranks.toReversed());
  });

  it('orders strings by their UTF-8 bytes and binary as unsigned bytes', async () => {
    const words = await query('pk = :p', { ':p': p }, { TableName: 'words' });
    expect(words.Items?.map(({ sk }) => sk?.S)).toEqual(names);
    const bytes = await query('pk = :p', { ':p': { B: new Uint8Array([9]) } }, { TableName: 'bytes' });
    expect(bytes.Items?.map(({ sk }) => sk?.B?.[0])).toEqual([0, 1, 127, 128, 255]);
  });

  it('takes every operator of the sort key', async () => {
    expect(await found(' AND #r = :v', { ':v': n(2) }, { ExpressionAttributeNames: { '#r': 'rank' } })).toEqual([2]);
    const names = { ExpressionAttributeNames: { '#r': 'rank' } };
    expect(await found(' AND #r < :v', { ':v': n(0) }, names)).toEqual([-12, -1.5]);
    expect(await found(' AND #r <= :v', { ':v': n(0) }, names)).toEqual([-12, -1.5, 0]);
    expect(await found(' AND #r > :v', { ':v': n(2) }, names)).toEqual([10, 100]);
    expect(await found(' AND :v <= #r', { ':v': n(2) }, names)).toEqual([2, 10, 100]);
    expect(await found(' AND (#r BETWEEN :a AND :b)', { ':a': n(-2), ':b': n(2) }, names)).toEqual([-1.5, 0, 0.25, 2]);
    const beginning = async (prefix: AttributeValue, TableName = 'words', pk: AttributeValue = p) =>
      (await query('pk = :p AND begins_with(sk, :v)', { ':p': pk, ':v': prefix }, { TableName })).Count;
    expect(await beginning({ S: 'ab' })).toBe(2);
    expect(await beginning({ S: 'z' })).toBe(0);
    expect(await beginning({ B: new Uint8Array([255]) }, 'bytes', { B: new Uint8Array([9]) })).toBe(1);
  });

  it('pages through a table in both directions without gap or repeat', async () => {
    for (const ScanIndexForward of [true, false]) {
      const seen: number[] = [];
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
      do {
        const page = await query('pk = :p', { ':p': p }, { Limit: 3, ScanIndexForward, ExclusiveStartKey });
        seen.push(...(page.Items ?? []).map(({ rank }) => Number(rank?.N)));
        ExclusiveStartKey = page.LastEvaluatedKey;
        expect(page.ScannedCount).toBeLessThanOrEqual(3);
      } while (ExclusiveStartKey);
      expect(seen).toEqual(ScanIndexForward ? ranks : ranks.toReversed());
    }
  });

  it('pages through an index whose entries share one key', async () => {
    const items = Array.from({ length: 7 }, (_, at) => ({ pk: { S: `same${at}` }, rank: n(at), team: { S: 'same' }, label: { S: 'x' } }));
    for (const Item of items) await db.putItem({ TableName, Item });
    const seen: (string | undefined)[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await query('team = :t', { ':t': { S: 'same' } }, { IndexName: 'all', Limit: 2, ExclusiveStartKey });
      seen.push(...(page.Items ?? []).map(({ pk }) => pk?.S));
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (ExclusiveStartKey) expect(Object.keys(ExclusiveStartKey).sort()).toEqual(['label', 'pk', 'rank', 'team']);
    } while (ExclusiveStartKey);
    expect(seen.sort()).toEqual(items.map(({ pk }) => pk.S));
  });

  it('applies the limit before the filter', async () => {
    const page = await query('pk = :p', { ':p': p, ':v': n(3) }, { Limit: 4, FilterExpression: '#at >= :v', ExpressionAttributeNames: { '#at': 'at' } });
    expect(page).toMatchObject({ Count: 1, ScannedCount: 4, LastEvaluatedKey: { pk: p, rank: n(0.25) } });
  });

  it('counts without sending items', async () => {
    const page = await query('pk = :p', { ':p': p }, { Select: 'COUNT' });
    expect(page.Count).toBe(ranks.length);
    expect(page.Items).toBeUndefined();
  });

  it('ends a page after 1 MB', async () => {
    const Item = { pk: { S: 'big' }, note: { S: 'x'.repeat(100_000) } };
    for (let rank = 0; rank < 12; rank += 1) await db.putItem({ TableName, Item: { ...Item, rank: n(rank) } });
    const first = await query('pk = :p', { ':p': { S: 'big' } }, { ProjectionExpression: 'pk' });
    expect(first.Count).toBe(11);
    const second = await query('pk = :p', { ':p': { S: 'big' } }, { ExclusiveStartKey: first.LastEvaluatedKey });
    expect(second).toMatchObject({ Count: 1 });
    expect(second.LastEvaluatedKey).toBeUndefined();
  });

  it('finds in an index only items that have its keys, as it projects them', async () => {
    const of = async (IndexName: string, more: More = {}) => (await query('team = :t', { ':t': even }, { IndexName, ...more })).Items ?? [];
    expect((await of('all')).map(({ label }) => label?.S)).toEqual(['a', 'abc', 'é', '😀']);
    expect((await of('all')).every(({ at }) => at)).toBe(true);
    expect((await of('keys')).map((item) => Object.keys(item).sort())).toEqual(Array(4).fill(['pk', 'rank', 'team']));
    expect((await of('some')).map((item) => Object.keys(item).sort())).toEqual(Array(4).fill(['label', 'note', 'pk', 'rank', 'team']));
    expect((await of('all', { ProjectionExpression: 'label' }))[0]).toEqual({ label: { S: 'a' } });
  });

  it('moves an item through its index as its keys change', async () => {
    const Key = { pk: { S: 'mover' }, rank: n(1) };
    const at = async (team: string) => (await query('team = :t', { ':t': { S: team } }, { IndexName: 'all' })).Count;
    await db.putItem({ TableName, Item: { ...Key, team: { S: 'red' }, label: { S: 'x' } } });
    expect([await at('red'), await at('blue')]).toEqual([1, 0]);
    await db.updateItem({ TableName, Key, UpdateExpression: 'SET team = :t', ExpressionAttributeValues: { ':t': { S: 'blue' } } });
    expect([await at('red'), await at('blue')]).toEqual([0, 1]);
    await db.updateItem({ TableName, Key, UpdateExpression: 'REMOVE label' });
    expect([await at('red'), await at('blue')]).toEqual([0, 0]);
  });

  const v = { ':p': p, ':v': n(1) };
  const wrong: [what: string, condition: string, values: Record<string, AttributeValue>, more: More, message: RegExp][] = [
    ['no partition key', 'rank = :v', { ':v': n(1) }, {}, /Query condition missed key schema element/],
    ['a partition key by order', 'pk < :p', { ':p': p }, {}, /Query key condition not supported/],
    ['OR', 'pk = :p OR rank = :v', v, {}, /Invalid operator used in KeyConditionExpression: OR/],
    ['NOT', 'pk = :p AND NOT rank = :v', v, {}, /Invalid operator used in KeyConditionExpression: NOT/],
    ['<>', 'pk = :p AND rank <> :v', v, {}, /Invalid operator used in KeyConditionExpression: <>/],
    ['contains', 'pk = :p AND contains(rank, :v)', v, {}, /Invalid operator used in KeyConditionExpression: contains/],
    ['a key twice', 'pk = :p AND rank > :v AND rank > :v', v, {}, /must only contain one condition per key/],
    ['another attribute', 'pk = :p AND note = :v', v, {}, /Query condition missed key schema element/],
    ['a value of another type', 'pk = :v', { ':v': n(1) }, {}, /Condition parameter type does not match schema type/],
    ['reversed bounds', 'pk = :p AND rank BETWEEN :b AND :v', { ...v, ':b': n(2) }, {}, /upper bound to be greater than or equal to lower bound/],
    ['an unknown index', 'pk = :p', { ':p': p }, { IndexName: 'nowhere' }, /does not have the specified index: nowhere/],
    ['a consistent read of an index', 'team = :p', { ':p': p }, { IndexName: 'all', ConsistentRead: true }, /Consistent reads are not supported/],
    ['all attributes of a narrow index', 'team = :p', { ':p': p }, { IndexName: 'keys', Select: 'ALL_ATTRIBUTES' }, /ALL_ATTRIBUTES is not supported/],
    ['what an index does not project', 'team = :p', { ':p': p }, { IndexName: 'keys', ProjectionExpression: 'note' }, /index keys does not project \[note\]/],
    [
      'a filter on a key',
      'pk = :p',
      v,
      { FilterExpression: 'rank = :v' },
      /Filter Expression can only contain non-primary key attributes: Primary key attribute: rank/,
    ],
    ['a limit of zero', 'pk = :p', { ':p': p }, { Limit: 0 }, /greater than or equal to 1/],
    ['a count with a projection', 'pk = :p', { ':p': p }, { Select: 'COUNT', ProjectionExpression: 'note' }, /Cannot specify the ProjectionExpression/],
    ['nothing specific', 'pk = :p', { ':p': p }, { Select: 'SPECIFIC_ATTRIBUTES' }, /SPECIFIC_ATTRIBUTES/],
    ['a start in another partition', 'pk = :p', { ':p': p }, { ExclusiveStartKey: { pk: { S: 'q' }, rank: n(1) } }, /starting key/],
    [
      'a start outside the range',
      'pk = :p AND rank > :v',
      v,
      { ExclusiveStartKey: { pk: p, rank: n(1) } },
      /starting key does not match the range key predicate/,
    ],
    ['half a start', 'pk = :p', { ':p': p }, { ExclusiveStartKey: { pk: p } }, /starting key|Exclusive Start Key/],
    ['an empty expression', '', { ':p': p }, {}, /The expression can not be empty/],
  ];
  it.each(wrong)('refuses %s', async (_what, condition, values, more, message) => {
    // `rank` is a reserved word.
    const text = condition.replaceAll('rank', '#r');
    const FilterExpression = more.FilterExpression?.replaceAll('rank', '#r');
    const usesRank = text.includes('#r') || FilterExpression?.includes('#r');
    const names = usesRank ? { ExpressionAttributeNames: { '#r': 'rank' } } : {};
    await expect(query(text, values, { ...more, ...(FilterExpression ? { FilterExpression } : {}), ...names })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  });
});
