import { recordKey } from '../../../shared/derive/keys.ts';
import { reaches } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { fail } from '../../../shared/kit/errors.ts';
import { idPattern, prefixOf } from '../../../shared/kit/ids.ts';
import { guardKey, hashedFields, hashesOf } from './guards.ts';
import { fromStored } from './item.ts';
import { keyedId, keyRule } from './keyed.ts';
import { type Attributes, marshalMap, unmarshalMap } from './marshal.ts';
import type { Scope } from './scope.ts';
import type { AnyItem, Row } from './write.ts';

/** DynamoDB's limit for one BatchGetItem. */
export const mostTitles = 100;
/** Attempts to get what a throttled batch left out. */
const mostBatches = 5;

/** @throws RefusalError `record.missing`, alike for what does not exist and what the actor may not see */
export async function get(scope: Scope, resource: ResourceDefinition, { id, isConsistent }: { id: string; isConsistent: boolean }): Promise<AnyItem> {
  const item = isIdOf(resource, id) ? await getAny(scope, resource, { id, isConsistent }) : undefined;
  return item && reaches(resource.access.read, scope.actor, item) ? item : fail('record.missing');
}

/** The record that holds these values of a unique rule, if there is one and the actor may see it. */
export async function find(scope: Scope, resource: ResourceDefinition, { unique, values }: { unique: string; values: Row }): Promise<AnyItem | undefined> {
  if (!resource.unique?.[unique]) throw new Error(`expected a unique rule of ${resource.name}, got ${unique}`);
  if (unique === keyRule(resource)) return findById(scope, resource, keyedId(resource, values) ?? '');
  const hashes = hashedFields(resource).length > 0 ? hashesOf(resource, values, await scope.secret()) : {};
  const key = guardKey(resource, unique, { row: values, hashes });
  if (!key) return undefined;
  const { Item } = await scope.database.get({ TableName: scope.tables.records, Key: marshalMap({ pk: key, sk: '#' }), ConsistentRead: true });
  return Item && findById(scope, resource, String(unmarshalMap(Item).id));
}

async function findById(scope: Scope, resource: ResourceDefinition, id: string): Promise<AnyItem | undefined> {
  const item = await getAny(scope, resource, { id, isConsistent: true });
  return item && reaches(resource.access.read, scope.actor, item) ? item : undefined;
}

/** The records among these ids that the actor may see, as far as lists show them; others are left out. */
export async function getMany(scope: Scope, resource: ResourceDefinition, ids: readonly string[]): Promise<AnyItem[]> {
  let Keys: Attributes[] = [...new Set(ids)].filter((id) => isIdOf(resource, id)).map((id) => marshalMap(recordKey(resource.name, id)));
  const found: AnyItem[] = [];
  for (let attempt = 1; Keys.length > 0; attempt++) {
    if (attempt > mostBatches) fail('server.busy');
    const request = { Keys, ProjectionExpression: 'pk, l, s' };
    const { Responses = {}, UnprocessedKeys = {} } = await scope.database.batchGet({ RequestItems: { [scope.tables.records]: request } });
    found.push(...(Responses[scope.tables.records] ?? []).map(fromStored));
    Keys = UnprocessedKeys[scope.tables.records]?.Keys ?? [];
    if (Keys.length > 0) await scope.pause(attempt);
  }
  return found.filter((item) => reaches(resource.access.read, scope.actor, item));
}

async function getAny(scope: Scope, resource: ResourceDefinition, { id, isConsistent }: { id: string; isConsistent: boolean }): Promise<AnyItem | undefined> {
  const { Item } = await scope.database.get({
    TableName: scope.tables.records,
    Key: marshalMap(recordKey(resource.name, id)),
    ConsistentRead: isConsistent,
  });
  return Item && fromStored(Item);
}

/** An id with another resource's prefix cannot exist, so no call is made for it. */
export const isIdOf = (resource: ResourceDefinition, id: string): boolean => idPattern.test(id) && prefixOf(id) === resource.idPrefix;
