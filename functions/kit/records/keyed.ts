import { hash } from 'node:crypto';
import { sortKey } from '../../../shared/derive/keys.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import type { Row } from './write.ts';

/** Hex digits of an id that values make: 128 bits, so that no two sets of values meet. */
const idDigits = 32;

/** Name of the rule whose values make the id of a record, if the resource has one. */
export const keyRule = (resource: ResourceDefinition): string | undefined => Object.entries(resource.unique ?? {}).find(([, unique]) => unique.isKey)?.[0];

/**
 * The id that the values of a record make. Undefined where ids are given by time.
 *
 * @throws Error when a value of the rule is missing
 * @example keyedId(taxLine, { contract: 'ctr_1', kind: 'stampTax' }) // 'tax_5c3f…'
 */
export function keyedId(resource: ResourceDefinition, row: Row): string | undefined {
  const rule = keyRule(resource);
  if (!rule) return undefined;
  const values = (resource.unique?.[rule]?.fields ?? []).map((name) => row[name]);
  if (values.includes(undefined)) throw new Error(`expected every value of the key of ${resource.name}, got ${JSON.stringify(values)}`);
  return `${resource.idPrefix}_${hash('sha256', sortKey(values), 'hex').slice(0, idDigits)}`;
}

/** @throws Error when an edit would leave a record under an id that its values no longer make */
export function refuseNewKey(resource: ResourceDefinition, changes: Row): void {
  const rule = keyRule(resource);
  const changed = rule && resource.unique?.[rule]?.fields.find((name) => name in changes);
  if (changed) throw new Error(`expected the key of ${resource.name} to stay as it was made, got another ${changed}`);
}
