import type { AttributeValue, DynamoDB } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from './engines.ts';
import { clientOf, type Running, tableInput } from './testing.ts';

const TableName = 'compared';
const Key = { pk: { S: 'a' } };

/** Values of every type, small enough that random ones are often equal. */
const values: Record<string, AttributeValue> = {
  ':zero': { N: '0' },
  ':one': { N: '1' },
  ':half': { N: '0.5' },
  ':big': { N: '12345678901234567890' },
  ':text': { S: 'ab' },
  ':empty': { S: '' },
  ':type': { S: 'N' },
  ':bytes': { B: new Uint8Array([1, 2]) },
  ':true': { BOOL: true },
  ':null': { NULL: true },
  ':strings': { SS: ['a', 'ab'] },
  ':numbers': { NS: ['0.5', '1'] },
  ':list': { L: [{ N: '1' }, { S: 'ab' }] },
  ':nothing': { L: [] },
  ':map': { M: { x: { N: '1' }, y: { L: [{ N: '1' }] } } },
};
const value = fc.constantFrom(...Object.keys(values));
const attribute = fc.constantFrom('p', 'q', 'r', 's', 't');
const item = fc.dictionary(attribute, fc.constantFrom(...Object.values(values)), { noNullPrototype: true }).map((attributes) => ({ ...Key, ...attributes }));
const path = fc
  .tuple(attribute, fc.array(fc.constantFrom('.x', '.y', '.z', '[0]', '[1]', '[7]'), { maxLength: 2 }))
  .map(([name, steps]) => name + steps.join(''));
const join = (...parts: (fc.Arbitrary<string> | string)[]) =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((texts) => texts.join(''));

const operand = fc.oneof({ arbitrary: path, weight: 3 }, { arbitrary: value, weight: 3 }, { arbitrary: join('size(', path, ')'), weight: 1 });
const simple = fc.oneof(
  join(operand, fc.constantFrom(' = ', ' <> ', ' < ', ' <= ', ' > ', ' >= '), operand),
  join(operand, ' BETWEEN ', operand, ' AND ', operand),
  join(operand, ' IN (', operand, ', ', operand, ')'),
  join(fc.constantFrom('attribute_exists(', 'attribute_not_exists('), path, ')'),
  join('attribute_type(', path, ', ', value, ')'),
  join(fc.constantFrom('begins_with(', 'contains('), operand, ', ', operand, ')'),
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    { arbitrary: simple, weight: 4 },
    { arbitrary: join('NOT ', tie('condition')), weight: 1 },
    { arbitrary: join('(', tie('condition'), ')'), weight: 1 },
    { arbitrary: join(tie('condition'), fc.constantFrom(' AND ', ' OR '), tie('condition')), weight: 2 },
  ),
}));

const source = fc.oneof(
  path,
  value,
  join('if_not_exists(', path, ', ', fc.oneof(value, path), ')'),
  join('list_append(', fc.oneof(path, value), ', ', fc.oneof(path, value), ')'),
);
const clause = {
  SET: join(path, ' = ', fc.oneof(source, join(source, fc.constantFrom(' + ', ' - '), source))),
  REMOVE: path,
  ADD: join(path, ' ', value),
  DELETE: join(path, ' ', value),
};
const update = fc
  .record(Object.fromEntries(Object.entries(clause).map(([name, action]) => [name, fc.array(action, { minLength: 1, maxLength: 2 })])), { requiredKeys: [] })
  .filter((clauses) => Object.keys(clauses).length > 0)
  .map((clauses) =>
    Object.entries(clauses)
      .map(([name, actions]) => `${name} ${actions?.join(', ')}`)
      .join(' '),
  );

const used = (expression: string) => {
  const named = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(expression));
  return named.length > 0 ? Object.fromEntries(named) : undefined;
};
/** Sets without order, so that items can be compared. */
const ordered = (entry: unknown): unknown =>
  JSON.parse(JSON.stringify(entry ?? null), (key, member) => (key === 'SS' || key === 'NS' ? member.toSorted() : member));

const compared = await engines();
describe.runIf(compared.length > 1)('expressions here and in DynamoDB Local', () => {
  const running: Running[] = [];
  let clients: DynamoDB[];
  beforeAll(async () => {
    for (const engine of compared) running.push(await engine.start());
    clients = running.map((engine) => clientOf(engine));
    for (const db of clients) await db.createTable(tableInput(TableName, ['pk:S']));
  });
  afterAll(() => Promise.all(running.map((engine) => engine.stop())));

  /** What every engine makes of it: the outcome, and the item afterwards. */
  const outcomes = (before: Record<string, AttributeValue>, run: (db: DynamoDB) => Promise<unknown>) =>
    Promise.all(
      clients.map(async (db) => {
        await db.putItem({ TableName, Item: before });
        const outcome = await run(db).then(
          () => 'done',
          (error: Error) => error.name,
        );
        return { outcome, after: ordered((await db.getItem({ TableName, Key })).Item) };
      }),
    );

  it('decide random conditions alike', async () => {
    await fc.assert(
      fc.asyncProperty(item, condition, async (before, ConditionExpression) => {
        const input = { TableName, Key, ConditionExpression, ExpressionAttributeValues: used(ConditionExpression) };
        const [own, reference] = await outcomes(before, (db) => db.deleteItem(input));
        expect(own).toEqual(reference);
      }),
      { numRuns: 300 },
    );
  });

  it('make the same item by random updates', async () => {
    await fc.assert(
      fc.asyncProperty(item, update, async (before, UpdateExpression) => {
        const input = { TableName, Key, UpdateExpression, ExpressionAttributeValues: used(UpdateExpression) };
        const [own, reference] = await outcomes(before, (db) => db.updateItem(input));
        expect(own).toEqual(reference);
      }),
      { numRuns: 300 },
    );
  });
});
