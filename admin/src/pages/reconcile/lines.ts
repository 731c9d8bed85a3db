import type { IdentifiedLine } from '../../../../shared/areas/finance/bank-statement/read-statement.ts';

/**
 * A line of a file as the import takes it: the side stands for the sign.
 * @example lineOf({ row: 2, key: 's:1:out', on: '2026-03-01', amountFen: -500 }) // { direction: 'out', amount: 500, … }
 */
export function lineOf({ row, key: identity, on: bookedOn, amountFen, serial, payer, summary: purpose }: IdentifiedLine) {
  const optional = Object.entries({ serial, payer, purpose }).filter(([, text]) => text !== undefined);
  return { row, identity, bookedOn, direction: amountFen > 0 ? 'in' : 'out', amount: Math.abs(amountFen), ...Object.fromEntries(optional) };
}
