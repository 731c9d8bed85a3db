import type { ResourceDefinition, Unique } from '../kit/define-resource.ts';

/** Index slots of the records table, `gsi1` to `gsi4`. */
export const slotCount = 4;
export const slots = ['gsi1', 'gsi2', 'gsi3', 'gsi4'] as const;
export type Slot = (typeof slots)[number];

type Row = Readonly<Record<string, unknown>>;
export type IndexSlot = {
  readonly name: string;
  readonly slot: Slot;
  readonly partition: readonly string[];
  readonly sort: readonly string[];
  readonly while?: readonly string[];
};

/** The indexes of a resource with their slots, given by position. */
export function indexSlots(resource: ResourceDefinition): readonly IndexSlot[] {
  const known = slotsOf.get(resource) ?? giveSlots(resource);
  slotsOf.set(resource, known);
  return known;
}

/** Every row of a list asks for these: once for each definition. */
const slotsOf = new WeakMap<ResourceDefinition, readonly IndexSlot[]>();
const fieldsOf = new WeakMap<ResourceDefinition, readonly string[]>();

function giveSlots(resource: ResourceDefinition): readonly IndexSlot[] {
  return Object.entries(resource.indexes).map(([name, index], position) => {
    const slot = slots[position];
    if (!slot) throw new Error(`expected at most ${slotCount} indexes on ${resource.name}, got ${name} as no. ${position + 1}`);
    return { name, slot, ...index };
  });
}

/** Key of a record: one item for each partition, whose key begins with the resource name so that a policy can bound it. */
export const recordKey = (resource: string, id: string): { pk: string; sk: string } => ({ pk: `${resource}#${id}`, sk: '#' });

/** Partition key of a list: the resource, its slot's partition values. */
export const partitionKey = (resource: string, values: readonly unknown[]): string => [resource, ...values.map(part)].join('#');

/** The index keys of a row: `gsi1pk`, `gsi1sk` … A row that lacks a partition value, or is outside `while`, is not in that index. */
export function indexKeys(resource: ResourceDefinition, row: Row): Readonly<Record<string, string>> {
  const keys: Record<string, string> = {};
  for (const { slot, partition, sort, while: states } of indexSlots(resource)) {
    if (states && !states.includes(String(row.status))) continue;
    const values = partition.map((name) => row[name]);
    if (values.some((value) => value === undefined)) continue;
    keys[`${slot}pk`] = partitionKey(resource.name, values);
    keys[`${slot}sk`] = sortKey(sort.map((name) => row[name]));
  }
  return keys;
}

/** The fields whose values the index keys and unique guards of a resource are made of, apart from what every write knows. */
export function keyFields(resource: ResourceDefinition): readonly string[] {
  const known = fieldsOf.get(resource) ?? findKeyFields(resource);
  fieldsOf.set(resource, known);
  return known;
}

function findKeyFields(resource: ResourceDefinition): readonly string[] {
  const names = [
    ...indexSlots(resource).flatMap((x) => [...x.partition, ...x.sort]),
    ...Object.values(resource.unique ?? {}).flatMap((x) => (x.isKey ? [] : x.fields)),
  ];
  return [...new Set(names)].filter((name) => name in resource.fields || name === 'createdAt');
}

/** Values joined so that they sort as people expect: numbers zero-padded, negative ones before. */
export const sortKey = (values: readonly unknown[]): string => values.map(part).join('#') || '#';

/** Does this unique rule keep a guard for a record in this state? The id itself guards the values it is made of. */
export const isGuarded = (unique: Unique, status: string): boolean => !unique.isKey && (!unique.while || unique.while.includes(status));

function part(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return value < 0 ? `-${String(10 ** 13 + value).padStart(13, '0')}` : String(value).padStart(13, '0');
  // `#` joins the parts: one that stands in a value must not look like a joint.
  return String(value).replace(/[%#]/g, (sign) => (sign === '#' ? '%23' : '%25'));
}
