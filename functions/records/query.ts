import { indexSlots } from '../../shared/derive/keys.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { type FieldProblem, fail, failField } from '../../shared/kit/errors.ts';
import { metaOf } from '../../shared/kit/fields/field.ts';
import type { ListQuery } from '../kit/context.ts';

/** Parameters of a list that are no partition fields. */
export const listParameters = ['index', 'order', 'limit', 'cursor', 'from', 'until'] as const;
/** Longest value that a list is asked by: three bytes for each character stay below what a key of DynamoDB may have. */
const mostKeyText = 200;
/** Kinds of field whose values are numbers. */
const numeric = ['money', 'area', 'rate', 'count'];

/**
 * A list query from the parameters of a request; the first index is the usual one.
 *
 * @throws RefusalError `request.index` for an unknown index; `request.invalid` naming a wrong or unknown parameter
 */
export function queryOf(resource: ResourceDefinition, parameters: Readonly<Record<string, string>>): ListQuery {
  const { index = Object.keys(resource.indexes)[0] ?? '', order = 'asc', limit, cursor, from, until, ...where } = parameters;
  const slot = indexSlots(resource).find((x) => x.name === index);
  if (!slot) return fail('request.index', { parameters: { index, missing: 'index' } });
  const unknown = Object.keys(where).filter((name) => !slot.partition.includes(name));
  if (unknown.length > 0)
    fail('request.invalid', { fields: Object.fromEntries(unknown.map((name) => [name, { key: 'field.unknown' } satisfies FieldProblem])) });
  const long = Object.entries({ from, until, ...where }).find(([, text]) => text !== undefined && text.length > mostKeyText);
  if (long) failField(long[0], 'field.tooLong', { most: mostKeyText });
  if (order !== 'asc' && order !== 'desc') return failField('order', 'field.choice');
  if (limit !== undefined && !/^([1-9]\d?|100)$/.test(limit)) failField('limit', 'field.tooLarge', { most: 100 });
  return {
    index,
    where: Object.fromEntries(Object.entries(where).map(([name, text]) => [name, wantedValue(resource, name, text)])),
    order,
    ...(limit ? { limit: Number(limit) } : {}),
    ...(cursor ? { cursor } : {}),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
  };
}

/** A parameter as the field holds it: keys write numbers in another way than texts. */
function wantedValue(resource: ResourceDefinition, name: string, text: string): string | number {
  const schema = resource.fields[name];
  if (!schema || !numeric.includes(metaOf(schema).kind)) return text;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : failField(name, 'field.number');
}
