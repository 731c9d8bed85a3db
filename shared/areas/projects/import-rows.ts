import type { ImportUnitsInput } from './import-units.operation.ts';
import type { ParsedUnit } from './price-list/unit-row.ts';

/** Units that one call of `priceList.import` takes. */
export const rowsOfOneCall = 100;

/**
 * A unit of a price list as the import takes it.
 *
 * @example importRow(parsePriceList(sheet).rows[0])
 */
export function importRow(unit: ParsedUnit): ImportUnitsInput['units'][number] {
  const { building, entrance, floor, room, layout, floorArea, innerArea, unitPrice, listPrice, use } = unit;
  const optional = Object.fromEntries(Object.entries({ entrance, layout, innerArea, use }).filter(([, value]) => value !== undefined));
  return { building, floor, room, floorArea, unitPrice, listPrice, ...optional };
}
