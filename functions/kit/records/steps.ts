import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { indexKeys, keyFields, recordKey } from '../../../shared/derive/keys.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { fail } from '../../../shared/kit/errors.ts';
import { label } from '../../../shared/kit/label.ts';
import { type Expression, expression, isOneOf } from './expression.ts';
import { guardsOf, hashedFields, hashesOf, rememberHashes } from './guards.ts';
import { pathOf, rowsIn, toStored } from './item.ts';
import { keyRule, refuseNewKey } from './keyed.ts';
import { type Attributes, marshalMap } from './marshal.ts';
import { refuseChange, refuseTaken } from './refusals.ts';
import type { Scope } from './scope.ts';
import type { Secret } from './secret.ts';
import type { AnyItem, ChangeWrite, CreateWrite, GuardWrite, RemoveWrite, Row } from './write.ts';

/** One action of a transaction, and what its failure means: it throws the refusal, or returns when another attempt may succeed. */
export type Step = { readonly action: TransactWriteItem; refuse(old: Attributes | undefined): void };
/** What one write comes to: its step, the record afterwards, and the guards it gives up and takes. */
export type Planned = {
  readonly step: Step;
  readonly item: AnyItem;
  /** New values, for the audit log; none for a write that changes nothing. */
  readonly changes?: Row;
  readonly drops: ReadonlyMap<string, string>;
  readonly takes: ReadonlyMap<string, string>;
};
type With = { readonly scope: Scope; readonly secret: Secret | undefined };

const none: ReadonlyMap<string, string> = new Map();
const oldWhenRefused = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** An id that is taken was made of the record's values, or given by code, so that asking twice makes one record. */
export function refuseId(resource: ResourceDefinition): never {
  const rule = keyRule(resource);
  return rule ? refuseTaken(resource, rule) : fail('field.taken', { parameters: { fields: label('编号', 'The id') } });
}

export function planCreate(write: CreateWrite & { id: string }, serials: Row, { scope, secret }: With): Planned {
  const { resource, id, status } = write;
  const made = { createdAt: scope.now, createdBy: scope.actor.id, updatedAt: scope.now, updatedBy: scope.actor.id };
  const values = Object.fromEntries(Object.entries({ ...write.values, ...serials }).filter(([, value]) => value !== undefined));
  const item: AnyItem = { ...values, id, version: 1, status, ...made };
  const hashes = hashesOf(resource, item, secret);
  const put = { TableName: scope.tables.records, Item: toStored(resource, item, hashes), ConditionExpression: 'attribute_not_exists(pk)', ...oldWhenRefused };
  return {
    item,
    changes: { ...values, status },
    drops: none,
    takes: guardsOf(resource, { row: item, status, hashes }),
    step: { action: { Put: put }, refuse: () => refuseId(resource) },
  };
}

export function planChange(write: ChangeWrite, { scope, secret }: With): Planned {
  const { resource, id, base, to } = write;
  refuseNewKey(resource, write.changes);
  const status = to ?? base.status;
  const stamped: Row = { ...write.changes, updatedAt: scope.now, updatedBy: scope.actor.id };
  const row: Row = { ...base.row, ...stamped };
  const item = withoutGaps({ ...row, id, status, version: base.version + 1 });
  const before = base.hashes ?? hashesOf(resource, base.row, secret);
  const after = changedHashes(write, before, secret);
  rememberHashes(item, after);
  const held = guardsOf(resource, { row: base.row, status: base.status, hashes: before });
  const wanted = guardsOf(resource, { row, status, hashes: after });
  const e = expression();
  const sets = [`${e.name(['v'])} = ${e.value(item.version)}`];
  const removes: string[] = [];
  const assign = (path: readonly string[], value: unknown) => {
    if (value === undefined) removes.push(e.name(path));
    else sets.push(`${e.name(path)} = ${e.value(value)}`);
  };
  if (status !== base.status) assign(['s'], status);
  for (const [name, value] of Object.entries(stamped)) assign(pathOf(resource, name), value);
  for (const name of hashedFields(resource)) if (before[name] !== after[name]) assign(['u', name], after[name]);
  for (const [name, value] of Object.entries(changedKeys(write, row, status))) assign([name], value);
  const update = {
    TableName: scope.tables.records,
    Key: marshalMap(recordKey(resource.name, id)),
    UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
    ConditionExpression: condition(write, e),
    ...e.attributes(),
    ...oldWhenRefused,
  };
  return {
    item,
    changes: { ...write.changes, ...(status === base.status ? {} : { status }) },
    drops: without(held, wanted),
    takes: without(wanted, held),
    step: { action: { Update: update }, refuse: (old) => refuseChange(write, old, { scope, secret }) },
  };
}

export function planRemove(write: RemoveWrite, { scope, secret }: With): Planned {
  const { resource, id, base } = write;
  const hashes = base.hashes ?? hashesOf(resource, base.row, secret);
  const e = expression();
  const action = {
    Delete: {
      TableName: scope.tables.records,
      Key: marshalMap(recordKey(resource.name, id)),
      ConditionExpression: condition(write, e),
      ...e.attributes(),
      ...oldWhenRefused,
    },
  };
  return {
    item: withoutGaps({ ...base.row, id, status: base.status, version: base.version + 1 }),
    changes: {},
    drops: guardsOf(resource, { row: base.row, status: base.status, hashes }),
    takes: none,
    step: { action, refuse: (old) => refuseChange(write, old, { scope, secret }) },
  };
}

export function planGuard(write: GuardWrite, { scope, secret }: With): Planned {
  const { resource, id, base } = write;
  const e = expression();
  const check = {
    TableName: scope.tables.records,
    Key: marshalMap(recordKey(resource.name, id)),
    ConditionExpression: `${e.name(['v'])} = ${e.value(base.version)}`,
    ...e.attributes(),
    ...oldWhenRefused,
  };
  const refuse = (old: Attributes | undefined) => refuseChange({ ...write, kind: 'remove', event: '' }, old, { scope, secret });
  return { item: base.row as AnyItem, drops: none, takes: none, step: { action: { ConditionCheck: check }, refuse } };
}

/**
 * What must hold of the stored record: its version, its state, the row filter. What came in a token was not read by the server,
 * so each value that keys are made of is asserted too.
 */
function condition(write: ChangeWrite | RemoveWrite, e: Expression): string {
  const { resource, base, within } = write;
  const terms = [`${e.name(['v'])} = ${e.value(base.version)}`, `${e.name(['s'])} = ${e.value(base.status)}`];
  if (write.kind === 'change' && write.from) terms.push(isOneOf(e, ['s'], write.from));
  if (within) terms.push(rowsIn(e, resource, within));
  if (!base.hashes) return terms.join(' AND ');
  const hashed = hashedFields(resource);
  const equals = (path: readonly string[], value: unknown) =>
    value === undefined ? `attribute_not_exists(${e.name(path)})` : `${e.name(path)} = ${e.value(value)}`;
  for (const name of keyFields(resource).filter((x) => !hashed.includes(x))) terms.push(equals(pathOf(resource, name), base.row[name]));
  for (const name of hashed) terms.push(equals(['u', name], base.hashes[name]));
  return terms.join(' AND ');
}

/** Index keys that differ afterwards; undefined for those that go. */
function changedKeys({ resource, base }: ChangeWrite, row: Row, status: string): Record<string, string | undefined> {
  const before = indexKeys(resource, { ...base.row, status: base.status });
  const after = indexKeys(resource, { ...row, status });
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries([...names].filter((name) => before[name] !== after[name]).map((name) => [name, after[name]]));
}

function changedHashes({ resource, changes }: ChangeWrite, before: Readonly<Record<string, string>>, secret: Secret | undefined): Record<string, string> {
  const kept = Object.entries(before).filter(([name]) => !(name in changes));
  return { ...Object.fromEntries(kept), ...hashesOf(resource, changes, secret) };
}

const without = (held: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...held].filter(([name, key]) => other.get(name) !== key));

const withoutGaps = (item: Row & Pick<AnyItem, 'id' | 'status' | 'version'>): AnyItem =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as AnyItem;
