import { isGuarded, sortKey } from '../../../shared/derive/keys.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import type { Secret } from './secret.ts';
import type { Row } from './write.ts';

/** Values by the name of their field; hashes in place of personal values. */
export type Guarded = { readonly row: Row; readonly status: string; readonly hashes: Readonly<Record<string, string>> };

/** Names of the personal fields that stand in unique rules: only their keyed hashes may appear in keys and tokens. */
export function hashedFields(resource: ResourceDefinition): readonly string[] {
  const known = hashed.get(resource) ?? findHashed(resource);
  hashed.set(resource, known);
  return known;
}

const hashed = new WeakMap<ResourceDefinition, readonly string[]>();

function findHashed(resource: ResourceDefinition): readonly string[] {
  const names = Object.values(resource.unique ?? {}).flatMap((unique) => unique.fields);
  return [...new Set(names)].filter((name) => {
    const schema = resource.fields[name];
    return schema !== undefined && metaOf(schema).mask !== undefined;
  });
}

/** Hashes of records of which not all values are known, as a write by token leaves them. */
const remembered = new WeakMap<Row, Readonly<Record<string, string>>>();
export const rememberHashes = (row: Row, hashes: Readonly<Record<string, string>>): void => void remembered.set(row, hashes);

/** Keyed hashes of the personal values of a row that stand in unique rules. */
export function hashesOf(resource: ResourceDefinition, row: Row, secret: Secret | undefined): Readonly<Record<string, string>> {
  const known = remembered.get(row);
  if (known) return known;
  if (!secret) return {};
  const hashes: Record<string, string> = {};
  for (const name of hashedFields(resource)) {
    const value = row[name];
    if (typeof value === 'string') hashes[name] = secret.sign('guard', `${resource.name}.${name}\n${value}`);
  }
  return hashes;
}

/** Partition key of the guard of a unique rule, or undefined when a value is missing. */
export function guardKey(resource: ResourceDefinition, name: string, { row, hashes }: Omit<Guarded, 'status'>): string | undefined {
  const hashed = hashedFields(resource);
  const values = (resource.unique?.[name]?.fields ?? []).map((field) => (hashed.includes(field) ? hashes[field] : row[field]));
  return values.some((value) => value === undefined || value === null) ? undefined : `${resource.name}!${name}#${sortKey(values)}`;
}

/** The guards that a record in this state holds: name of the unique rule → partition key. */
export function guardsOf(resource: ResourceDefinition, guarded: Guarded): ReadonlyMap<string, string> {
  const held = new Map<string, string>();
  for (const [name, unique] of Object.entries(resource.unique ?? {})) {
    const key = isGuarded(unique, guarded.status) ? guardKey(resource, name, guarded) : undefined;
    if (key) held.set(name, key);
  }
  return held;
}
