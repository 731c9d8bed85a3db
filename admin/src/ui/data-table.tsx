import { Table, type TableProps } from 'antd';
import { useEffect, useRef } from 'react';

/** Antd's table. Its hidden row for measuring repeats controls, which assistive software must not see. */
export function DataTable<T extends object>(props: TableProps<T>) {
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
      <Table<T> size="small" pagination={false} {...props} />
    </div>
  );
}

function mend(box: HTMLElement | null): void {
  for (const row of box?.querySelectorAll<HTMLElement>('.ant-table-measure-row') ?? []) row.inert = true;
  // What scrolls must be reachable by keyboard.
  for (const part of box?.querySelectorAll<HTMLElement>('.ant-table-content, .ant-table-body') ?? [])
    part.tabIndex = part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight ? 0 : -1;
}
