import { Link } from 'react-router';
import type { ResourceDefinition } from '../../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../../shared/kit/fields/field.ts';
import { formatYuan } from '../../../../shared/kit/money.ts';
import { resourceEntry } from '../../office.ts';
import { ListOperations, RowActions } from '../../operations/buttons.tsx';
import { officeToday } from '../../providers/clock.ts';
import type { Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { columnLabel } from '../../records/export.ts';
import { fieldColumn } from '../../records/field-column.tsx';
import { useDefinition } from '../../records/use-definition.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/states.tsx';
import { leftOf } from './balances.ts';

type ReceivablesProps = { readonly contract: string; readonly rows: readonly Row[]; readonly damages: ReadonlyMap<string, number> };

/** What a contract owes, what of it is paid and left, and what a late payer owes besides. */
export function Receivables({ contract, rows, damages }: ReceivablesProps) {
  const words = useWords();
  const { l, t, none } = words;
  const definition = useDefinition('receivable');
  const { kind } = definition.fields;
  const field = (name: string) => fieldColumn<Row>(definition, name, words);
  const money = (fen: number | undefined) => (fen === undefined ? '' : <span className="number-value">{formatYuan(fen)}</span>);
  return (
    <section aria-label={t('ledger.receivables')}>
      <h2>{t('ledger.receivables')}</h2>
      {rows.length === 0 ? (
        <Empty title={none(definition.label)} />
      ) : (
        <DataTable<Row>
          rowKey="id"
          dataSource={rows}
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
            { key: 'actions', title: t('list.actions'), render: (_, row) => !isOver(row) && <Actions definition={definition} row={row} /> },
          ]}
        />
      )}
      <div className="row-actions row-foot">
        <ListOperations definition={definition} about={{ field: 'contract', id: contract }} />
      </div>
    </section>
  );
}

/** Money that comes in for a receivable is booked from its row, with what is left of it filled in. */
function Actions({ definition, row }: { definition: ResourceDefinition; row: Row }) {
  const { l } = useWords();
  const receipt = useDefinition('receipt');
  const { kind } = definition.fields;
  const { contract, sequence } = row;
  const known = { contract, kind: row.kind, amount: leftOf(row) };
  const title = `${l(kind && metaOf(kind).options?.[String(row.kind)])} ${sequence}`;
  return (
    <span className="row-actions">
      {leftOf(row) > 0 && <ListOperations definition={receipt} about={{ field: 'receivable', id: row.id, title, known }} />}
      <RowActions definition={definition} record={row} />
    </span>
  );
}

/** What is paid before its day asks for nothing more. */
const isOver = (row: Row): boolean => leftOf(row) === 0 && String(row.dueOn) >= officeToday();
