import type * as z from 'zod';
import type { Label } from '../label.ts';

/** The kinds of field an office uses. The console has one input and one view for each; a kind is added here and there. */
export type FieldKind =
  | 'text'
  | 'note'
  | 'serial'
  | 'ref'
  | 'refs'
  | 'money'
  | 'area'
  | 'rate'
  | 'count'
  | 'flag'
  | 'date'
  | 'instant'
  | 'choice'
  | 'choices'
  | 'personName'
  | 'phone'
  | 'idNumber'
  | 'address'
  | 'creditCode'
  | 'hash'
  | 'rows'
  | 'data';

/** How a personal value is hidden until it is revealed for a purpose. */
export type Mask = 'personName' | 'phone' | 'idNumber' | 'address';

export type FieldMeta = {
  readonly kind: FieldKind;
  readonly label: Label;
  readonly help?: Label;
  /** Heading under which forms and the record page show the field. */
  readonly group?: Label;
  /** Name of the resource that a `ref` or `refs` points to. */
  readonly to?: string;
  /** Texts of the options of a `choice`. */
  readonly options?: Readonly<Record<string, Label>>;
  /** Fields of one row of a `rows` field. */
  readonly columns?: Readonly<Record<string, z.ZodType>>;
  /** Pattern of a serial number: `{year}`, `{project}`, `{seq:5}`. */
  readonly pattern?: string;
  readonly mask?: Mask;
  /** Written by the server alone, through an operation or a rule. */
  readonly isOwned?: boolean;
  /** Given when the record is made, never changed afterwards. */
  readonly isFixed?: boolean;
  /** Kept for the server alone: never in an answer, an export or the audit log. */
  readonly isHidden?: boolean;
  /** Where the office's documents or the law ask for it: an inventory id such as `E4`. */
  readonly source?: string;
};

export type FieldOptions = {
  readonly optional?: boolean;
  readonly help?: Label;
  readonly group?: Label;
  readonly isOwned?: boolean;
  readonly isFixed?: boolean;
  readonly isHidden?: boolean;
  readonly source?: string;
};

export type Maybe<S extends z.ZodType, O> = O extends { optional: true } ? z.ZodOptional<S> : S;

/** Joins a schema with what people see of it. `.meta()` comes last: zod loses it when a later call wraps the schema. */
export function field<S extends z.ZodType, const O extends FieldOptions>(
  schema: S,
  meta: Pick<FieldMeta, 'kind' | 'label' | 'to' | 'options' | 'columns' | 'pattern' | 'mask'>,
  options?: O,
): Maybe<S, O> {
  const { optional, ...shown } = options ?? {};
  const wrapped = optional ? schema.optional() : schema;
  // zod types `.meta()` by its receiver; Maybe<S, O> is that receiver.
  return wrapped.meta({ ...meta, ...shown }) as unknown as Maybe<S, O>;
}

/** What people see of a field. Throws when the schema was not made by a field helper. */
export function metaOf(schema: z.ZodType): FieldMeta {
  const known = metas.get(schema) ?? readMeta(schema);
  metas.set(schema, known);
  return known;
}

/** zod makes a copy each time it is asked. */
const metas = new WeakMap<z.ZodType, FieldMeta>();

function readMeta(schema: z.ZodType): FieldMeta {
  const meta = schema.meta();
  if (!meta || !('kind' in meta)) throw new Error('expected a field made by f.*, got a bare schema (was .optional() chained on a helper?)');
  return meta as unknown as FieldMeta;
}

/** May the field be left out? */
export const isOptional = (schema: z.ZodType): boolean => schema.safeParse(undefined).success;
