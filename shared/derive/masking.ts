import type * as z from 'zod';
import type { ResourceDefinition } from '../kit/define-resource.ts';
import { type FieldMeta, type Mask, metaOf } from '../kit/fields/field.ts';
import { maskAddress, maskIdentifier, maskName, maskPhone } from '../kit/masks.ts';

type Row = Readonly<Record<string, unknown>>;

const masks: Readonly<Record<Mask, (text: string) => string>> = {
  personName: maskName,
  phone: maskPhone,
  idNumber: maskIdentifier,
  address: maskAddress,
};

/**
 * A record as an answer may show it: personal values masked, also inside tables; hidden fields left out. What is not a field
 * of the resource (id, status …) stays as it is.
 *
 * @example mask(customer, { id: 'cus_1', name: '王小明', phone: '13800138000' }) // { id: 'cus_1', name: '王*', phone: '138****8000' }
 */
export function mask(resource: ResourceDefinition, row: Row): Record<string, unknown> {
  const special = specialFields(resource);
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const schema = special.get(name);
    if (schema === undefined) shown[name] = value;
    else if (schema !== 'hidden') shown[name] = maskValue(schema, value);
  }
  return shown;
}

const specials = new WeakMap<ResourceDefinition, ReadonlyMap<string, z.ZodType | 'hidden'>>();

/** The fields that are hidden or masked: few, while every value of every row of a list is looked at. */
function specialFields(resource: ResourceDefinition): ReadonlyMap<string, z.ZodType | 'hidden'> {
  const known = specials.get(resource);
  if (known) return known;
  const special = new Map<string, z.ZodType | 'hidden'>();
  for (const [name, schema] of Object.entries(resource.fields)) {
    if (metaOf(schema).isHidden) special.set(name, 'hidden');
    else if (isMasked(schema)) special.set(name, schema);
  }
  specials.set(resource, special);
  return special;
}

/** One value of a field, masked where the field is personal. */
export function maskValue(schema: z.ZodType, value: unknown): unknown {
  const { mask: kind, columns }: FieldMeta = metaOf(schema);
  if (kind) return typeof value === 'string' ? masks[kind](value) : value === undefined || value === null ? value : '***';
  if (!columns || !Array.isArray(value)) return value;
  return value.map((line) => (isRow(line) ? maskLine(columns, line) : line));
}

/** Is the field personal, or a table with personal columns? */
export function isMasked(schema: z.ZodType): boolean {
  const { mask: kind, columns } = metaOf(schema);
  return kind !== undefined || Object.values(columns ?? {}).some(isMasked);
}

/** The fields of a resource that a reveal may name. */
export const maskedFields = (resource: ResourceDefinition): readonly string[] =>
  Object.entries(resource.fields).flatMap(([name, schema]) => (isMasked(schema) && !metaOf(schema).isHidden ? [name] : []));

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

function maskLine(columns: Readonly<Record<string, z.ZodType>>, line: Row): Record<string, unknown> {
  return Object.fromEntries(Object.entries(line).map(([name, value]) => [name, columns[name] ? maskValue(columns[name], value) : value]));
}
