import { indexKeys, recordKey } from '../../../shared/derive/keys.ts';
import type { RowFilter, Scope } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { anyOf, type Expression, isOneOf } from './expression.ts';
import { hashedFields } from './guards.ts';
import { type Attributes, marshal, marshalMap, unmarshalMap } from './marshal.ts';
import type { AnyItem, Row } from './write.ts';

/**
 * A record as it is stored: `v` version, `s` status, `l` the columns of lists (what the indexes hold), `d` everything else,
 * `u` keyed hashes of personal values that stand in unique guards.
 */
const columnSets = new WeakMap<ResourceDefinition, ReadonlySet<string>>();

/** The field by which each scope tells rows apart. */
const filterFields: Readonly<Record<Scope, string>> = { all: '', ownProject: 'project', ownDepartment: 'department', own: 'createdBy' };

/** The fields that stand in `l`: the list columns, the title, and what the read rule filters rows by. */
export function columnsOf(resource: ResourceDefinition): ReadonlySet<string> {
  const known = columnSets.get(resource);
  if (known) return known;
  const filters = resource.access.read.map((grant) => (grant.scope === 'ownPartner' ? grant.field : filterFields[grant.scope]));
  const columns = new Set([...resource.list, resource.title, ...filters.filter((name) => name in resource.fields || name === 'createdBy')]);
  columnSets.set(resource, columns);
  return columns;
}

/** Where a value of a record is stored. */
export function pathOf(resource: ResourceDefinition, name: string): readonly string[] {
  if (name === 'status') return ['s'];
  if (name === 'version') return ['v'];
  return [columnsOf(resource).has(name) ? 'l' : 'd', name];
}

/** The condition that a stored row is inside the filter. */
export const rowsIn = (e: Expression, resource: ResourceDefinition, filter: RowFilter): string =>
  anyOf(
    filter.anyOf.map((x) => {
      const own = isOneOf(e, pathOf(resource, x.field), x.in);
      return x.while ? `(${own} AND ${isOneOf(e, ['s'], x.while)})` : own;
    }),
  );

/** The stored form of a record. */
export function toStored(resource: ResourceDefinition, item: AnyItem, hashes: Readonly<Record<string, string>>): Attributes {
  const { id, version, status, ...values } = item;
  const columns = columnsOf(resource);
  const [l, d]: Record<string, unknown>[] = [{}, {}];
  for (const [name, value] of Object.entries(values)) Object.assign((columns.has(name) ? l : d) ?? {}, { [name]: value });
  return {
    ...marshalMap(recordKey(resource.name, id)),
    v: marshal(version),
    s: marshal(status),
    l: marshal(l),
    d: marshal(d),
    ...(hashedFields(resource).length > 0 ? { u: marshal(hashes) } : {}),
    ...marshalMap(indexKeys(resource, item)),
  };
}

/** A record, or the row of an index, as the office sees it. */
export function fromStored(attributes: Attributes): AnyItem {
  const { pk, v, s, l, d } = unmarshalMap(attributes);
  const id = String(pk).slice(String(pk).indexOf('#') + 1);
  // What is stored was made by toStored, so the record is whole; a row of an index is not, and ListRow says so.
  return { ...(d as Row), ...(l as Row), id, ...(v === undefined ? {} : { version: v }), status: s } as AnyItem;
}
