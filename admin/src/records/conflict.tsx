import { Alert, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { failureText } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { useFocusReturn } from '../ui/use-focus-return.ts';
import { columnLabel } from './export.ts';
import { FieldValue } from './field-value.tsx';
import { type Clash, type Merge, settle } from './merge.ts';

type ConflictProps = {
  readonly definition: ResourceDefinition;
  readonly merge: Merge;
  readonly onReturn: () => void;
  readonly onSettle: (changes: Readonly<Record<string, unknown>>) => Promise<void>;
};

/** Asks, field by field, which of two versions stands. What only one side changed is settled already. */
export function ConflictDialog({ definition, merge, onReturn, onSettle }: ConflictProps) {
  const words = useWords();
  const { t } = words;
  useFocusReturn();
  const [picks, setPicks] = useState<Readonly<Record<string, 'mine' | 'theirs'>>>({});
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const names = merge.theirsOnly.map((name) => columnLabel(definition, name, words)).join('、');
  const save = async () => {
    setBusy(true);
    await onSettle(settle(merge, picks)).catch((error: unknown) => setFailure(failureText(error, words.language, t('state.offline'))));
    setBusy(false);
  };
  const value = (clash: Clash, side: 'base' | 'theirs' | 'mine') => <FieldValue definition={definition} name={clash.field} value={clash[side] ?? undefined} />;
  return (
    <Modal
      open
      width={820}
      title={t('conflict.title')}
      okText={t('conflict.save')}
      cancelText={t('conflict.return')}
      okButtonProps={{ loading: isBusy, disabled: merge.clashes.some(({ field }) => !picks[field]) }}
      onOk={() => void save()}
      onCancel={onReturn}
    >
      <p>{t('conflict.body')}</p>
      {failure && <Alert type="error" title={failure} role="alert" />}
      {names && <Alert type="warning" title={t('conflict.theirsOnly', { names })} className="spaced" />}
      {merge.clashes.length > 0 && (
        <DataTable<Clash>
          rowKey="field"
          dataSource={merge.clashes}
          columns={[
            { key: 'field', title: t('conflict.field'), render: (_, clash) => columnLabel(definition, clash.field, words) },
            { key: 'base', title: t('conflict.base'), render: (_, clash) => value(clash, 'base') },
            { key: 'theirs', title: t('conflict.theirs'), render: (_, clash) => value(clash, 'theirs') },
            { key: 'mine', title: t('conflict.mine'), render: (_, clash) => value(clash, 'mine') },
            {
              key: 'pick',
              title: t('conflict.keep'),
              render: (_, { field }) => (
                <Radio.Group
                  aria-label={words.l(metaOf(definition.fields[field] ?? missing(field)).label)}
                  value={picks[field]}
                  onChange={(event) => setPicks((before) => ({ ...before, [field]: event.target.value }))}
                  options={[
                    { value: 'theirs', label: t('conflict.theirs') },
                    { value: 'mine', label: t('conflict.mine') },
                  ]}
                />
              ),
            },
          ]}
        />
      )}
    </Modal>
  );
}

function missing(field: string): never {
  throw new Error(`expected a field of the definition, got ${field}`);
}
