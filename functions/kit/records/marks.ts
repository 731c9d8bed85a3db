import { expression } from './expression.ts';
import { marshalMap, unmarshalMap } from './marshal.ts';
import type { Office } from './scope.ts';

/** Where a mark stands: the resource beneath whose name the function may write, what it is for, and whose it is. */
export type Mark = { readonly resource: string; readonly purpose: string; readonly id: string };
/** A rate: tokens a second, and how many may be taken at once. */
export type Rate = { readonly perSecond: number; readonly burst: number };

type Tables = Pick<Office, 'database' | 'tables'>;

const keyOf = ({ resource, purpose, id }: Mark) => ({ pk: `${resource}!${purpose}#${id}`, sk: '#' });
const seconds = (ms: number) => Math.ceil(ms / 1000);

/**
 * Leaves a mark that holds until a time, with what belongs to it; false when it holds already. It vanishes by itself later: until
 * then its time decides.
 *
 * @param times.untilMs when the mark no longer holds, in milliseconds
 * @example await leave(office, { resource: 'partnerCall', purpose: 'nonce', id }, { nowMs, untilMs: nowMs + 300_000 })
 */
export async function leave({ database, tables }: Tables, mark: Mark, times: { nowMs: number; untilMs: number; content?: object }): Promise<boolean> {
  const { nowMs, untilMs, content } = times;
  const e = expression();
  return holds(
    database.put({
      TableName: tables.records,
      Item: marshalMap({ ...content, ...keyOf(mark), until: untilMs, ttl: seconds(untilMs) }),
      ConditionExpression: `attribute_not_exists(${e.name(['pk'])}) OR ${e.name(['until'])} < ${e.value(nowMs)}`,
      ...e.attributes(),
    }),
  );
}

/** What stands in a mark, whether or not it still holds. */
export async function look({ database, tables }: Tables, mark: Mark): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { Item } = await database.get({ TableName: tables.records, Key: marshalMap(keyOf(mark)), ConsistentRead: true });
  return Item && unmarshalMap(Item);
}

/** Takes a mark away before its time. */
export async function lift({ database, tables }: Tables, mark: Mark): Promise<void> {
  await database.delete({ TableName: tables.records, Key: marshalMap(keyOf(mark)) });
}

/**
 * Takes a token from a bucket that refills at a rate; false when it is empty. The bucket is one number, the instant at which it
 * will be full again: taking a token puts that off by the time in which one comes back.
 *
 * @example if (!(await takeToken(office, bucket, { perSecond: 10, burst: 40 }, nowMs))) fail('request.tooMany')
 */
export async function takeToken({ database, tables }: Tables, mark: Mark, { perSecond, burst }: Rate, nowMs: number): Promise<boolean> {
  const stepMs = Math.ceil(1000 / perSecond);
  const common = { TableName: tables.records, Key: marshalMap(keyOf(mark)) };
  const first = expression();
  const isRefilled = await holds(
    database.update({
      ...common,
      UpdateExpression: `SET ${first.name(['full'])} = ${first.value(nowMs + stepMs)}, ${first.name(['ttl'])} = ${first.value(seconds(nowMs) + 86_400)}`,
      ConditionExpression: `attribute_not_exists(${first.name(['pk'])}) OR ${first.name(['full'])} <= ${first.value(nowMs)}`,
      ...first.attributes(),
    }),
  );
  if (isRefilled) return true;
  const next = expression();
  return holds(
    database.update({
      ...common,
      UpdateExpression: `SET ${next.name(['full'])} = ${next.name(['full'])} + ${next.value(stepMs)}`,
      ConditionExpression: `${next.name(['full'])} BETWEEN ${next.value(nowMs)} AND ${next.value(nowMs + (burst - 1) * stepMs)}`,
      ...next.attributes(),
    }),
  );
}

async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
