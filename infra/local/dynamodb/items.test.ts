import type { AttributeValue, DynamoDB, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from './engines.ts';
import { call, clientOf, type Running, tableInput } from './testing.ts';

type Item = Record<string, AttributeValue>;
const TableName = 'items';
const key = (sk: string) => ({ pk: { S: 'unit' }, sk: { S: sk } });

/** One of every type, in the spelling that comes back. */
const everything: Item = {
  ...key('everything'),
  S: { S: '案场' },
  empty: { S: '' },
  N: { N: '-12.5' },
  B: { B: new Uint8Array([0, 255, 1]) },
  BOOL: { BOOL: false },
  NULL: { NULL: true },
  SS: { SS: ['a', 'b'] },
  NS: { NS: ['1', '2.5'] },
  BS: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
  L: { L: [{ S: 'x' }, { L: [] }, { M: {} }] },
  M: { M: { inner: { M: { leaf: { N: '1' } } } } },
};

// Where the two word a refusal differently, both wordings stand: AWS' own first, then that of DynamoDB Local.
describe.each(await engines())('items in $name', ({ start }) => {
  let running: Running;
  let db: DynamoDB;
  beforeAll(async () => {
    running = await start();
    db = clientOf(running);
    await db.createTable(tableInput(TableName, ['pk:S', 'sk:S'], { byHolder: ['holder:S', 'rank:N'] }));
  });
  afterAll(() => running?.stop());

  const put = (Item: Item, ConditionExpression?: string) => db.putItem({ TableName, Item, ConditionExpression });
  const get = async (sk: string) => (await db.getItem({ TableName, Key: key(sk), ConsistentRead: true })).Item;
  const update = (sk: string, UpdateExpression: string, more: Partial<UpdateItemCommandInput> = {}) =>
    db.updateItem({ TableName, Key: key(sk), UpdateExpression, ...more });

  it('gives back every type of value as it was put', async () => {
    await put(everything);
    const item = await get('everything');
    expect({ ...item, NS: { NS: item?.NS?.NS?.toSorted() }, SS: { SS: item?.SS?.SS?.toSorted() } }).toEqual(everything);
  });

  it('answers a missing item with nothing', async () => {
    expect(await get('nowhere')).toBeUndefined();
  });

  it('replaces the whole item and returns the old one', async () => {
    await put({ ...key('replaced'), a: { S: '1' }, b: { S: '1' } });
    const { Attributes } = await db.putItem({ TableName, Item: { ...key('replaced'), a: { S: '2' } }, ReturnValues: 'ALL_OLD' });
    expect(Attributes).toEqual({ ...key('replaced'), a: { S: '1' }, b: { S: '1' } });
    expect(await get('replaced')).toEqual({ ...key('replaced'), a: { S: '2' } });
  });

  it('keeps attributes named like members of every object', async () => {
    const odd = { ...key('odd'), constructor: { S: 'c' }, toString: { S: 't' } };
    await put(odd);
    expect(await get('odd')).toEqual(odd);
    await put(key('plain'));
    await expect(
      db.putItem({ TableName, Item: key('plain'), ConditionExpression: 'attribute_exists(#c)', ExpressionAttributeNames: { '#c': 'constructor' } }),
    ).rejects.toThrow('The conditional request failed');
    await update('plain', 'SET #p = :v', { ExpressionAttributeNames: { '#p': '__proto__' }, ExpressionAttributeValues: { ':v': { M: { S: { S: 'x' } } } } });
    const raw = await call(running, 'DynamoDB_20120810.GetItem', { TableName, Key: key('plain') });
    expect(JSON.stringify(raw.body)).toContain('"__proto__":{"M":{"S":{"S":"x"}}}');
  });

  it('deletes, returning what was there, and deletes again without complaint', async () => {
    await put({ ...key('gone'), a: { N: '1' } });
    const first = await db.deleteItem({ TableName, Key: key('gone'), ReturnValues: 'ALL_OLD' });
    expect(first.Attributes).toEqual({ ...key('gone'), a: { N: '1' } });
    const second = await db.deleteItem({ TableName, Key: key('gone'), ReturnValues: 'ALL_OLD' });
    expect(second.Attributes).toBeUndefined();
  });

  it('lets one of many racing writers create an item', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => put({ ...key('race'), winner: { N: String(n) } }, 'attribute_not_exists(pk)')));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('shows the item that failed the condition when asked to', async () => {
    await put({ ...key('taken'), holder: { S: 'A' } });
    const refused = db.putItem({
      TableName,
      Item: key('taken'),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await expect(refused).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { ...key('taken'), holder: { S: 'A' } },
    });
    expect(await get('taken')).toHaveProperty('holder');
  });

  it('projects attributes, map members and list elements', async () => {
    await put({ ...key('deep'), m: { M: { a: { N: '1' }, b: { N: '2' } } }, l: { L: [{ S: '0' }, { S: '1' }, { S: '2' }] } });
    const { Item } = await db.getItem({
      TableName,
      Key: key('deep'),
      ProjectionExpression: 'l[2], #m.a, l[0], #m.absent, nothing',
      ExpressionAttributeNames: { '#m': 'm' },
    });
    expect(Item).toEqual({ l: { L: [{ S: '0' }, { S: '2' }] }, m: { M: { a: { N: '1' } } } });
  });

  describe('updates', () => {
    const n = (value: number | string) => ({ N: String(value) });
    const base = { n: n(10), s: { S: 'x' }, ss: { SS: ['a', 'b'] }, ns: { NS: ['1'] }, l: { L: [n(0), n(1), n(2)] }, m: { M: { a: n(1) } } };
    const cases: [name: string, expression: string, values: Item | undefined, expected: Item][] = [
      ['sets', 'SET s = :v, t = :v', { ':v': { S: 'y' } }, { ...base, s: { S: 'y' }, t: { S: 'y' } }],
      ['adds numbers', 'SET n = n + :v', { ':v': n('0.1') }, { ...base, n: n('10.1') }],
      ['subtracts numbers', 'SET n = :v - n', { ':v': n(3) }, { ...base, n: n(-7) }],
      ['keeps what exists', 'SET n = if_not_exists(n, :v), k = if_not_exists(k, :v)', { ':v': n(1) }, { ...base, k: n(1) }],
      ['starts a counter', 'SET k = if_not_exists(k, :z) + :v', { ':v': n(1), ':z': n(0) }, { ...base, k: n(1) }],
      ['appends to a list', 'SET l = list_append(l, :v)', { ':v': { L: [n(9)] } }, { ...base, l: { L: [n(0), n(1), n(2), n(9)] } }],
      ['prepends to a list', 'SET l = list_append(:v, l)', { ':v': { L: [n(9)] } }, { ...base, l: { L: [n(9), n(0), n(1), n(2)] } }],
      ['reads the old item on the right', 'SET n = m.a, m.a = n', undefined, { ...base, n: n(1), m: { M: { a: n(10) } } }],
      ['sets inside maps and lists', 'SET m.b = :v, l[1] = :v', { ':v': n(7) }, { ...base, m: { M: { a: n(1), b: n(7) } }, l: { L: [n(0), n(7), n(2)] } }],
      ['appends beyond the end', 'SET l[9] = :b, l[5] = :a', { ':a': n(5), ':b': n(9) }, { ...base, l: { L: [n(0), n(1), n(2), n(5), n(9)] } }],
      ['removes by old positions', 'REMOVE l[0], l[2], s, nothing', undefined, { n: base.n, ss: base.ss, ns: base.ns, l: { L: [n(1)] }, m: base.m }],
      [
        'adds to a number and to a set',
        'ADD n :v, ns :s, fresh :v',
        { ':v': n(5), ':s': { NS: ['2'] } },
        { ...base, n: n(15), ns: { NS: ['1', '2'] }, fresh: n(5) },
      ],
      ['deletes from a set', 'DELETE ss :v', { ':v': { SS: ['b', 'z'] } }, { ...base, ss: { SS: ['a'] } }],
      ['drops an emptied set', 'DELETE ns :v', { ':v': { NS: ['1.0'] } }, { n: base.n, s: base.s, ss: base.ss, l: base.l, m: base.m }],
      [
        'takes all sections at once',
        'set s = :v remove m.a add n :n delete ss :s',
        { ':v': { S: 'z' }, ':n': n(1), ':s': { SS: ['a'] } },
        { ...base, s: { S: 'z' }, n: n(11), ss: { SS: ['b'] }, m: { M: {} } },
      ],
    ];

    it.each(cases)('%s: %s', async (name, expression, ExpressionAttributeValues, expected) => {
      await put({ ...key(name), ...base });
      const { Attributes } = await update(name, expression, { ExpressionAttributeValues, ReturnValues: 'ALL_NEW' });
      expect(Attributes).toEqual({ ...key(name), ...expected });
      expect(await get(name)).toEqual(Attributes);
    });

    it('makes a missing item of its key', async () => {
      await db.updateItem({ TableName, Key: key('made') });
      expect(await get('made')).toEqual(key('made'));
    });

    it('returns the parts asked for', async () => {
      const values = { ':v': { N: '1' } };
      await put({ ...key('parts'), a: n(5), b: n(6) });
      const returned = async (ReturnValues: 'ALL_OLD' | 'UPDATED_OLD' | 'UPDATED_NEW' | 'NONE') =>
        (await update('parts', 'SET a = a + :v', { ExpressionAttributeValues: values, ReturnValues })).Attributes;
      expect(await returned('UPDATED_NEW')).toEqual({ a: n(6) });
      expect(await returned('UPDATED_OLD')).toEqual({ a: n(6) });
      expect(await returned('ALL_OLD')).toEqual({ ...key('parts'), a: n(7), b: n(6) });
      expect(await returned('NONE')).toBeUndefined();
    });

    const wrong: [expression: string, values: Item | undefined, message: RegExp][] = [
      ['SET pk = :v', { ':v': { S: 'x' } }, /Cannot update attribute pk. This attribute is part of the key/],
      ['SET a = absent', undefined, /refers to an attribute that does not exist in the item/],
      ['SET nowhere.a = :v', { ':v': n(1) }, /document path provided in the update expression is invalid for update/],
      ['REMOVE nowhere.a', undefined, /document path provided in the update expression is invalid for update/],
      ['SET n[0] = :v', { ':v': n(1) }, /document path provided in the update expression is invalid for update/],
      ['SET s = s + :v', { ':v': n(1) }, /An operand in the update expression has an incorrect data type/],
      ['SET s = s + :v', { ':v': { S: '1' } }, /Incorrect operand type for operator or function; operator or function: \+, operand type: S/],
      ['ADD s :v', { ':v': n(1) }, /An operand in the update expression has an incorrect data type/],
      ['ADD s :v', { ':v': { S: '1' } }, /Incorrect operand type for operator or function; operator: ADD, operand type: STRING/],
      ['DELETE ss :v', { ':v': { NS: ['1'] } }, /An operand in the update expression has an incorrect data type/],
      ['DELETE ss :v', { ':v': n(1) }, /operator: DELETE, operand type: NUMBER/],
      ['SET l = list_append(n, :v)', { ':v': { L: [] } }, /An operand in the update expression has an incorrect data type/],
      ['SET m.a = :v, m = :v', { ':v': n(1) }, /Two document paths overlap with each other/],
      ['SET m.a = :v, m[0] = :v', { ':v': n(1) }, /Two document paths conflict with each other/],
      ['SET n = :v SET s = :v', { ':v': n(1) }, /The "SET" section can only be used once/],
      ['SET n = ((n))', undefined, /The expression has redundant parentheses/],
      ['SET n = nonsense(n)', undefined, /Invalid function name; function: nonsense/],
      ['SET n = if_not_exists(:v, :v)', { ':v': n(1) }, /requires a document path; operator or function: if_not_exists/],
      ['SET n = :v + :v + :v', { ':v': n(1) }, /Syntax error; token: "\+"/],
      ['SET', undefined, /Syntax error; token: "<EOF>"/],
      ['', undefined, /The expression can not be empty/],
      ['SET n = n + :v', { ':v': n(`1e-37`) }, /38/],
      ['SET holder = :v', { ':v': n(1) }, /Type mismatch for Index Key/],
      ['SET holder = :v', { ':v': { S: '' } }, /secondary index key|empty string value/],
    ];
    it.each(wrong)('refuses %s with %o and changes nothing', async (expression, ExpressionAttributeValues, message) => {
      const before = { ...key('wrong'), ...base };
      await put(before);
      await expect(update('wrong', expression, { ExpressionAttributeValues })).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(message),
      });
      expect(await get('wrong')).toEqual(before);
    });
  });

  describe('conditions', () => {
    const subject: Item = {
      s: { S: 'hello' },
      n: { N: '5' },
      b: { B: new Uint8Array([1, 2, 3]) },
      t: { BOOL: true },
      z: { NULL: true },
      ss: { SS: ['a', 'b'] },
      ns: { NS: ['1', '2'] },
      l: { L: [{ S: 'x' }, { N: '1' }] },
      m: { M: { k: { S: 'v' } } },
    };
    const n = (value: number | string) => ({ N: String(value) });
    const s = (value: string) => ({ S: value });
    const cases: [condition: string, values: Item | undefined, isMet: boolean][] = [
      ['attribute_exists(s)', undefined, true],
      ['attribute_exists(m.k) AND attribute_exists(l[1])', undefined, true],
      ['attribute_exists(m.x) OR attribute_exists(l[2])', undefined, false],
      ['attribute_not_exists(nothing)', undefined, true],
      ['attribute_not_exists(s)', undefined, false],
      ['attribute_type(ss, :v)', { ':v': s('SS') }, true],
      ['attribute_type(m, :v)', { ':v': s('L') }, false],
      ['attribute_type(z, :v)', { ':v': s('NULL') }, true],
      ['begins_with(s, :v)', { ':v': s('hel') }, true],
      ['begins_with(s, :v)', { ':v': s('el') }, false],
      ['begins_with(b, :v)', { ':v': { B: new Uint8Array([1, 2]) } }, true],
      ['begins_with(n, :v)', { ':v': s('5') }, false],
      ['contains(s, :v)', { ':v': s('ell') }, true],
      ['contains(ss, :v)', { ':v': s('b') }, true],
      ['contains(ns, :v)', { ':v': n('2.0') }, true],
      ['contains(ns, :v)', { ':v': s('2') }, false],
      ['contains(l, :v)', { ':v': n(1) }, true],
      ['contains(l, :v)', { ':v': s('1') }, false],
      ['contains(b, :v)', { ':v': { B: new Uint8Array([2, 3]) } }, true],
      ['size(s) = :v', { ':v': n(5) }, true],
      ['size(b) = :v', { ':v': n(3) }, true],
      ['size(ss) = :v AND size(l) = :v', { ':v': n(2) }, true],
      ['size(m) > :v', { ':v': n(1) }, false],
      ['size(n) >= :v', { ':v': n(0) }, false],
      ['size(s) > size(l)', undefined, true],
      ['s = :v', { ':v': s('hello') }, true],
      ['n = :v', { ':v': n('5.00') }, true],
      ['n = :v', { ':v': s('5') }, false],
      ['ss = :v', { ':v': { SS: ['b', 'a'] } }, true],
      ['m = :v', { ':v': { M: { k: s('v') } } }, true],
      ['l = :v', { ':v': { L: [n(1), s('x')] } }, false],
      ['t = :v', { ':v': { BOOL: true } }, true],
      ['s <> :v', { ':v': s('x') }, true],
      ['nothing <> :v', { ':v': s('x') }, true],
      ['nothing = :v', { ':v': s('x') }, false],
      ['n < :v', { ':v': n(10) }, true],
      ['n < :v', { ':v': s('9') }, false],
      ['n <= :v AND n >= :v', { ':v': n(5) }, true],
      ['n > :v', { ':v': n('-1e20') }, true],
      ['s > :v', { ':v': s('Z') }, true],
      ['nothing < :v', { ':v': n(1) }, false],
      ['n BETWEEN :a AND :b', { ':a': n(5), ':b': n(6) }, true],
      ['s BETWEEN :a AND :b', { ':a': s('a'), ':b': s('b') }, false],
      ['s IN (:a, :b)', { ':a': s('x'), ':b': s('hello') }, true],
      ['n IN (:a)', { ':a': s('5') }, false],
      ['NOT n = :v', { ':v': n(5) }, false],
      ['NOT attribute_exists(nothing) AND n = :v', { ':v': n(5) }, true],
      ['n = :x OR n = :v AND s = :x', { ':x': n(1), ':v': n(5) }, false],
      ['(n = :v OR n = :x) AND s <> :x', { ':x': n(1), ':v': n(5) }, true],
      ['not (n = :v) or (n between :v and :v)', { ':v': n(5) }, true],
    ];
    it.each(cases)('%s with %o is %s', async (ConditionExpression, ExpressionAttributeValues, isMet) => {
      await put({ ...key('subject'), ...subject });
      const attempt = db.deleteItem({ TableName, Key: key('subject'), ConditionExpression, ExpressionAttributeValues });
      if (isMet) await attempt;
      else await expect(attempt).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
      expect((await get('subject')) === undefined).toBe(isMet);
    });

    const wrong: [condition: string, values: Item | undefined, message: RegExp][] = [
      ['', undefined, /The expression can not be empty/],
      ['s = ', undefined, /Syntax error; token: "<EOF>"/],
      ['s = "x"', undefined, /Syntax error; token: """/],
      ['s', undefined, /Syntax error/],
      ['(s = :v', { ':v': s('x') }, /Syntax error/],
      ['((s = :v))', { ':v': s('x') }, /redundant parentheses/],
      ['s = s', undefined, /The first operand must be distinct from the remaining operands.*operator: =/],
      ['status = :v', { ':v': s('x') }, /Attribute name is a reserved keyword; reserved keyword: status/],
      ['#s = :v', { ':v': s('x') }, /attribute name used in the document path is not defined; attribute name: #s/],
      ['s = :w', { ':v': s('x') }, /attribute value used in expression is not defined; attribute value: :w/],
      ['attribute_exists(s)', { ':v': s('x') }, /Value provided in ExpressionAttributeValues unused in expressions: keys: \{:v\}/],
      ['attribute_exists(:v)', { ':v': s('x') }, /requires a document path; operator or function: attribute_exists/],
      ['attribute_exists(s, n)', undefined, /Incorrect number of operands.*attribute_exists, number of operands: 2/],
      ['begins_with(s, :v)', { ':v': n(1) }, /operator or function: begins_with, operand type: N/],
      ['s < :v', { ':v': { BOOL: true } }, /operator or function: <, operand type: BOOL/],
      ['s BETWEEN :a AND :b', { ':a': n(1), ':b': s('x') }, /same data type for lower and upper bounds/],
      ['n BETWEEN :a AND :b', { ':a': n(2), ':b': n(1) }, /upper bound to be greater than or equal to lower bound/],
      ['attribute_type(s, :v)', { ':v': s('X') }, /Invalid attribute type name found; type: X/],
      ['nonsense(s)', undefined, /Invalid function name; function: nonsense/],
      ['ATTRIBUTE_EXISTS(s)', undefined, /Invalid function name; function: ATTRIBUTE_EXISTS/],
      [`s = :v OR n = :v${' '.repeat(4100)}`, { ':v': s('x') }, /Expression size has exceeded the maximum allowed size/],
    ];
    it.each(wrong)('refuses %s with %o', async (ConditionExpression, ExpressionAttributeValues, message) => {
      const attempt = db.deleteItem({ TableName, Key: key('subject'), ConditionExpression, ExpressionAttributeValues });
      await expect(attempt).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
    });

    it('refuses attribute names that no expression uses', async () => {
      const unused = db.getItem({ TableName, Key: key('a'), ProjectionExpression: 's', ExpressionAttributeNames: { '#u': 'u' } });
      await expect(unused).rejects.toThrow('Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}');
      const idle = db.getItem({ TableName, Key: key('a'), ExpressionAttributeNames: { '#u': 'u' } });
      await expect(idle).rejects.toThrow('ExpressionAttributeNames can only be specified when using expressions');
    });
  });

  describe('bad input', () => {
    const wrong: [what: string, item: Item, message: RegExp][] = [
      ['a missing sort key', { pk: { S: 'a' } }, /Missing the key sk in the item|One of the required keys was not given a value/],
      ['an empty key', { pk: { S: '' }, sk: { S: 'a' } }, /cannot contain an empty string value. Key: pk/],
      ['a key of another type', { pk: { N: '1' }, sk: { S: 'a' } }, /Type mismatch for key/],
      ['an over-long partition key', { pk: { S: 'x'.repeat(2049) }, sk: { S: 'a' } }, /exceeded the maximum size limit|must be under 2048 bytes/],
      ['an over-long sort key', { pk: { S: 'x' }, sk: { S: 'a'.repeat(1025) } }, /exceeded the size limit of 1024 bytes|must be under 1024 bytes/],
      ['an empty set', { ...key('bad'), v: { SS: [] } }, /An string set +may not be empty/],
      ['a set with duplicates', { ...key('bad'), v: { NS: ['1', '1.0'] } }, /duplicates/],
      ['a number that is none', { ...key('bad'), v: { N: 'abc' } }, /cannot be converted to a numeric value: abc|cannot be converted into a number/],
      ['39 digits', { ...key('bad'), v: { N: '1'.repeat(39) } }, /more than 38 significant digits|precision up to 38 digits/],
      ['a number too large', { ...key('bad'), v: { N: '1e126' } }, /Number overflow/],
      ['a number too small', { ...key('bad'), v: { N: '1e-131' } }, /Number underflow/],
      ['a false null', { ...key('bad'), v: { NULL: false } as unknown as AttributeValue }, /must have the value of true/],
      ['an item over 400 KB', { ...key('bad'), v: { S: 'x'.repeat(400 * 1024) } }, /Item size has exceeded the maximum allowed size/],
      ['an index key of another type', { ...key('bad'), holder: { S: 'a' }, rank: { S: '1' } }, /Type mismatch for Index Key/],
      ['an empty index key', { ...key('bad'), holder: { S: '' } }, /IndexName: byHolder, IndexKey: holder/],
    ];
    it.each(wrong)('refuses %s', async (_what, item, message) => {
      await expect(put(item)).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
    });

    it('takes an item of exactly 400 KB and no byte more by update', async () => {
      const room = 400 * 1024 - Buffer.byteLength('pkunitskfullv');
      await put({ ...key('full'), v: { S: 'x'.repeat(room - 4) } });
      await expect(update('full', 'SET w = :w', { ExpressionAttributeValues: { ':w': { S: 'xxxx' } } })).rejects.toThrow(
        'Item size to update has exceeded the maximum allowed size',
      );
      await update('full', 'SET w = :w', { ExpressionAttributeValues: { ':w': { S: 'xxx' } } });
    });

    it('refuses keys that do not fit the table', async () => {
      const keys: Item[] = [{ pk: { S: 'a' } }, { ...key('a'), more: { S: 'a' } }, { pk: { S: 'a' }, sk: { N: '1' } }];
      for (const Key of keys)
        await expect(db.getItem({ TableName, Key })).rejects.toThrow(
          /key element does not match the schema|number of conditions on the keys is invalid|Type mismatch for key/,
        );
    });

    it('names a table that does not exist and an enum value that does not', async () => {
      await expect(db.getItem({ TableName: 'nowhere', Key: key('a') })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      const refused = db.putItem({ TableName, Item: key('a'), ReturnValues: 'ALL_NEW' });
      await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
    });

    it('refuses values nested deeper than 32 levels', async () => {
      const nested = (depth: number): AttributeValue => (depth === 0 ? { S: 'x' } : { L: [nested(depth - 1)] });
      await put({ ...key('nested'), v: nested(30) });
      await expect(put({ ...key('nested'), v: nested(33) })).rejects.toThrow(/[Nn]esting/);
    });
  });
});
