import { Button } from 'antd';
import { useState } from 'react';
import { reaches } from '../../../shared/kit/access.ts';
import type { OperationEntry } from '../../build/describe-office.ts';
import { operationEntry } from '../office.ts';
import { OperationDialog } from '../operations/lazy-dialog.tsx';
import { officeNow } from '../providers/clock.ts';
import { type Row, wholeRows } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { columnLabel } from '../records/export.ts';
import { fieldColumn } from '../records/field-column.tsx';
import { useDefinition } from '../records/use-definition.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { useLoad } from '../ui/use-load.ts';
import { daysLeft, hindranceOf } from './key-rules.ts';

/** Days before its end from which a key is marked. */
const soon = 30;

/** The keys of a partner: how long each still signs, who proposed and who approved it, and what may be done with it now. */
export default function KeysTab({ record }: { record: Row }) {
  const words = useWords();
  const { t } = words;
  const definition = useDefinition('partnerKey');
  const { data, error, isLoading, reload } = useLoad(`keys ${record.id}`, () =>
    wholeRows('partnerKey', { index: 'byPartner', partition: { partner: record.id }, order: 'desc' }),
  );
  const propose = operationEntry('partnerKey.propose');
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  const field = (name: string) => fieldColumn<Row>(definition, name, words);
  return (
    <>
      {propose && (
        <div className="spaced">
          <Start operation={propose} record={record} prefill={{ partner: record.id }} />
        </div>
      )}
      {data.length === 0 ? (
        <Empty title={t('keys.none')} help={t('keys.noneHelp')} />
      ) : (
        <DataTable<Row>
          rowKey="id"
          dataSource={data}
          columns={[
            {
              key: 'keyId',
              title: columnLabel(definition, 'keyId', words),
              render: (_, row) => (
                <code title={String(row.keyId)} className="key-id">
                  {String(row.keyId)}
                </code>
              ),
            },
            ...['algorithm', 'status'].map(field),
            { key: 'left', title: t('keys.left'), align: 'right', render: (_, row) => <Left row={row} /> },
            { key: 'actions', title: t('list.actions'), render: (_, row) => <KeyActions row={row} /> },
            ...['notAfter', 'proposedBy', 'approvedBy', 'provenAt', 'notBefore'].map(field),
          ]}
        />
      )}
    </>
  );
}

function Left({ row }: { row: Row }) {
  const { t } = useWords();
  if (row.status === 'revoked' || row.status === 'retired') return null;
  const days = daysLeft(String(row.notAfter), officeNow());
  return <span className={days <= soon ? 'late' : ''}>{days > 0 ? t('keys.days', { n: days }) : t('keys.over')}</span>;
}

/** Approving stays visible where it is not possible, and says why: maker and checker are two people. */
function KeyActions({ row }: { row: Row }) {
  const { t } = useWords();
  const { actor } = useSession();
  const [approve, revoke] = [operationEntry('partnerKey.approve'), operationEntry('partnerKey.revoke')];
  const hindrance = hindranceOf(row, actor.id);
  return (
    <span className="row-actions">
      {approve && <Start operation={approve} record={row} isDisabled={hindrance !== undefined} />}
      {row.status === 'pending' && hindrance && <span className="hint">{t(`keys.${hindrance}`)}</span>}
      {revoke && <Start operation={revoke} record={row} />}
    </span>
  );
}

type StartProps = {
  readonly operation: OperationEntry;
  readonly record: Row;
  readonly isDisabled?: boolean;
  readonly prefill?: Readonly<Record<string, unknown>>;
};

/** The button of an operation that the person may start on the record as it stands. */
function Start({ operation, record, isDisabled = false, prefill = {} }: StartProps) {
  const { l } = useWords();
  const { actor } = useSession();
  const [isOpen, setOpen] = useState(false);
  const isOnKey = operation.on === 'record';
  if (!reaches(operation.allow, actor, record) || (isOnKey && !operation.from?.includes(record.status))) return null;
  const about = isOnKey ? String(record.keyId).slice(0, 12) : String(record.name);
  return (
    <>
      <Button
        size="small"
        danger={operation.kind === 'exception'}
        disabled={isDisabled}
        aria-label={`${l(operation.label)} ${about}`}
        onClick={() => setOpen(true)}
      >
        {l(operation.label)}
      </Button>
      {isOpen && (
        <OperationDialog operation={operation} about={about} prefill={prefill} onClose={() => setOpen(false)} {...(isOnKey ? { id: record.id } : {})} />
      )}
    </>
  );
}
