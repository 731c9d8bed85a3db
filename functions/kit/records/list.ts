import { type IndexSlot, indexSlots, partitionKey, sortKey } from '../../../shared/derive/keys.ts';
import { decide, type RowFilter } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { fail } from '../../../shared/kit/errors.ts';
import type { ListQuery } from '../context.ts';
import { readCursor, signCursor } from './cursor.ts';
import { type Expression, expression } from './expression.ts';
import { fromStored, rowsIn } from './item.ts';
import { type Attributes, marshalMap, unmarshalMap } from './marshal.ts';
import type { Scope } from './scope.ts';
import type { AnyItem } from './write.ts';

const usualLimit = 50;
const mostLimit = 100;
/** Further reads while a page stays empty because its rows are outside the actor's sight. */
const mostEmptyPages = 4;
/** Sorts after everything that begins with the text before it. */
const last = '\uffff';

/**
 * A page of a list, narrowed to the rows that the actor may see.
 *
 * @throws RefusalError `request.index` for an unknown index or missing partition value, `request.cursor`; `record.missing` when
 *   the partition is out of the actor's sight
 */
export async function list(scope: Scope, resource: ResourceDefinition, query: ListQuery): Promise<{ items: AnyItem[]; next?: string }> {
  const slot = slotOf(resource, query.index);
  const seen = decide(resource.access.read, scope.actor);
  // Somebody who may see no row at all, such as a person without a project, has an empty list.
  if (seen === false) return { items: [] };
  const missing = slot.partition.filter((name) => query.where[name] === undefined);
  if (missing.length > 0) fail('request.index', { parameters: { index: query.index, missing: missing.join(', ') } });
  const filter = seen === true ? undefined : narrow(seen, { slot, query });
  const bound = [resource.name, query.index, slot.partition.map((name) => query.where[name]), query.order ?? 'asc', query.from, query.until, filter];
  const start = query.cursor === undefined ? undefined : readCursor(query.cursor, { bound, secret: await scope.secret(), nowMs: Date.parse(scope.now) });
  const input = pageInput(scope, resource, { slot, query, filter });
  let key = start && startKey(resource, { slot, query, start });
  for (let page = 1; ; page++) {
    const { Items = [], LastEvaluatedKey } = await scope.database.query({ ...input, ...(key ? { ExclusiveStartKey: key } : {}) });
    key = LastEvaluatedKey;
    if (Items.length === 0 && key && page < mostEmptyPages) continue;
    const items = Items.map(fromStored);
    return key ? { items, next: await nextCursor(scope, { key, slot, bound }) } : { items };
  }
}

function slotOf(resource: ResourceDefinition, index: string): IndexSlot {
  const slot = indexSlots(resource).find((x) => x.name === index);
  return slot ?? fail('request.index', { parameters: { index, missing: index } });
}

/** What is left of a filter inside a partition, or undefined when the actor may see the whole of it. */
function narrow({ anyOf }: RowFilter, { slot, query }: { slot: IndexSlot; query: ListQuery }): RowFilter | undefined {
  if (anyOf.some((x) => !x.while && slot.partition.includes(x.field) && x.in.includes(String(query.where[x.field])))) return undefined;
  const open = anyOf.filter((x) => !slot.partition.includes(x.field) || (x.while && x.in.includes(String(query.where[x.field]))));
  return open.length > 0 ? { anyOf: open } : fail('record.missing');
}

function pageInput(scope: Scope, resource: ResourceDefinition, { slot, query, filter }: { slot: IndexSlot; query: ListQuery; filter: RowFilter | undefined }) {
  const e = expression();
  const values = slot.partition.map((name) => query.where[name]);
  const keys = [`${e.name([`${slot.slot}pk`])} = ${e.value(partitionKey(resource.name, values))}`, ...bounds(e, slot, query)];
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? usualLimit), 1), mostLimit);
  return {
    TableName: scope.tables.records,
    IndexName: slot.slot,
    KeyConditionExpression: keys.join(' AND '),
    ScanIndexForward: query.order !== 'desc',
    Limit: limit,
    ...(filter ? { FilterExpression: rowsIn(e, resource, filter) } : {}),
    ...e.attributes(),
  };
}

function bounds(e: Expression, slot: IndexSlot, { from, until }: ListQuery): string[] {
  const name = () => e.name([`${slot.slot}sk`]);
  if (from !== undefined && until !== undefined) return [`${name()} BETWEEN ${e.value(sortKey([from]))} AND ${e.value(sortKey([until]) + last)}`];
  if (from !== undefined) return [`${name()} >= ${e.value(sortKey([from]))}`];
  return until === undefined ? [] : [`${name()} <= ${e.value(sortKey([until]) + last)}`];
}

/** A position is the record's key and its place in the index; the rest follows from the query. */
async function nextCursor(scope: Scope, { key, slot, bound }: { key: Attributes; slot: IndexSlot; bound: unknown }): Promise<string> {
  const { pk, [`${slot.slot}sk`]: place } = unmarshalMap(key);
  return signCursor({ position: [String(pk), String(place)], bound }, await scope.secret(), Date.parse(scope.now));
}

function startKey(resource: ResourceDefinition, { slot, query, start }: { slot: IndexSlot; query: ListQuery; start: readonly string[] }): Attributes {
  const values = slot.partition.map((name) => query.where[name]);
  return marshalMap({ pk: start[0], sk: '#', [`${slot.slot}pk`]: partitionKey(resource.name, values), [`${slot.slot}sk`]: start[1] });
}
