import type { AttributeValue, DynamoDB, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from './engines.ts';
import { clientOf, type Running, tableInput } from './testing.ts';

/** A document as the model keeps it: a table is a map of them by partition and number. */
type Document = { pk: string; sk: number; team?: string; n?: number; tags: string[] };
type Model = Map<string, Document>;
type Place = { pk: string; sk: number };
type Write =
  | { kind: 'put'; place: Place; team?: string; n?: number; isNew: boolean }
  | { kind: 'add'; place: Place; by: number }
  | { kind: 'tag'; place: Place; tag: string; isOn: boolean }
  | { kind: 'move'; place: Place; team?: string }
  | { kind: 'delete'; place: Place; above?: number };
type Command =
  | Write
  | { kind: 'together'; writes: Write[] }
  | { kind: 'query'; pk: string; from: number; isForward: boolean; limit: number }
  | { kind: 'byTeam'; team: string; limit: number };

const idOf = ({ pk, sk }: Place) => `${pk}/${sk}`;
const place = fc.record({ pk: fc.constantFrom('a', 'b'), sk: fc.constantFrom(-10, -1.5, 0, 2, 10) });
const team = fc.constantFrom(undefined, 'red', 'blue');
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), place, team, n: fc.constantFrom(undefined, 0, 7), isNew: fc.boolean() }),
  fc.record({ kind: fc.constant('add' as const), place, by: fc.integer({ min: -5, max: 5 }) }),
  fc.record({ kind: fc.constant('tag' as const), place, tag: fc.constantFrom('x', 'y', 'z'), isOn: fc.boolean() }),
  fc.record({ kind: fc.constant('move' as const), place, team }),
  fc.record({ kind: fc.constant('delete' as const), place, above: fc.constantFrom(undefined, 0, 5) }),
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: write, weight: 5 },
  {
    arbitrary: fc.record({
      kind: fc.constant('together' as const),
      writes: fc.uniqueArray(write, { minLength: 1, maxLength: 4, selector: (entry) => idOf(entry.place) }),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('query' as const),
      pk: fc.constantFrom('a', 'b'),
      from: fc.constantFrom(-20, -1.5, 1),
      isForward: fc.boolean(),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ kind: fc.constant('byTeam' as const), team: fc.constantFrom('red', 'blue'), limit: fc.integer({ min: 1, max: 4 }) }), weight: 2 },
);

/** What a write makes of a document; undefined for none, `refused` when its condition does not hold. */
function apply(entry: Write, before: Document | undefined): Document | undefined | 'refused' {
  const base: Document = before ?? { ...entry.place, tags: [] };
  switch (entry.kind) {
    case 'put':
      return entry.isNew && before ? 'refused' : { ...entry.place, team: entry.team, n: entry.n, tags: [] };
    case 'add':
      return { ...base, n: (base.n ?? 0) + entry.by };
    case 'tag':
      return { ...base, tags: entry.isOn ? [...new Set([...base.tags, entry.tag])].sort() : base.tags.filter((tag) => tag !== entry.tag) };
    case 'move':
      return { ...base, team: entry.team };
    case 'delete':
      return entry.above !== undefined && !(before?.n !== undefined && before.n > entry.above) ? 'refused' : undefined;
  }
}

const keyOf = ({ pk, sk }: Place) => ({ pk: { S: pk }, sk: { N: String(sk) } });
const toItem = ({ pk, sk, team, n, tags }: Document): Record<string, AttributeValue> => ({
  ...keyOf({ pk, sk }),
  ...(team === undefined ? {} : { team: { S: team } }),
  ...(n === undefined ? {} : { n: { N: String(n) } }),
  ...(tags.length === 0 ? {} : { tags: { SS: tags } }),
});
const toDocument = (item: Record<string, AttributeValue>): Document => ({
  pk: item.pk?.S ?? '',
  sk: Number(item.sk?.N),
  team: item.team?.S,
  n: item.n?.N === undefined ? undefined : Number(item.n.N),
  tags: (item.tags?.SS ?? []).toSorted(),
});

/** The member of TransactWriteItems for a write. */
function actionOf(TableName: string, entry: Write): TransactWriteItem {
  const target = { TableName, Key: keyOf(entry.place) };
  switch (entry.kind) {
    case 'put': {
      const Item = toItem({ ...entry.place, team: entry.team, n: entry.n, tags: [] });
      return { Put: { TableName, Item, ...(entry.isNew ? { ConditionExpression: 'attribute_not_exists(pk)' } : {}) } };
    }
    case 'add':
      return { Update: { ...target, UpdateExpression: 'ADD n :by', ExpressionAttributeValues: { ':by': { N: String(entry.by) } } } };
    case 'tag': {
      const UpdateExpression = `${entry.isOn ? 'ADD' : 'DELETE'} tags :tag`;
      return { Update: { ...target, UpdateExpression, ExpressionAttributeValues: { ':tag': { SS: [entry.tag] } } } };
    }
    case 'move':
      return entry.team === undefined
        ? { Update: { ...target, UpdateExpression: 'REMOVE team' } }
        : { Update: { ...target, UpdateExpression: 'SET team = :team', ExpressionAttributeValues: { ':team': { S: entry.team } } } };
    case 'delete':
      return entry.above === undefined
        ? { Delete: target }
        : { Delete: { ...target, ConditionExpression: 'n > :above', ExpressionAttributeValues: { ':above': { N: String(entry.above) } } } };
  }
}

describe.each(await engines())('random commands in $name', ({ start, isReference }) => {
  let running: Running;
  let db: DynamoDB;
  let tables = 0;
  beforeAll(async () => {
    running = await start();
    db = clientOf(running);
  });
  afterAll(() => running?.stop());

  const isRefused = (attempt: Promise<unknown>, name: string) =>
    attempt.then(
      () => false,
      (error: Error) => {
        expect(error.name).toBe(name);
        return true;
      },
    );

  async function writeOne(TableName: string, entry: Write): Promise<boolean> {
    const { Put, Update, Delete } = actionOf(TableName, entry);
    const attempt = Put ? db.putItem(Put) : Update ? db.updateItem(Update) : db.deleteItem(Delete ?? { TableName, Key: undefined });
    return isRefused(attempt, 'ConditionalCheckFailedException');
  }

  async function writeAll(TableName: string, model: Model, writes: Write[]): Promise<void> {
    const results = writes.map((entry) => apply(entry, model.get(idOf(entry.place))));
    const [only] = writes;
    const isTogether = writes.length > 1 || only === undefined;
    const refused = isTogether
      ? await isRefused(db.transactWriteItems({ TransactItems: writes.map((entry) => actionOf(TableName, entry)) }), 'TransactionCanceledException')
      : await writeOne(TableName, only);
    expect(refused).toBe(results.includes('refused'));
    if (refused) return;
    writes.forEach((entry, at) => {
      const result = results[at];
      if (result === undefined || result === 'refused') model.delete(idOf(entry.place));
      else model.set(idOf(entry.place), result);
    });
  }

  async function pages(input: Parameters<DynamoDB['query']>[0]): Promise<Document[]> {
    const found: Document[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await db.query({ ...input, ExclusiveStartKey });
      found.push(...(page.Items ?? []).map(toDocument));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return found;
  }

  async function execute(TableName: string, model: Model, step: Command): Promise<void> {
    if (step.kind === 'query') {
      const found = await pages({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk > :from',
        ExpressionAttributeValues: { ':pk': { S: step.pk }, ':from': { N: String(step.from) } },
        ScanIndexForward: step.isForward,
        Limit: step.limit,
      });
      const expected = [...model.values()].filter(({ pk, sk }) => pk === step.pk && sk > step.from).sort((a, b) => a.sk - b.sk);
      expect(found).toEqual(step.isForward ? expected : expected.reverse());
    } else if (step.kind === 'byTeam') {
      const found = await pages({
        TableName,
        IndexName: 'byTeam',
        KeyConditionExpression: 'team = :team',
        ExpressionAttributeValues: { ':team': { S: step.team } },
        Limit: step.limit,
      });
      const byPlace = (a: Document, b: Document) => idOf(a).localeCompare(idOf(b));
      const ranks = found.map(({ n }) => n);
      expect(ranks).toEqual(ranks.toSorted((a = 0, b = 0) => a - b));
      // The index sorts by n, so that documents without n are not in it.
      const expected = [...model.values()].filter((entry) => entry.team === step.team && entry.n !== undefined);
      expect(found.sort(byPlace)).toEqual(expected.sort(byPlace));
    } else await writeAll(TableName, model, step.kind === 'together' ? step.writes : [step]);
  }

  it('ends as a plain map of documents does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 40 }), async (commands) => {
        tables += 1;
        const TableName = `model${tables}`;
        const model: Model = new Map();
        await db.createTable(tableInput(TableName, ['pk:S', 'sk:N'], { byTeam: ['team:S', 'n:N'] }));
        for (const step of commands) await execute(TableName, model, step);
        for (const pk of ['a', 'b']) await execute(TableName, model, { kind: 'query', pk, from: -20, isForward: true, limit: 4 });
        for (const team of ['red', 'blue']) await execute(TableName, model, { kind: 'byTeam', team, limit: 4 });
      }),
      { numRuns: isReference ? 10 : 50 },
    );
  });
});
