import * as z from 'zod';
import { check } from '../../../shared/derive/validation.ts';
import { type FieldProblem, RefusalError } from '../../../shared/kit/errors.ts';
import { type FieldMeta, isOptional, metaOf } from '../../../shared/kit/fields/field.ts';
import { codecs } from './codec.ts';

export type Shape = Readonly<Record<string, z.ZodType>>;
export type Drafts = Readonly<Record<string, unknown>>;
export type Problems = Readonly<Record<string, FieldProblem>>;
type Read = { readonly value: unknown; readonly problems: Problems };

/** Does the field, or one of its columns, hold values that answers mask? Such values never enter a form. */
export const isMasked = (meta: FieldMeta): boolean =>
  meta.mask !== undefined || Object.values(meta.columns ?? {}).some((column) => metaOf(column).mask !== undefined);

/** The fields a person fills in when a record is made, or changes later. */
export const openFields = (fields: Shape, mode: 'create' | 'edit'): Shape =>
  Object.fromEntries(
    Object.entries(fields).filter(([, schema]) => {
      const meta = metaOf(schema);
      return !meta.isOwned && !meta.isHidden && (mode === 'create' || !meta.isFixed);
    }),
  );

/** The fields of an operation's input; a field borrowed from a resource is filled in here although the record keeps it. */
export const openInput = (input: Shape): Shape => Object.fromEntries(Object.entries(input).filter(([, schema]) => !metaOf(schema).isHidden));

/**
 * The one question that a form asks: yes or no, where all else is known or optional. Saying no mostly needs more words.
 * @example decisionOf(reviewContract.input, ['part'])?.name // 'isAgreed'
 */
export function decisionOf(fields: Shape, known: readonly string[]): { readonly name: string; readonly label: FieldMeta['label'] } | undefined {
  const [asked, ...more] = Object.entries(fields).filter(([name, schema]) => !isOptional(schema) && !known.includes(name));
  if (!asked || more.length > 0) return undefined;
  const { kind, label } = metaOf(asked[1]);
  return kind === 'flag' ? { name: asked[0], label } : undefined;
}

/** What the inputs show at first for the values of a record; masked values are left out. */
export function draftsOf(fields: Shape, values: Drafts): Record<string, unknown> {
  const shown = Object.entries(fields).filter(([name, schema]) => values[name] !== undefined && !isMasked(metaOf(schema)));
  return Object.fromEntries(shown.map(([name, schema]) => [name, draftOf(schema, values[name])]));
}

/** Reads the drafts of a whole form: the values, and what is wrong by the path of its field (`coBuyers.0.name`). */
export function collect(fields: Shape, drafts: Drafts): { values: Record<string, unknown>; problems: Record<string, FieldProblem> } {
  const values: Record<string, unknown> = {};
  const problems: Record<string, FieldProblem> = {};
  for (const [name, schema] of Object.entries(fields)) {
    const read = readField(schema, drafts[name]);
    if (read.value !== undefined) values[name] = read.value;
    for (const [path, problem] of Object.entries(read.problems)) problems[path ? `${name}.${path}` : name] = problem;
  }
  return { values, problems };
}

/** What is wrong with the draft of one field, if anything; rows report their cells themselves. */
export function problemOf(schema: z.ZodType, draft: unknown): FieldProblem | undefined {
  return metaOf(schema).kind === 'rows' ? undefined : readField(schema, draft).problems[''];
}

/**
 * What an edit changes: fields whose drafts differ from those the form began with; `null` empties an optional one.
 * A masked field counts as soon as something was entered.
 */
export function changesOf(fields: Shape, base: Drafts, drafts: Drafts): { changes: Record<string, unknown>; problems: Record<string, FieldProblem> } {
  const before = draftsOf(fields, base);
  const touched = Object.entries(fields).filter(([name]) => !isSame(before[name], drafts[name]));
  const { values, problems } = collect(Object.fromEntries(touched), drafts);
  return { changes: Object.fromEntries(touched.map(([name]) => [name, values[name] ?? null])), problems };
}

/** Are two values or drafts alike? An empty text or list is no value. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(emptied(a)) === JSON.stringify(emptied(b));

const emptied = (value: unknown): unknown => (value === null || value === '' || (Array.isArray(value) && value.length === 0) ? undefined : value);

function draftOf(schema: z.ZodType, value: unknown): unknown {
  const { kind, columns } = metaOf(schema);
  if (kind === 'rows' && columns && Array.isArray(value)) return value.map((row) => draftsOf(columns, Object(row)));
  return codecs[kind].toDraft(value);
}

function readField(schema: z.ZodType, draft: unknown): Read {
  const { kind, columns } = metaOf(schema);
  const read = codecs[kind].read(draft);
  if (!read.ok) return { value: undefined, problems: { '': { key: read.key, parameters: read.params } } };
  if (read.value === undefined || read.value === null) return { value: undefined, problems: isOptional(schema) ? {} : { '': { key: 'field.required' } } };
  if (kind === 'rows' && columns) return readRows(columns, read.value);
  return readValue(schema, read.value);
}

function readRows(columns: Shape, draft: unknown): Read {
  const rows = (Array.isArray(draft) ? draft : []).map((row) => collect(columns, Object(row)));
  const problems = rows.flatMap((row, place) => Object.entries(row.problems).map(([path, problem]) => [`${place}.${path}`, problem] as const));
  return { value: rows.map((row) => row.values), problems: Object.fromEntries(problems) };
}

/** The value as the schema normalises it. The words of a refusal are chosen where the server chooses them, so that both say the same. */
function readValue(schema: z.ZodType, value: unknown): Read {
  try {
    return { value: check(z.strictObject({ value: schema }), { value }, { value: schema }).value, problems: {} };
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    const [problem] = Object.values(error.fields);
    return { value: undefined, problems: problem ? { '': problem } : {} };
  }
}
