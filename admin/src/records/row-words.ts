import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import type { Label } from '../../../shared/kit/label.ts';
import type { OperationEntry } from '../../build/describe-office.ts';

type Operations = Readonly<Record<string, OperationEntry>>;
type Values = Readonly<Record<string, unknown>>;

/** The flag that calls the date before it provisional. */
const flagName = 'isProvisional';

/**
 * The words for what a to-do holds as a name: the operation that finishes it, and the part of it that is asked for.
 * @example todoWord(operations, 'todo', { step: 'contract.review', part: 'sales' }, 'part') // { zh: '销售', en: 'Sales' }
 */
export function todoWord(operations: Operations, resource: string, row: Values, name: string): Label | undefined {
  if (resource !== 'todo') return undefined;
  const operation = operations[String(row.step)];
  if (name === 'step') return operation?.label;
  return name === 'part' ? operation?.parts?.[String(row.part)] : undefined;
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
