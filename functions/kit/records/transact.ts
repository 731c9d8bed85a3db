import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { fail } from '../../../shared/kit/errors.ts';
import type { Idempotency } from '../context.ts';
import { auditEvent, auditKey, loggedChanges } from './audit.ts';
import { hashedFields } from './guards.ts';
import { keyedId } from './keyed.ts';
import { marshalMap, unmarshalMap } from './marshal.ts';
import { refuseTaken } from './refusals.ts';
import { repeatStep } from './repeat.ts';
import type { Scope } from './scope.ts';
import type { Secret } from './secret.ts';
import { needsProjectCode, type Serial, serialsOf } from './serials.ts';
import { type Planned, planChange, planCreate, planGuard, planRemove, refuseId, type Step } from './steps.ts';
import type { AnyItem, CreateWrite, Row, Write } from './write.ts';

/** DynamoDB's limit for one transaction. */
const mostActions = 100;
/** Attempts before people are told that too many act at once. */
const mostAttempts = 24;

type Named = Exclude<Write, { kind: 'create' }> | (Extract<Write, { kind: 'create' }> & { id: string });
type Prepared = { readonly writes: readonly Named[]; readonly serials: readonly (readonly Serial[])[]; readonly secret: Secret | undefined };

/**
 * Writes all of it or nothing: the records, their guards, counters and audit events, and the kept answer of an idempotent
 * request. Answers the records in the order of the writes.
 *
 * @throws RefusalError naming the first write that did not hold; RepeatedRequest
 */
export async function transact(scope: Scope, writes: readonly Write[], idempotency?: Idempotency): Promise<AnyItem[]> {
  const prepared = await prepare(scope, writes);
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const { steps, items, counts } = assemble(scope, prepared, idempotency);
    if (steps.length > mostActions) throw new Error(`expected at most ${mostActions} actions in a transaction, got ${steps.length}`);
    const reasons = await send(
      scope,
      steps.map((step) => step.action),
    );
    if (!reasons) {
      for (const [counter, count] of counts) scope.counters.set(counter, count);
      return items;
    }
    // Refusals first, in the order of the writes; what is left is worth another attempt.
    steps.forEach((step, position) => {
      if (reasons[position]?.Code === 'ConditionalCheckFailed') step.refuse(reasons[position].Item);
    });
    await scope.pause(attempt);
  }
  return fail('record.busy');
}

async function prepare(scope: Scope, writes: readonly Write[]): Promise<Prepared> {
  const named = writes.map((write) => (write.kind === 'create' ? { ...write, id: idOf(scope, write) } : write));
  const keys = named.map((write) => `${write.resource.name}#${write.id}`);
  const twice = named.find((_, i) => keys.indexOf(keys[i] ?? '') < i);
  if (twice?.kind === 'create') refuseId(twice.resource);
  if (twice) throw new Error(`expected one write for each record of a transaction, got two for ${twice.resource.name}#${twice.id}`);
  const serials = await Promise.all(
    named.map(async (write) => {
      if (write.kind !== 'create') return [];
      const project = write.values.project;
      const isNumbered = needsProjectCode(write.resource) && typeof project === 'string';
      return serialsOf(write.resource, { today: scope.today, projectCode: isNumbered ? await scope.projectCode(project) : undefined });
    }),
  );
  const isSecretNeeded = named.some((write) => hashedFields(write.resource).length > 0);
  return { writes: named, serials, secret: isSecretNeeded ? await scope.secret() : undefined };
}

function idOf(scope: Scope, { resource, id, values }: CreateWrite): string {
  const made = keyedId(resource, values);
  if (made && id) throw new Error(`expected the values of ${resource.name} to make its id, got ${id}`);
  return made ?? id ?? scope.newId(resource.idPrefix);
}

function assemble(scope: Scope, prepared: Prepared, idempotency: Idempotency | undefined) {
  const counts = new Map<string, number>();
  const planned = prepared.writes.map((write, i) => {
    const numbers: Record<string, string> = {};
    for (const serial of prepared.serials[i] ?? []) {
      const count = (counts.get(serial.counter) ?? scope.counters.get(serial.counter) ?? 0) + 1;
      counts.set(serial.counter, count);
      numbers[serial.field] = serial.write(count);
    }
    return { write, plan: plan(write, numbers, { scope, secret: prepared.secret }) };
  });
  const items = planned.map((x) => x.plan.item);
  const steps: Step[] = [
    ...(idempotency ? [repeatStep(idempotency, items, scope)] : []),
    ...planned.map((x) => x.plan.step),
    ...guardSteps(scope, planned),
    ...[...counts].map(([counter, count]) => counterStep(scope, counter, count)),
    ...planned.flatMap(({ write, plan: { item, changes } }) => (changes ? [auditStep(scope, write, { item, changes })] : [])),
  ];
  return { steps, items, counts };
}

function plan(write: Named, serials: Row, known: { scope: Scope; secret: Secret | undefined }): Planned {
  switch (write.kind) {
    case 'create':
      return planCreate(write, serials, known);
    case 'change':
      return planChange(write, known);
    case 'remove':
      return planRemove(write, known);
    case 'guard':
      return planGuard(write, known);
  }
}

/** One action for each guard key: what one record gives up another of the same transaction may take. */
function guardSteps(scope: Scope, planned: readonly { write: Named; plan: Planned }[]): Step[] {
  const TableName = scope.tables.records;
  const drops = new Map<string, string>();
  for (const {
    write,
    plan: { drops: given },
  } of planned)
    for (const key of given.values()) drops.set(key, write.id);
  const takes = planned.flatMap(({ write, plan: { takes: wanted } }) => [...wanted].map(([unique, key]) => ({ write, unique, key })));
  const steps = takes.map(({ write, unique, key }): Step => {
    const holder = drops.get(key);
    drops.delete(key);
    const Item = marshalMap({ pk: key, sk: '#', id: write.id });
    const free = holder
      ? { ConditionExpression: 'id = :holder', ExpressionAttributeValues: marshalMap({ ':holder': holder }) }
      : { ConditionExpression: 'attribute_not_exists(pk)' };
    return { action: { Put: { TableName, Item, ...free } }, refuse: () => refuseTaken(write.resource, unique) };
  });
  // The record's own step asserts that it holds these, so they need no condition.
  return [...steps, ...[...drops.keys()].map((key): Step => ({ action: { Delete: { TableName, Key: marshalMap({ pk: key, sk: '#' }) } }, refuse: () => {} }))];
}

/** Moves a counter on from its last known value; when that is out of date, the true one is remembered for the next attempt. */
function counterStep(scope: Scope, counter: string, count: number): Step {
  const last = scope.counters.get(counter) ?? 0;
  const held =
    last === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'n = :last', ExpressionAttributeValues: marshalMap({ ':last': last }) };
  const Put = { TableName: scope.tables.records, Item: marshalMap({ pk: counter, sk: '#', n: count }), ...held };
  return {
    action: { Put: { ...Put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    refuse: (old) => void scope.counters.set(counter, old ? Number(unmarshalMap(old).n) : 0),
  };
}

function auditStep(scope: Scope, write: Named, { item, changes }: { item: AnyItem; changes: Row }): Step {
  const event = auditEvent(scope, {
    event: write.kind === 'guard' ? '' : write.event,
    version: item.version,
    changes: loggedChanges(write.resource, changes),
    ...(write.kind !== 'guard' && write.reason ? { reason: write.reason } : {}),
  });
  const Item = marshalMap({ ...auditKey(write.resource.name, item.id, { version: item.version }), ...event });
  return { action: { Put: { TableName: scope.tables.audit, Item, ConditionExpression: 'attribute_not_exists(pk)' } }, refuse: () => {} };
}

/** Sends the transaction; answers why it was cancelled, by position, or undefined when it holds. */
async function send(scope: Scope, actions: TransactWriteItem[]): Promise<CancellationReason[] | undefined> {
  try {
    await scope.database.transact({ TransactItems: actions });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'TransactionCanceledException' || !('CancellationReasons' in error)) throw error;
    const reasons = error.CancellationReasons as CancellationReason[]; // the SDK's class of this name has them
    if (reasons.some(({ Code }) => Code === 'ThrottlingError' || Code === 'ProvisionedThroughputExceeded')) fail('server.busy');
    if (reasons.some(({ Code }) => Code === 'ValidationError' || Code === 'ItemCollectionSizeLimitExceeded')) throw error;
    return reasons;
  }
}
