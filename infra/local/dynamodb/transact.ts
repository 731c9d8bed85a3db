import { hash } from 'node:crypto';
import { checkDistinct } from './batch.ts';
import { type CapacityMode, describeUsages, readUnits, readUsage, transactionFactor, writeUsage } from './capacity.ts';
import { DynamoError, invalid } from './errors.ts';
import { compile } from './expressions/compile.ts';
import { project } from './expressions/project.ts';
import type { IndexChange } from './index-rows.ts';
import { evaluatePlan, type GetInput, type KeyInput, type Plan, type PutInput, planCheck, planDelete, planPut, planUpdate } from './items.ts';
import { keyOfRequest } from './keys.ts';
import { readRow, writeRow } from './rows.ts';
import { type Engine, tableOf } from './tables.ts';
import { type Item, itemSize } from './values.ts';

type WriteAction = { Put?: PutInput; Update?: KeyInput; Delete?: KeyInput; ConditionCheck?: KeyInput };
export type TransactWriteInput = {
  TransactItems: WriteAction[];
  ClientRequestToken?: string;
  ReturnConsumedCapacity?: CapacityMode;
};
export type TransactGetInput = { TransactItems: { Get: GetInput }[]; ReturnConsumedCapacity?: CapacityMode };

type Step = { plan: Plan; before?: Item; after?: Item; entries?: IndexChange[] };
type Reason = { Code: string; Message?: string; Item?: unknown };

/** Bytes of items one transaction may touch. */
const maxBytes = 4 * 1024 * 1024;
/** How long a ClientRequestToken is remembered. */
export const tokenMs = 10 * 60 * 1000;
const reasonCodes: Record<string, string> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
};

/**
 * TransactGetItems.
 *
 * @example
 * transactGetItems(engine, { TransactItems: [{ Get: { TableName: 'records', Key } }] })
 */
export function transactGetItems(engine: Engine, input: TransactGetInput): object {
  const reads = input.TransactItems.map(({ Get }) => {
    const table = tableOf(engine, Get.TableName);
    return { table, key: keyOfRequest(table, Get.Key).key, projection: compile(Get).projection };
  });
  checkDistinct(reads, duplicateMessage);
  const found = reads.map((read) => ({ ...read, item: readRow(engine, read.table, read.key) }));
  checkBytes(found.map(({ item }) => item));
  return {
    Responses: found.map(({ item, projection }) => ({ Item: item && projection ? project(item, projection) : item })),
    ConsumedCapacity: describeUsages(input.ReturnConsumedCapacity, () =>
      found.map(({ table, item }) => readUsage(table, transactionFactor * readUnits(item ? itemSize(item) : 0, true))),
    ),
  };
}

/**
 * TransactWriteItems: all or nothing, with the reason of a refusal by position.
 *
 * @example
 * transactWriteItems(engine, { TransactItems: [{ Put }, { ConditionCheck }], ClientRequestToken })
 */
export function transactWriteItems(engine: Engine, input: TransactWriteInput): object {
  const plans = input.TransactItems.map((action) => planOf(engine, action));
  checkDistinct(plans, duplicateMessage);
  if (input.ClientRequestToken !== undefined && isReplay(engine, input)) return replay(engine, plans, input);
  const steps = evaluateAll(engine, plans);
  checkBytes(steps.map(({ before, after }) => after ?? before));
  for (const step of steps) if (!step.plan.isReadOnly) step.entries = writeRow(engine, step.plan.table, { ...step, key: step.plan.key });
  return {
    ConsumedCapacity: describeUsages(input.ReturnConsumedCapacity, () => steps.map((step) => writeUsage(step.plan.table, step, transactionFactor))),
  };
}

const duplicateMessage = 'Transaction request cannot include multiple operations on one item';

function planOf(engine: Engine, action: WriteAction): Plan {
  if (Object.keys(action).length !== 1) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  if (action.Put) return planPut(engine, action.Put);
  if (action.Update) return planUpdate(engine, action.Update);
  if (action.Delete) return planDelete(engine, action.Delete);
  if (action.ConditionCheck) return planCheck(engine, action.ConditionCheck);
  throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
}

function evaluateAll(engine: Engine, plans: Plan[]): Step[] {
  const steps: Step[] = [];
  const reasons: Reason[] = [];
  for (const plan of plans) {
    const before = readRow(engine, plan.table, plan.key);
    try {
      steps.push({ plan, before, after: evaluatePlan(plan, before) });
      reasons.push({ Code: 'None' });
    } catch (error) {
      if (!(error instanceof DynamoError)) throw error;
      reasons.push({ Code: reasonCodes[error.code] ?? error.code, Message: error.message, ...error.details });
    }
  }
  if (steps.length === plans.length) return steps;
  const codes = reasons.map(({ Code }) => Code).join(', ');
  throw new DynamoError('TransactionCanceledException', `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`, {
    CancellationReasons: reasons,
  });
}

/** Whether the same request was committed under its token. Remembers it when not: the memory commits with the transaction. */
function isReplay(engine: Engine, { ClientRequestToken = '', TransactItems }: TransactWriteInput): boolean {
  const { statement } = engine.store;
  const digest = hash('sha256', JSON.stringify(TransactItems));
  const now = engine.clock.now();
  const known = statement('SELECT digest FROM tokens WHERE token=? AND at>?').get(ClientRequestToken, now - tokenMs);
  if (known && known.digest !== digest)
    throw new DynamoError('IdempotentParameterMismatchException', 'The request uses the same client token as a previous, but non-identical request.');
  if (known) return true;
  statement('INSERT OR REPLACE INTO tokens(token, digest, at) VALUES(?,?,?)').run(ClientRequestToken, digest, now);
  return false;
}

/** A repeated transaction changes nothing and is charged as reads of its items. */
function replay(engine: Engine, plans: Plan[], input: TransactWriteInput): object {
  return {
    ConsumedCapacity: describeUsages(input.ReturnConsumedCapacity, () =>
      plans.map(({ table, key }) => {
        const item = readRow(engine, table, key);
        return readUsage(table, readUnits(item ? itemSize(item) : 0, true));
      }),
    ),
  };
}

function checkBytes(items: (Item | undefined)[]): void {
  const bytes = items.reduce((sum, item) => sum + (item ? itemSize(item) : 0), 0);
  if (bytes > maxBytes) throw invalid('Collection size limit exceeded: the items of a transaction exceed 4 MB');
}
