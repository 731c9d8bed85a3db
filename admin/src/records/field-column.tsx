import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { codecs } from '../fields/codec.ts';
import type { Words } from '../providers/i18n.tsx';
import type { DataColumn } from '../ui/data-table.tsx';
import { columnLabel } from './export.ts';
import { FieldValue } from './field-value.tsx';

/**
 * The column of a field: its label, and its values as people read them, figures to the right.
 * @example columns={['dueOn', 'amount'].map((name) => fieldColumn<Row>(receivable, name, words))}
 */
export const fieldColumn = <T extends object>(definition: ResourceDefinition, name: string, words: Words): DataColumn<T> => ({
  key: name,
  title: columnLabel(definition, name, words),
  ...(isNumericField(definition, name) ? { align: 'right' as const } : {}),
  render: (_, row) => <FieldValue definition={definition} name={name} value={Reflect.get(row, name)} />,
});

/** Does a field hold figures, which stand under each other from the right? */
export const isNumericField = ({ fields }: ResourceDefinition, name: string): boolean =>
  fields[name] !== undefined && codecs[metaOf(fields[name]).kind].isNumeric === true;
