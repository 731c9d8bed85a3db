import { type CapacityMode, describeUsage, readUnits, readUsage, writeUsage } from './capacity.ts';
import { DynamoError, invalid } from './errors.ts';
import { applyUpdate } from './expressions/apply-update.ts';
import { compile, type ExpressionInput } from './expressions/compile.ts';
import { isTrue } from './expressions/evaluate.ts';
import { checkKeysUntouched, pathsOf } from './expressions/parse-update.ts';
import { project } from './expressions/project.ts';
import type { Condition, Path, Update } from './expressions/syntax.ts';
import { asStored } from './json-text.ts';
import { checkIndexKeys, type Key, keyOfItem, keyOfRequest } from './keys.ts';
import { normaliseItem } from './normalise.ts';
import { readRow, readText, writeRow } from './rows.ts';
import { type Engine, type Table, tableOf } from './tables.ts';
import { type Item, itemSize } from './values.ts';

type ReturnValues = 'NONE' | 'ALL_OLD' | 'UPDATED_OLD' | 'ALL_NEW' | 'UPDATED_NEW';
type Wire = Record<string, unknown>;
type Common = ExpressionInput & {
  TableName: string;
  ReturnConsumedCapacity?: CapacityMode;
  ReturnValues?: ReturnValues;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
};
export type KeyInput = Common & { Key: Wire };
export type PutInput = Common & { Item: Wire };
export type GetInput = KeyInput & { ConsistentRead?: boolean };

/** A checked write of one item, not yet done. `change` makes the new item of the old one, or throws. */
export type Plan = {
  table: Table;
  key: Key;
  condition?: Condition;
  isOldReturnedOnFailure: boolean;
  isReadOnly?: boolean;
  updatedPaths: Path[];
  change(before: Item | undefined): Item | undefined;
};

/** Bytes an item may have. */
const maxItemBytes = 400 * 1024;

/**
 * GetItem.
 *
 * @example
 * getItem(engine, { TableName: 'records', Key: { pk: { S: 'unit#1' } }, ConsistentRead: true })
 */
export function getItem(engine: Engine, input: GetInput): object {
  const table = tableOf(engine, input.TableName);
  const { projection } = compile(input);
  const found = readText(engine, table, keyOfRequest(table, input.Key).key);
  return {
    Item: found && (projection ? project(JSON.parse(found.text), projection) : asStored(found.text)),
    ConsumedCapacity: describeUsage(input.ReturnConsumedCapacity, () => readUsage(table, readUnits(found?.size ?? 0, input.ConsistentRead ?? false))),
  };
}

/**
 * PutItem.
 *
 * @example
 * putItem(engine, { TableName: 'records', Item: { pk: { S: 'unit#1' } }, ConditionExpression: 'attribute_not_exists(pk)' })
 */
export function putItem(engine: Engine, input: PutInput): object {
  refuseReturnValues(input);
  return writeItem(engine, planPut(engine, input), input);
}

/**
 * DeleteItem.
 *
 * @example
 * deleteItem(engine, { TableName: 'records', Key: { pk: { S: 'unit#1' } }, ReturnValues: 'ALL_OLD' })
 */
export function deleteItem(engine: Engine, input: KeyInput): object {
  refuseReturnValues(input);
  return writeItem(engine, planDelete(engine, input), input);
}

/**
 * UpdateItem.
 *
 * @example
 * updateItem(engine, { TableName: 'records', Key, UpdateExpression: 'ADD version :one', ExpressionAttributeValues })
 */
export function updateItem(engine: Engine, input: KeyInput): object {
  return writeItem(engine, planUpdate(engine, input), input);
}

/**
 * Checks a put without doing it.
 *
 * @example
 * const { table, key, change } = planPut(engine, { TableName: 'records', Item })
 */
export function planPut(engine: Engine, input: PutInput): Plan {
  const table = tableOf(engine, input.TableName);
  const { condition } = compile(input);
  const item = normaliseItem(input.Item);
  const key = keyOfItem(table, item);
  checkIndexKeys(table, item);
  if (itemSize(item) > maxItemBytes) throw invalid('Item size has exceeded the maximum allowed size');
  return { table, key, condition, ...failureOf(input), updatedPaths: [], change: () => item };
}

/**
 * Checks a delete without doing it.
 *
 * @example
 * planDelete(engine, { TableName: 'records', Key })
 */
export function planDelete(engine: Engine, input: KeyInput): Plan {
  const table = tableOf(engine, input.TableName);
  const { condition } = compile(input);
  const { key } = keyOfRequest(table, input.Key);
  return { table, key, condition, ...failureOf(input), updatedPaths: [], change: () => undefined };
}

/**
 * Checks an update without doing it; an update of a missing item starts from its key.
 *
 * @example
 * planUpdate(engine, { TableName: 'records', Key, UpdateExpression: 'REMOVE draft' }).updatedPaths // [['draft']]
 */
export function planUpdate(engine: Engine, input: KeyInput): Plan {
  const table = tableOf(engine, input.TableName);
  const { condition, update = emptyUpdate } = compile(input);
  checkKeysUntouched(update, table.keys);
  const { key, attributes } = keyOfRequest(table, input.Key);
  const change = (before: Item | undefined) => {
    const after = applyUpdate(update, before ?? attributes);
    checkIndexKeys(table, after);
    if (itemSize(after) > maxItemBytes) throw invalid('Item size to update has exceeded the maximum allowed size');
    return after;
  };
  return { table, key, condition, ...failureOf(input), updatedPaths: pathsOf(update), change };
}

/**
 * Checks a ConditionCheck, which writes nothing.
 *
 * @example
 * planCheck(engine, { TableName: 'records', Key, ConditionExpression: 'attribute_exists(pk)' }).isReadOnly // true
 */
export function planCheck(engine: Engine, input: KeyInput): Plan {
  return { ...planDelete(engine, input), isReadOnly: true, change: (before) => before };
}

/**
 * The item after a plan. Throws ConditionalCheckFailedException, or a ValidationException of the update.
 *
 * @example
 * const after = evaluatePlan(plan, readRow(engine, plan.table, plan.key))
 */
export function evaluatePlan(plan: Plan, before: Item | undefined): Item | undefined {
  if (!plan.condition || isTrue(plan.condition, before)) return plan.change(before);
  const details = plan.isOldReturnedOnFailure && before ? { Item: before } : {};
  throw new DynamoError('ConditionalCheckFailedException', 'The conditional request failed', details);
}

const emptyUpdate: Update = { set: [], remove: [], add: [], delete: [] };

function writeItem(engine: Engine, plan: Plan, input: Common): object {
  const { table, key } = plan;
  const before = readRow(engine, table, key);
  const after = evaluatePlan(plan, before);
  const entries = writeRow(engine, table, { key, before, after });
  return {
    Attributes: returned(input.ReturnValues, { before, after, paths: plan.updatedPaths }),
    ConsumedCapacity: describeUsage(input.ReturnConsumedCapacity, () => writeUsage(table, { before, after, entries })),
  };
}

function returned(mode: ReturnValues | undefined, { before, after, paths }: { before?: Item; after?: Item; paths: Path[] }): Item | undefined {
  if (mode === undefined || mode === 'NONE') return undefined;
  const image = mode.endsWith('OLD') ? before : after;
  if (!image || mode.startsWith('ALL')) return image;
  const parts = project(image, paths);
  return Object.keys(parts).length > 0 ? parts : undefined;
}

function failureOf(input: Common): { isOldReturnedOnFailure: boolean } {
  return { isOldReturnedOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' };
}

/** Only updates can answer with more than the old item. */
function refuseReturnValues({ ReturnValues = 'NONE' }: Common): void {
  if (ReturnValues !== 'NONE' && ReturnValues !== 'ALL_OLD') throw invalid('Return values set to invalid value');
}
