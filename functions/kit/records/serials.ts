import { yearOf } from '../../../shared/kit/calendar/plain-date.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';

/** A serial number that is to be made: its counter, and how a count is written. */
export type Serial = { readonly field: string; readonly counter: string; write(count: number): string };

/** Does the resource number its records by project? */
export const needsProjectCode = (resource: ResourceDefinition): boolean => patterns(resource).some(([, pattern]) => pattern.includes('{project}'));

/**
 * The serials of a new record: one counter for each field and expanded prefix.
 *
 * @param facts the date in Shanghai and the code of the record's project
 * @example serialsOf(contract, { today: '2026-11-21', projectCode: 'QD' })[0].write(7) // '2026-QD-00007'
 */
export function serialsOf(resource: ResourceDefinition, facts: { today: string; projectCode: string | undefined }): Serial[] {
  return patterns(resource).map(([field, pattern]) => {
    const year = String(yearOf(facts.today));
    const prefix = pattern.replace('{year}', year).replace('{project}', () => known(facts.projectCode, resource));
    const digits = Number(/\{seq:(\d+)\}/.exec(prefix)?.[1]);
    if (!digits) throw new Error(`expected {seq:n} in the pattern of ${resource.name}.${field}, got ${pattern}`);
    const write = (count: number) => prefix.replace(/\{seq:\d+\}/, String(count).padStart(digits, '0'));
    return { field, counter: `${resource.name}!serial#${field}#${prefix}`, write };
  });
}

function patterns(resource: ResourceDefinition): [field: string, pattern: string][] {
  return Object.entries(resource.fields).flatMap(([field, schema]) => {
    const { pattern } = metaOf(schema);
    return pattern ? [[field, pattern] satisfies [string, string]] : [];
  });
}

function known(code: string | undefined, resource: ResourceDefinition): string {
  if (!code) throw new Error(`expected a project for the serial number of ${resource.name}, got none`);
  return code;
}
