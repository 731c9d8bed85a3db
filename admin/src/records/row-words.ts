import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import type { Label } from '../../../shared/kit/label.ts';
import type { Office } from '../../build/describe-office.ts';
import { decisionWords } from './call-words.ts';

/** What the office calls its operations, and what partners ask for besides. */
export type Names = Pick<Office, 'operations' | 'endpoints'>;
type Values = Readonly<Record<string, unknown>>;

/** The flag that calls the date before it provisional. */
const flagName = 'isProvisional';

/**
 * The words for what a row holds as a name or code: of a to-do the operation that finishes it and the part that is asked for, of
 * a partner's call what was asked and what was decided.
 * @example wordOf(office, 'todo', { step: 'contract.review', part: 'sales' }, 'part') // { zh: '销售', en: 'Sales' }
 */
export function wordOf({ operations, endpoints }: Names, resource: string, row: Values, name: string): Label | undefined {
  const held = String(row[name]);
  if (resource === 'partnerCall')
    return name === 'endpoint' ? (operations[held]?.label ?? endpoints[held]) : name === 'reason' ? decisionWords(held) : undefined;
  if (resource !== 'todo') return undefined;
  const operation = operations[String(row.step)];
  if (name === 'step') return operation?.label;
  return name === 'part' ? operation?.parts?.[held] : undefined;
}

/**
 * The date that a definition calls provisional: the one before its flag.
 * @example provisionalDate(filing) // 'pickUpOn'
 */
export function provisionalDate({ fields }: ResourceDefinition): string | undefined {
  const names = Object.keys(fields);
  const place = names.indexOf(flagName);
  return names.slice(0, Math.max(0, place)).findLast((name) => fields[name] && ['date', 'instant'].includes(metaOf(fields[name]).kind));
}

/** Is this value of the row a provisional date? */
export const isProvisional = (definition: ResourceDefinition, row: Values, name: string): boolean =>
  row[flagName] === true && provisionalDate(definition) === name;

/** The columns of a list: the mark of a provisional date stands beside the date, not in a column of its own. */
export const columnsOf = (definition: ResourceDefinition): readonly string[] => {
  const isMark = (name: string) => name === flagName && provisionalDate(definition) !== undefined;
  return [
    definition.title,
    ...definition.list.filter((name) => name !== definition.title && name !== 'status' && !isMark(name)),
    ...(definition.states ? ['status'] : []),
  ];
};

/** The fields a record page shows. */
export const shownFields = (definition: ResourceDefinition): ResourceDefinition['fields'] =>
  Object.fromEntries(
    Object.entries(definition.fields).filter(([name, schema]) => !metaOf(schema).isHidden && !(name === flagName && provisionalDate(definition) !== undefined)),
  );

/** Why a date is provisional, where the definition says it. */
export const provisionalReason = ({ fields }: ResourceDefinition): Label | undefined => fields[flagName] && metaOf(fields[flagName]).help;
