import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { doorReach, leadingKeys, operationReach, type Reach, recordsReach } from '../../shared/derive/policies.ts';
import { recordsTable, signingKeyPattern } from '../../shared/derive/table.ts';
import type { AreaDefinition } from '../../shared/kit/define-area.ts';
import type { EndpointDefinition } from '../../shared/kit/define-endpoint.ts';
import type { OperationDefinition } from '../../shared/kit/define-operation.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { metaOf } from '../../shared/kit/fields/field.ts';

/** What a function does with the tables. Who writes also records what it did, and looks none of it up unless it shows histories. */
export type TableAccess = Reach & { readonly isHistoryShown?: boolean };
export type TableArns = { readonly records: string; readonly audit: string };

/**
 * What a custom operation does with the tables: what its definition names, the to-do that a step finishes, and the project
 * whose code is part of the serial number of what it makes.
 *
 * @example
 * operationAccess(signContract, resources) // { reads: ['contract', …, 'project'], writes: ['contract', …, 'todo'] }
 */
export function operationAccess(operation: OperationDefinition, resources: Readonly<Record<string, ResourceDefinition>>): TableAccess {
  const { reads, writes } = operationReach(operation);
  const steps = operation.isStep ? ['todo'] : [];
  const all = unique([...writes, ...steps]);
  return { reads: unique([...reads, ...all, ...serialReads(all, resources)]), writes: all };
}

/**
 * What the signed door does with the tables: what its endpoints name, what their operations do, and its own keys, nonces and calls.
 *
 * @example
 * doorAccess(bankEndpoints, { operations, resources })
 */
export function doorAccess(
  endpoints: readonly EndpointDefinition[],
  { operations, resources }: { operations: Readonly<Record<string, OperationDefinition>>; resources: Readonly<Record<string, ResourceDefinition>> },
): TableAccess {
  const { reads, writes } = doorReach(endpoints);
  const performed = endpoints.flatMap(({ operation = '' }) => operations[operation] ?? []).map((operation) => operationAccess(operation, resources));
  const all = unique([...writes, ...performed.flatMap((access) => access.writes)]);
  return { reads: unique([...reads, ...all, ...performed.flatMap((access) => access.reads)]), writes: all };
}

/**
 * What the records function of an area does with the tables.
 *
 * @example
 * recordsAccess(contracts, resources)
 */
export function recordsAccess(area: AreaDefinition, resources: Readonly<Record<string, ResourceDefinition>>): TableAccess {
  const { reads, writes } = recordsReach(area);
  return { reads: unique([...reads, ...serialReads(writes, resources)]), writes, isHistoryShown: true };
}

/**
 * The statements of a role: exactly these actions, and only on keys that begin with the names of the resources.
 *
 * @example
 * tableStatements(access, { records: table.tableArn, audit: auditTable.tableArn })
 */
export function tableStatements(access: TableAccess, arns: TableArns): PolicyStatement[] {
  const indexes = recordsTable.indexes.map(({ name }) => `${arns.records}/index/${name}`);
  const rows = [
    // Who may read a record may hold a write to what it read of it.
    { actions: ['GetItem', 'Query', 'BatchGetItem', 'ConditionCheckItem'], resources: [arns.records, ...indexes], keys: leadingKeys(access.reads) },
    { actions: ['PutItem', 'UpdateItem', 'DeleteItem'], resources: [arns.records], keys: leadingKeys(access.writes) },
    { actions: ['PutItem'], resources: [arns.audit], keys: leadingKeys(access.writes) },
    { actions: ['Query'], resources: [arns.audit], keys: access.isHistoryShown ? leadingKeys(access.writes) : [] },
    { actions: ['GetItem', 'PutItem'], resources: [arns.records], keys: [signingKeyPattern] },
  ];
  return rows.filter(({ keys }) => keys.length > 0).map(statement);
}

/** `ForAllValues` is true of a request that has no keys at all, so their absence is refused as well. */
const statement = (row: { actions: string[]; resources: string[]; keys: readonly string[] }): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.ALLOW,
    actions: row.actions.map((action) => `dynamodb:${action}`),
    resources: row.resources,
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': row.keys }, Null: { 'dynamodb:LeadingKeys': 'false' } },
  });

function serialReads(writes: readonly string[], resources: Readonly<Record<string, ResourceDefinition>>): readonly string[] {
  const fields = writes.flatMap((name) => Object.values(known(resources, name).fields));
  return fields.some((field) => metaOf(field).pattern?.includes('{project}')) ? ['project'] : [];
}

function known(resources: Readonly<Record<string, ResourceDefinition>>, name: string): ResourceDefinition {
  const resource = resources[name];
  if (!resource) throw new Error(`expected the name of a resource, got ${name}`);
  return resource;
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
