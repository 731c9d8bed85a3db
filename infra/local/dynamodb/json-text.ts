/** A member of an answer whose JSON is there already, as it is stored. */
export type StoredJson = { readonly [storedJson]: string };

const storedJson = Symbol('stored JSON');

/**
 * Marks JSON that stands in an answer as it is; only for members of the answer itself.
 *
 * @example
 * return { Item: asStored(row.text) }
 */
export function asStored(json: string): StoredJson {
  return { [storedJson]: json };
}

/**
 * The JSON of an answer. Parsing stored items only to write them again would be most of what a read costs.
 *
 * @example
 * toJson({ Count: 1, Items: asStored('[{"pk":{"S":"a"}}]') }) // '{"Count":1,"Items":[{"pk":{"S":"a"}}]}'
 */
export function toJson(output: object): string {
  const members: string[] = [];
  for (const [name, value] of Object.entries(output)) {
    if (value === undefined) continue;
    members.push(`${JSON.stringify(name)}:${isStored(value) ? value[storedJson] : JSON.stringify(value)}`);
  }
  return `{${members.join(',')}}`;
}

function isStored(value: unknown): value is StoredJson {
  return typeof value === 'object' && value !== null && storedJson in value;
}
