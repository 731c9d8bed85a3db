import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { formatArea } from '../../../shared/kit/area.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { formatYuan } from '../../../shared/kit/money.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { boardOf, moveOn } from './board-grid.ts';

type BoardProps = {
  readonly definition: ResourceDefinition;
  readonly units: readonly Row[];
  readonly matches: (unit: Row) => boolean;
  readonly onOpen: (unit: Row) => void;
};

/** The grid of a building. One cell is in the tab order; the arrow keys move among the others. */
export function BoardView({ definition, units, matches, onOpen }: BoardProps) {
  const { t } = useWords();
  const board = useMemo(() => boardOf(units), [units]);
  const first = useMemo(() => [0, Math.max(0, board.rows[0]?.cells.findIndex((cell) => cell !== undefined) ?? 0)] as const, [board]);
  const [place, setPlace] = useState<readonly [number, number]>();
  const grid = useRef<HTMLDivElement>(null);
  const current = place ?? first;
  const move = (event: KeyboardEvent) => {
    if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    const next = moveOn(board, current, event.key);
    setPlace(next);
    grid.current?.querySelector<HTMLElement>(`[data-place="${next.join()}"]`)?.focus();
  };
  return (
    <div
      ref={grid}
      className="board"
      role="grid"
      aria-label={t('page.board')}
      onKeyDown={move}
      style={{ '--columns': board.columns.length } as React.CSSProperties}
    >
      {board.rows.map(({ floor, cells }, row) => (
        <div key={floor} role="row" className="board-row">
          <span role="rowheader" className="board-floor">
            {t('board.floor', { n: floor })}
          </span>
          {cells.map((unit, column) =>
            unit ? (
              <UnitCell
                key={unit.id}
                definition={definition}
                unit={unit}
                isDimmed={!matches(unit)}
                place={[row, column]}
                isCurrent={current[0] === row && current[1] === column}
                onOpen={() => {
                  setPlace([row, column]);
                  onOpen(unit);
                }}
              />
            ) : (
              <span key={board.columns[column]} role="gridcell" className="board-gap" />
            ),
          )}
        </div>
      ))}
    </div>
  );
}

type CellProps = {
  readonly definition: ResourceDefinition;
  readonly unit: Row;
  readonly isDimmed: boolean;
  readonly isCurrent: boolean;
  readonly place: readonly [number, number];
  readonly onOpen: () => void;
};

function UnitCell({ definition, unit, isDimmed, isCurrent, place, onOpen }: CellProps) {
  const { l, t } = useWords();
  const status = l(definition.states?.all[unit.status]);
  const area = formatArea(Number(unit.floorArea));
  const price = formatYuan(Number(unit.listPrice));
  return (
    <div role="gridcell" className="board-cell">
      <button
        type="button"
        data-place={place.join()}
        tabIndex={isCurrent ? 0 : -1}
        className={`unit unit-${unit.status} ${isDimmed ? 'unit-dimmed' : ''}`}
        aria-label={t('board.cell', { code: String(unit.code), status, area, price })}
        onClick={onOpen}
      >
        <b>{String(unit.code).split('-').at(-1)}</b>
        <span>{status}</span>
        <small>
          {area}㎡ {String(unit.layout ?? '')}
        </small>
      </button>
    </div>
  );
}
