import { Button } from 'antd';
import { useWords } from '../providers/i18n.tsx';

type PagerProps = {
  readonly count: number;
  readonly page: number;
  readonly next: string | undefined;
  readonly onMove: (change: (stack: readonly (string | undefined)[]) => readonly (string | undefined)[]) => void;
};

/** Forward by cursor, back by the stack of cursors. The store does not count, so no total is shown. */
export function Pager({ count, page, next, onMove }: PagerProps) {
  const { t } = useWords();
  if (count === 0 && page === 1 && !next) return null;
  return (
    <div className="pager">
      <span role="status">{t(next ? 'list.more' : 'list.all', { n: count })}</span>
      {(page > 1 || next) && (
        <>
          <span>{t('list.page', { n: page })}</span>
          <Button size="small" disabled={page === 1} onClick={() => onMove((stack) => stack.slice(0, -1))}>
            {t('list.previous')}
          </Button>
          <Button size="small" disabled={!next} onClick={() => onMove((stack) => [...stack, next])}>
            {t('list.next')}
          </Button>
        </>
      )}
    </div>
  );
}
