// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM policy variables are written so.
import { describe, expect, test } from 'vitest';
import { type Condition, type Context, checkPolicy, evaluate, isAllowed, type Statement } from './access.ts';

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/records';
const can = (statements: Statement[], action: string, options: { resource?: string; context?: Context } = {}) =>
  isAllowed(
    { name: 'office', secret: 's', policies: [{ Version: '2012-10-17', Statement: statements }] },
    { action, resource: options.resource ?? table, context: options.context },
  );
const allow = (rest: Partial<Statement> = {}): Statement => ({ Effect: 'Allow', Action: '*', Resource: '*', ...rest });

describe('actions and resources', () => {
  const cases: [string, Statement[], string, boolean][] = [
    ['nothing is allowed by default', [], 'dynamodb:GetItem', false],
    ['an exact action', [allow({ Action: 'dynamodb:GetItem' })], 'dynamodb:GetItem', true],
    ['another action', [allow({ Action: 'dynamodb:GetItem' })], 'dynamodb:PutItem', false],
    ['actions are compared without case', [allow({ Action: 'DynamoDB:getitem' })], 'dynamodb:GetItem', true],
    ['a wildcard in an action', [allow({ Action: ['s3:*', 'dynamodb:Get*'] })], 'dynamodb:GetItem', true],
    ['a dot is no wildcard', [allow({ Action: 'dynamodb.GetItem' })], 'dynamodb:GetItem', false],
    ['NotAction', [{ Effect: 'Allow', NotAction: 'dynamodb:Put*', Resource: '*' }], 'dynamodb:PutItem', false],
    ['an exact resource', [allow({ Resource: table })], 'dynamodb:GetItem', true],
    ['a longer resource', [allow({ Resource: `${table}/index/*` })], 'dynamodb:GetItem', false],
    ['one character', [allow({ Resource: table.replace('records', 'record?') })], 'dynamodb:GetItem', true],
    ['NotResource', [{ Effect: 'Allow', Action: '*', NotResource: table }], 'dynamodb:GetItem', false],
    ['an explicit deny wins, wherever it stands', [allow(), { ...allow(), Effect: 'Deny' }, allow()], 's3:Get', false],
    ['a deny for something else', [allow(), allow({ Effect: 'Deny', Action: 's3:*' })], 'dynamodb:GetItem', true],
  ];
  test.each(cases)('%s', (_, statements, action, expected) => {
    expect(can(statements, action)).toBe(expected);
  });
});

describe('conditions', () => {
  const cases: [Condition, Context, boolean][] = [
    [{ StringEquals: { 'aws:a': 'x' } }, { 'aws:a': 'x' }, true],
    [{ StringEquals: { 'aws:A': ['y', 'x'] } }, { 'AWS:a': 'x' }, true],
    [{ StringEquals: { a: 'x', b: 'y' } }, { a: 'x', b: 'z' }, false],
    [{ StringEquals: { a: 'x' } }, {}, false],
    [{ StringEqualsIfExists: { a: 'x' } }, {}, true],
    [{ StringEqualsIfExists: { a: 'x' } }, { a: 'y' }, false],
    [{ StringNotEquals: { a: 'x' } }, {}, true],
    [{ StringNotEquals: { a: ['x', 'y'] } }, { a: 'y' }, false],
    [{ StringEqualsIgnoreCase: { a: 'X' } }, { a: 'x' }, true],
    [{ StringLike: { a: 'unit#*' } }, { a: 'unit#7' }, true],
    [{ StringEquals: { a: 'unit#*' } }, { a: 'unit#7' }, false],
    [{ StringNotLike: { a: 'unit#*' } }, { a: 'unit#7' }, false],
    [{ ArnLike: { a: 'arn:aws:s3:::b/*' } }, { a: 'arn:aws:s3:::b/k' }, true],
    [{ ArnNotLike: { a: 'arn:aws:s3:::b/*' } }, { a: 'arn:aws:s3:::c/k' }, true],
    [{ NumericLessThanEquals: { a: 10 } }, { a: '10' }, true],
    [{ NumericGreaterThan: { a: 9 } }, { a: '10' }, true],
    [{ NumericLessThan: { a: 9 } }, { a: '10' }, false],
    [{ DateLessThan: { a: '2026-01-02T00:00:00Z' } }, { a: '2026-01-01T00:00:00Z' }, true],
    [{ DateGreaterThan: { a: '2026-01-02T00:00:00Z' } }, { a: '1' }, false],
    [{ Bool: { a: true } }, { a: 'true' }, true],
    [{ Bool: { a: 'false' } }, { a: 'true' }, false],
    [{ Null: { a: true } }, {}, true],
    [{ Null: { a: 'false' } }, {}, false],
    [{ Null: { a: 'false' } }, { a: 'x' }, true],
    [{ 'ForAllValues:StringEquals': { a: ['x', 'y'] } }, { a: ['x', 'y', 'x'] }, true],
    [{ 'ForAllValues:StringEquals': { a: ['x', 'y'] } }, { a: ['x', 'z'] }, false],
    [{ 'ForAllValues:StringEquals': { a: ['x'] } }, {}, true],
    [{ 'ForAllValues:StringLike': { a: ['unit#*'] } }, { a: ['unit#1', 'unit#2'] }, true],
    [{ 'ForAllValues:StringNotEquals': { a: ['x'] } }, { a: ['y', 'x'] }, false],
    [{ 'ForAnyValue:StringEquals': { a: ['x'] } }, { a: ['y', 'x'] }, true],
    [{ 'ForAnyValue:StringEquals': { a: ['x'] } }, {}, false],
    [{ 'ForAnyValue:StringNotEquals': { a: ['x'] } }, {}, false],
    [{ StringEquals: { a: '${b}' } }, { a: 'x', b: 'x' }, true],
    [{ StringLike: { a: '${b}/*' } }, { a: '*/k', b: '*' }, true],
    [{ StringLike: { a: '${b}/*' } }, { a: 'x/k', b: '*' }, false],
    [{ StringLike: { a: 'a${*}' } }, { a: 'ab' }, false],
    [{ StringLike: { a: 'a${*}' } }, { a: 'a*' }, true],
    [{ StringEquals: { a: '${missing}' } }, { a: '' }, false],
  ];
  test.each(cases)('%j with %j is %s', (condition, context, expected) => {
    expect(can([allow({ Condition: condition })], 'dynamodb:GetItem', { context })).toBe(expected);
  });

  test('a condition of a deny that does not hold leaves the allow alone', () => {
    const deny = allow({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(can([allow(), deny], 's3:GetObject', { context: { 'aws:SecureTransport': 'true' } })).toBe(true);
    expect(can([allow(), deny], 's3:GetObject', { context: { 'aws:SecureTransport': 'false' } })).toBe(false);
  });

  test('a policy variable in a resource is data, not a pattern', () => {
    const own = allow({ Resource: 'arn:aws:s3:::files/${aws:userid}/*' });
    const asks = (userid: string) => can([own], 's3:GetObject', { resource: 'arn:aws:s3:::files/u1/k', context: { 'aws:userid': userid } });
    expect([asks('u1'), asks('u2'), asks('*')]).toEqual([true, false, false]);
  });

  test('an unknown operator throws its name', () => {
    const statement = allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } });
    expect(() => can([statement], 's3:GetObject')).toThrow('unknown condition operator IpAddress');
  });
});

describe('checking a policy beforehand', () => {
  test.each([
    [{ ...allow(), Effect: 'allow' }, 'expected Effect Allow or Deny, got allow'],
    [{ Effect: 'Allow', Resource: '*' }, 'exactly one of Action and NotAction'],
    [allow({ Condition: { IpAddress: { a: 'b' } } }), 'unknown condition operator IpAddress'],
    [allow({ Condition: { 'ForSome:StringEquals': { a: 'b' } } }), 'unknown condition operator ForSome:StringEquals'],
  ])('names what it cannot evaluate: %j', (statement, message) => {
    expect(() => checkPolicy({ Statement: statement })).toThrow(message);
  });

  test('accepts what it can', () => {
    expect(() => checkPolicy({ Statement: [allow({ Condition: { NumericEqualsIfExists: { a: 1 } } })] })).not.toThrow();
  });
});

test('tells a silent policy from one that denies', () => {
  const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::files/k' };
  expect(evaluate([{ Statement: [] }], request)).toBe('none');
  expect(evaluate([{ Statement: allow() }], request)).toBe('allow');
  expect(evaluate([{ Statement: allow({ Effect: 'Deny' }) }], request)).toBe('deny');
});
