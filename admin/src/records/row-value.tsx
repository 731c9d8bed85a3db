import { Tag, Tooltip } from 'antd';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { office } from '../office.ts';
import { useWords } from '../providers/i18n.tsx';
import { FieldValue } from './field-value.tsx';
import { isProvisional, provisionalReason, wordOf } from './row-words.ts';

type RowValueProps = {
  readonly definition: ResourceDefinition;
  readonly row: Readonly<Record<string, unknown>>;
  readonly name: string;
  /** The value, where it is not the row's: one that was revealed. */
  readonly value?: unknown;
  /** Says why a date is provisional in so many words, where there is room. */
  readonly isWordy?: boolean;
};

/** A value as people read it, with what its row says of it. */
export function RowValue({ definition, row, name, value = row[name], isWordy = false }: RowValueProps) {
  const { l, t } = useWords();
  const word = wordOf(office, definition.name, row, name);
  if (word) return l(word);
  if (value === undefined || !isProvisional(definition, row, name)) return <FieldValue definition={definition} name={name} value={value} />;
  const reason = l(provisionalReason(definition)) || t('inbox.provisionalHelp');
  return (
    <>
      <FieldValue definition={definition} name={name} value={value} />{' '}
      <Tooltip title={isWordy ? '' : reason}>
        <Tag color="orange">{t('inbox.provisional')}</Tag>
      </Tooltip>
      {isWordy && <span className="hint">{reason}</span>}
    </>
  );
}
