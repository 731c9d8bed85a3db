import { DynamoError, invalid } from './errors.ts';

/** What a member of a request may be. `attributes` is checked later, with the table at hand. */
export type Shape =
  | { kind: 'string'; values?: readonly string[]; min?: number; max?: number }
  | { kind: 'boolean' }
  | { kind: 'integer'; min?: number; max?: number }
  | { kind: 'attributes' }
  | { kind: 'map'; of: Shape }
  | { kind: 'list'; of: Shape; min?: number; max?: number }
  | { kind: 'object'; members: Record<string, Member> };
export type Member = Shape & { isRequired?: boolean };
type Kind<K extends Shape['kind']> = Extract<Shape, { kind: K }>;
type Place = { path: string; operation: string };

/**
 * Checks a parsed request against the shape of its operation, and drops members that are null. Throws a ValidationException for missing
 * and out-of-range members and for members that are not implemented, by name; a SerializationException for wrong JSON types.
 *
 * @example
 * checkParameters('GetItem', operations.GetItem.shape, JSON.parse(body))
 */
export function checkParameters(operation: string, shape: Shape, input: unknown): void {
  check(shape, input, { path: '', operation });
}

function check(shape: Shape, value: unknown, place: Place): void {
  switch (shape.kind) {
    case 'string':
      checkString(shape, value, place);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') throw mistyped(value, place);
      return;
    case 'integer':
      checkInteger(shape, value, place);
      return;
    case 'attributes':
      record(value, place);
      return;
    case 'map':
      for (const [name, entry] of Object.entries(record(value, place))) check(shape.of, entry, { ...place, path: `${place.path}.${name}.member` });
      return;
    case 'list':
      checkList(shape, value, place);
      return;
    case 'object':
      checkObject(shape, value, place);
  }
}

function checkObject(shape: Kind<'object'>, value: unknown, place: Place): void {
  const input = record(value, place);
  for (const [name, member] of Object.entries(input)) {
    const known = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
    if (!known) throw invalid(`The parameter ${name} of ${place.operation} is not implemented`);
    if (member === null) delete input[name];
    else check(known, member, { ...place, path: join(place.path, name) });
  }
  for (const [name, { isRequired }] of Object.entries(shape.members))
    if (isRequired && input[name] === undefined) throw constraint('null', join(place.path, name), 'Member must not be null');
}

function checkString({ values, min = 0, max = Number.POSITIVE_INFINITY }: Kind<'string'>, value: unknown, place: Place) {
  if (typeof value !== 'string') throw mistyped(value, place);
  if (values && !values.includes(value)) throw constraint(`'${value}'`, place.path, `Member must satisfy enum value set: [${values.join(', ')}]`);
  if (value.length < min) throw constraint(`'${value}'`, place.path, `Member must have length greater than or equal to ${min}`);
  if (value.length > max) throw constraint(`'${value}'`, place.path, `Member must have length less than or equal to ${max}`);
}

function checkInteger(shape: Kind<'integer'>, value: unknown, place: Place): void {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw mistyped(value, place);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = shape;
  if (value < min) throw constraint(`'${value}'`, place.path, `Member must have value greater than or equal to ${min}`);
  if (value > max) throw constraint(`'${value}'`, place.path, `Member must have value less than or equal to ${max}`);
}

function checkList({ of, min = 0, max = Number.POSITIVE_INFINITY }: Kind<'list'>, value: unknown, place: Place): void {
  if (!Array.isArray(value)) throw mistyped(value, place);
  if (value.length < min) throw constraint('[]', place.path, `Member must have length greater than or equal to ${min}`);
  if (value.length > max) throw constraint(`[${value.length} members]`, place.path, `Member must have length less than or equal to ${max}`);
  for (const [index, entry] of value.entries()) check(of, entry, { ...place, path: `${place.path}.${index + 1}.member` });
}

function record(value: unknown, place: Place): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mistyped(value, place);
  return value as Record<string, unknown>; // Narrowed by the line above.
}

function join(path: string, name: string): string {
  const camel = name.charAt(0).toLowerCase() + name.slice(1);
  return path === '' ? camel : `${path}.${camel}`;
}

function constraint(value: string, path: string, rule: string): DynamoError {
  return invalid(`1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${rule}`);
}

function mistyped(value: unknown, { path, operation }: Place): DynamoError {
  const type = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return new DynamoError('SerializationException', `Unexpected type at '${path || operation}': ${type}`);
}
