import { Link } from 'react-router';
import { resourceEntry } from '../../office.ts';
import { RowActions } from '../../operations/buttons.tsx';
import type { Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { columnLabel } from '../../records/export.ts';
import { fieldColumn } from '../../records/field-column.tsx';
import { useDefinition } from '../../records/use-definition.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ScanButton } from './scan-button.tsx';

/** What the banks have paid out: the slip, the posting, the invoice and its collection, and the reconciled account. */
export function Releases({ releases }: { releases: readonly Row[] }) {
  const words = useWords();
  const { t } = words;
  const definition = useDefinition('disbursement');
  const label = (name: string) => columnLabel(definition, name, words);
  const field = (name: string) => fieldColumn<Row>(definition, name, words);
  return (
    <section aria-label={t('case.releases')}>
      <h2>{t('case.releases')}</h2>
      {releases.length === 0 ? (
        <p className="hint">{t('case.noReleases')}</p>
      ) : (
        <DataTable<Row>
          rowKey="id"
          dataSource={releases}
          columns={[
            {
              key: 'serial',
              title: label('serial'),
              render: (_, row) => <Link to={`${resourceEntry('disbursement').path}/${row.id}`}>{String(row.serial)}</Link>,
            },
            ...['loan', 'amount', 'valueOn', 'status'].map(field),
            {
              key: 'slip',
              title: label('slip'),
              render: (_, row) =>
                typeof row.slip === 'string' && <ScanButton id={row.slip} name={t('act.open')} about={`${label('slip')} ${String(row.serial)}`} />,
            },
            ...['receipt', 'invoice', 'collectedOn', 'reconciledOn'].map(field),
            { key: 'actions', title: t('list.actions'), render: (_, row) => <RowActions definition={definition} record={row} /> },
          ]}
        />
      )}
    </section>
  );
}
