import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { resourceEntry } from '../office.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { type DataColumn, DataTable } from '../ui/data-table.tsx';
import { columnLabel } from './export.ts';
import { isNumericField } from './field-column.tsx';
import { RowValue } from './row-value.tsx';

type ListProps = {
  readonly definition: ResourceDefinition;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Fields the list is in the order of; only the first can be turned round. */
  readonly sort?: readonly string[];
  readonly order?: 'asc' | 'desc';
  readonly onOrder?: (order: 'asc' | 'desc') => void;
  /** What may be done with each row, where that is offered beside it. */
  readonly actions?: (row: Row) => ReactNode;
};

/** Rows of a list; the title leads to the record. */
export function ListTable({ definition, columns, rows, sort = [], order, onOrder, actions }: ListProps) {
  const words = useWords();
  const sorted = sort.find((name) => columns.includes(name));
  const tableColumns = columns.map((name): DataColumn<Row> => {
    return {
      key: name,
      title: columnLabel(definition, name, words),
      isHead: name === definition.title,
      ...(isNumericField(definition, name) ? { align: 'right' as const } : {}),
      ...(name === sorted && onOrder && order
        ? {
            sorter: true,
            sortOrder: order === 'asc' ? ('ascend' as const) : ('descend' as const),
            sortDirections: ['ascend' as const, 'descend' as const, 'ascend' as const],
            showSorterTooltip: false,
          }
        : {}),
      render: (_, row) => <Cell definition={definition} name={name} row={row} />,
    };
  });
  return (
    <DataTable<Row>
      rowKey="id"
      columns={actions ? [...tableColumns, { key: 'actions', title: words.t('list.actions'), render: (_, row) => actions(row) }] : tableColumns}
      dataSource={rows}
      onChange={() => onOrder?.(order === 'asc' ? 'desc' : 'asc')}
      className="list-table"
    />
  );
}

function Cell({ definition, name, row }: { definition: ResourceDefinition; name: string; row: Row }) {
  if (name !== definition.title) return <RowValue definition={definition} row={row} name={name} />;
  const value = row[name] === undefined ? row.id : undefined;
  return (
    <Link to={`${resourceEntry(definition.name).path}/${row.id}`} className="row-title">
      {value ?? <RowValue definition={definition} row={row} name={name} />}
    </Link>
  );
}
