import { expect, test } from 'vitest';
import { boardOf, entrancesOf, moveOn } from './board-grid.ts';

const unit = (code: string, floor: number) => ({ id: code, version: 1, status: 'available', code, floor });
const board = boardOf([unit('1栋-1单元-101', 1), unit('1栋-1单元-102', 1), unit('1栋-2单元-101', 1), unit('1栋-1单元-1101', 11), unit('1栋-2单元-1101', 11)]);

test('puts the highest floor on top and rooms above each other', () => {
  expect(board.rows.map(({ floor }) => floor)).toEqual([11, 1]);
  expect(board.rows.map(({ cells }) => cells.map((cell) => cell?.code))).toEqual([
    ['1栋-1单元-1101', undefined, '1栋-2单元-1101'],
    ['1栋-1单元-101', '1栋-1单元-102', '1栋-2单元-101'],
  ]);
});

test('groups columns by entrance', () => {
  expect(entrancesOf(board)).toEqual([
    { name: '1单元', width: 2 },
    { name: '2单元', width: 1 },
  ]);
});

test('loses no unit, even where two have the same number', () => {
  const same = boardOf([unit('A-101', 1), unit('B-101', 1), unit('C-101', 1)]);
  expect(same.rows.flatMap(({ cells }) => cells.filter(Boolean))).toHaveLength(3);
});

test('arrow keys pass over gaps and stop at edges', () => {
  expect(moveOn(board, [0, 0], 'ArrowRight')).toEqual([0, 2]);
  expect(moveOn(board, [0, 0], 'ArrowDown')).toEqual([1, 0]);
  expect(moveOn(board, [0, 0], 'ArrowLeft')).toEqual([0, 0]);
  expect(moveOn(board, [1, 2], 'ArrowDown')).toEqual([1, 2]);
});
