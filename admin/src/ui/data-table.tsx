import { Table, type TableColumnType } from 'antd';
import { type Key, type ReactNode, useEffect, useRef } from 'react';
import { useIsNarrow } from './use-is-narrow.ts';

/** A column: its heading, and what stands in it, by a function or by the name of a property; one of them heads the cards. */
export type DataColumn<T> = TableColumnType<T> & { readonly key: string; readonly title: ReactNode; readonly isHead?: boolean };
export type DataTableProps<T> = {
  readonly rowKey: (keyof T & string) | ((row: T) => string);
  readonly columns: readonly DataColumn<T>[];
  readonly dataSource: readonly T[];
  readonly scroll?: { readonly x: number | 'max-content'; readonly y?: number };
  readonly onChange?: () => void;
  readonly className?: string;
};

/** Rows of anything: a table where there is room for one, and on a phone a card for each row. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  return useIsNarrow() ? <Cards {...props} /> : <WideTable {...props} />;
}

/** Antd's table. Its hidden row for measuring repeats controls, which assistive software must not see. */
function WideTable<T extends object>({ columns, dataSource, scroll = { x: 'max-content' }, ...rest }: DataTableProps<T>) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => mend(box.current));
  useEffect(() => {
    // What fits a wide window scrolls in a narrow one.
    const observer = new ResizeObserver(() => mend(box.current));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box}>
      <Table<T> size="small" pagination={false} columns={[...columns]} dataSource={[...dataSource]} scroll={scroll} {...rest} />
    </div>
  );
}

/** The first column, or the one that says so, heads the card with the state beside it; what may be done stands at its foot. */
function Cards<T extends object>({ columns, dataSource, rowKey, className = '' }: DataTableProps<T>) {
  const head = columns.find(({ isHead }) => isHead) ?? columns[0];
  const [status, foot] = ['status', 'actions'].map((name) => columns.find(({ key }) => key === name));
  const pairs = columns.filter((column) => ![head, status, foot].includes(column));
  return (
    <ul className={`cards ${className}`}>
      {dataSource.map((row, place) => (
        <li key={typeof rowKey === 'function' ? rowKey(row) : (row[rowKey] as Key)}>
          <div className="card-head">
            <span>{cellOf(head, row, place)}</span>
            {cellOf(status, row, place)}
          </div>
          <dl>
            {pairs
              .map((column) => [column, cellOf(column, row, place)] as const)
              .filter(([, content]) => !isBlank(content))
              .map(([{ key, title }, content]) => (
                <div key={key}>
                  <dt>{title}</dt>
                  <dd>{content}</dd>
                </div>
              ))}
          </dl>
          {cellOf(foot, row, place)}
        </li>
      ))}
    </ul>
  );
}

function cellOf<T extends object>(column: DataColumn<T> | undefined, row: T, place: number): ReactNode {
  if (!column) return null;
  const { dataIndex, render } = column;
  const value: unknown = typeof dataIndex === 'string' ? Reflect.get(row, dataIndex) : undefined;
  // Antd's cells may also answer how many columns they span, which none here does.
  return (render ? render(value, row, place) : value) as ReactNode;
}

const isBlank = (content: ReactNode): boolean => content === undefined || content === null || content === false || content === '';

function mend(box: HTMLElement | null): void {
  for (const row of box?.querySelectorAll<HTMLElement>('.ant-table-measure-row') ?? []) row.inert = true;
  // What scrolls must be reachable by keyboard.
  for (const part of box?.querySelectorAll<HTMLElement>('.ant-table-content, .ant-table-body') ?? [])
    part.tabIndex = part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight ? 0 : -1;
}
