import { Link } from 'react-router';
import { metaOf } from '../../../../shared/kit/fields/field.ts';
import { formatYuan } from '../../../../shared/kit/money.ts';
import { resourceEntry } from '../../office.ts';
import { RowActions } from '../../operations/buttons.tsx';
import type { Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { columnLabel } from '../../records/export.ts';
import { FieldValue } from '../../records/field-value.tsx';
import { useDefinition } from '../../records/use-definition.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/states.tsx';
import { leftOf } from './balances.ts';

/** What a contract owes, what of it is paid and left, and what a late payer owes besides. */
export function Receivables({ rows, damages }: { rows: readonly Row[]; damages: ReadonlyMap<string, number> }) {
  const words = useWords();
  const { l, t, many } = words;
  const definition = useDefinition('receivable');
  const { kind } = definition.fields;
  const field = (name: string) => ({
    key: name,
    title: columnLabel(definition, name, words),
    ...(name === 'amount' || name === 'paid' ? { align: 'right' as const } : {}),
    render: (_: unknown, row: Row) => <FieldValue definition={definition} name={name} value={row[name]} />,
  });
  const money = (fen: number | undefined) => (fen === undefined ? '' : <span className="number-value">{formatYuan(fen)}</span>);
  return (
    <section aria-label={t('ledger.receivables')}>
      <h2>{t('ledger.receivables')}</h2>
      {rows.length === 0 ? (
        <Empty title={t('state.empty', { name: many(definition.label) })} />
      ) : (
        <DataTable<Row>
          rowKey="id"
          dataSource={[...rows]}
          scroll={{ x: 'max-content' }}
          columns={[
            {
              key: 'kind',
              title: columnLabel(definition, 'kind', words),
              render: (_, row) => <Link to={`${resourceEntry('receivable').path}/${row.id}`}>{l(kind && metaOf(kind).options?.[String(row.kind)])}</Link>,
            },
            ...['sequence', 'dueOn', 'amount', 'paid'].map(field),
            { key: 'left', title: t('ledger.left'), align: 'right', render: (_, row) => money(leftOf(row)) },
            field('status'),
            { key: 'damages', title: t('ledger.damages'), align: 'right', render: (_, row) => money(damages.get(row.id)) },
            { key: 'actions', title: t('list.actions'), render: (_, row) => <RowActions definition={definition} record={row} /> },
          ]}
        />
      )}
    </section>
  );
}
