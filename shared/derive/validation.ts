import * as z from 'zod';
import type { OperationDefinition } from '../kit/define-operation.ts';
import type { ResourceDefinition } from '../kit/define-resource.ts';
import { type FieldProblem, fail, RefusalError } from '../kit/errors.ts';
import { type FieldKind, isOptional, metaOf } from '../kit/fields/field.ts';

type Shape = Readonly<Record<string, z.ZodType>>;

/** What a person may give when a record is made: every field that the server does not own. */
export const createInput = (resource: ResourceDefinition): z.ZodObject => memo(creates, resource, () => z.strictObject(given(resource.fields)));

/** What a person may change: any of the fields that are neither owned nor fixed; `null` empties an optional one. */
export const updateInput = (resource: ResourceDefinition): z.ZodObject =>
  memo(updates, resource, () => {
    const open = Object.entries(given(resource.fields)).filter(([, schema]) => !metaOf(schema).isFixed);
    return z.strictObject(Object.fromEntries(open.map(([name, schema]) => [name, isOptional(schema) ? schema.nullable() : schema.optional()])));
  });

export const operationInput = (operation: OperationDefinition): z.ZodObject => memo(inputs, operation, () => z.strictObject(operation.input));

/**
 * Checks input against a schema; the answer has only known fields, normalised.
 *
 * @param fields the fields the schema was made of; they choose the words of a refusal
 * @throws RefusalError `request.invalid` with a problem for each wrong field
 */
export function check<S extends z.ZodObject>(schema: S, input: unknown, fields: Shape): z.infer<S> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) fail('request.json', { parameters: { reason: 'object expected' } });
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  // A map: the input may name `constructor` and the like, which plain objects have already.
  const problems = new Map<string, FieldProblem>();
  const note = (path: string, problem: FieldProblem) => problems.has(path) || problems.set(path, problem);
  for (const issue of result.error.issues) {
    if (issue.code !== 'unrecognized_keys' && valueAt(input, issue.path) === undefined) note(issue.path.join('.'), { key: 'field.required' });
    for (const [path, problem] of problemsOf(issue, fields)) note(path, problem);
  }
  throw new RefusalError('request.invalid', { fields: Object.fromEntries(problems) });
}

const creates = new WeakMap<object, z.ZodObject>();
const updates = new WeakMap<object, z.ZodObject>();
const inputs = new WeakMap<object, z.ZodObject>();

/** Building a schema costs more than a request should pay: once for each definition. */
function memo(cache: WeakMap<object, z.ZodObject>, key: object, make: () => z.ZodObject): z.ZodObject {
  const known = cache.get(key);
  if (known) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

const given = (fields: Shape): Record<string, z.ZodType> => Object.fromEntries(Object.entries(fields).filter(([, schema]) => !metaOf(schema).isOwned));

/** The refusal of a value of the wrong type, for each kind of field. */
const wrongType: Partial<Record<FieldKind, string>> = {
  money: 'field.money',
  area: 'field.number',
  count: 'field.number',
  rate: 'field.number',
  flag: 'field.flag',
  choice: 'field.choice',
  choices: 'field.choice',
  ref: 'field.ref',
  refs: 'field.ref',
  date: 'date.format',
  text: 'field.text',
  note: 'field.text',
};

/** Why a field that exists may not be given. */
function refusalOf(name: string, fields: Shape): string {
  const schema = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!schema) return 'field.unknown';
  return metaOf(schema).isOwned ? 'field.owned' : 'field.fixed';
}

function problemsOf(issue: z.core.$ZodIssue, fields: Shape): [string, FieldProblem][] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => [path ? `${path}.${key}` : key, { key: path ? 'field.unknown' : refusalOf(key, fields) }]);
  return [[path || '', problemOf(issue, kindAt(issue.path, fields))]];
}

function problemOf(issue: z.core.$ZodIssue, kind: FieldKind | undefined): FieldProblem {
  switch (issue.code) {
    case 'custom':
      return { key: issue.message, ...(issue.params ? { parameters: issue.params } : {}) };
    case 'invalid_type':
      return { key: (kind && wrongType[kind]) ?? 'field.type' };
    case 'invalid_value':
      return { key: 'field.choice' };
    case 'too_big':
      if (issue.origin === 'array') return { key: 'field.tooMany', parameters: { most: Number(issue.maximum) } };
      return { key: issue.origin === 'string' ? 'field.tooLong' : 'field.tooLarge', parameters: { most: Number(issue.maximum) } };
    case 'too_small':
      if (issue.origin === 'string')
        return { key: Number(issue.minimum) === 1 ? 'field.required' : 'field.tooShort', parameters: { least: Number(issue.minimum) } };
      return { key: 'field.tooSmall', parameters: { least: Number(issue.minimum) } };
    case 'invalid_format':
      return { key: (kind && wrongType[kind]) ?? 'field.format' };
    default:
      return { key: (kind && wrongType[kind]) ?? 'field.type' };
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), input);
}

function kindAt(path: readonly PropertyKey[], fields: Shape): FieldKind | undefined {
  const schema = fields[String(path[0])];
  if (!schema) return undefined;
  const meta = metaOf(schema);
  return meta.columns && path.length > 2 ? kindAt(path.slice(2), meta.columns) : meta.kind;
}
