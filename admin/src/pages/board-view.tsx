import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { formatArea } from '../../../shared/kit/area.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { boardOf, entrancesOf, moveOn } from './board-grid.ts';

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
  useFirstFocus('.board [tabindex="0"]', board);
  const current = place ?? first;
  const move = (event: KeyboardEvent) => {
    if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    const next = moveOn(board, current, event.key);
    setPlace(next);
    grid.current?.querySelector<HTMLElement>(`[data-place="${next.join()}"]`)?.focus();
  };
  return (
    <div ref={grid} className="board">
      <table aria-label={t('page.board')} onKeyDown={move}>
        <thead>
          <tr>
            <td />
            {entrancesOf(board).map(({ name, width }) => (
              <th key={name} scope="colgroup" colSpan={width}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {board.rows.map(({ floor, cells }, row) => (
            <tr key={floor}>
              <th scope="row">{t('board.floor', { n: floor })}</th>
              {cells.map((unit, column) => (
                <td key={board.columns[column]?.key} className={unit ? '' : 'board-gap'}>
                  {unit && (
                    <UnitCell
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
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
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
  const { l, language } = useWords();
  const price = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', { notation: 'compact', maximumFractionDigits: 1 });
  return (
    <button
      type="button"
      data-place={place.join()}
      tabIndex={isCurrent ? 0 : -1}
      className={`unit unit-${unit.status} ${isDimmed ? 'unit-dimmed' : ''}`}
      onClick={onOpen}
    >
      <b>{String(unit.code).split('-').at(-1)}</b>
      <span>{l(definition.states?.all[unit.status])}</span>
      <small>{formatArea(Number(unit.floorArea))}㎡</small>
      <small>{price.format(Number(unit.listPrice) / 100)}</small>
    </button>
  );
}
