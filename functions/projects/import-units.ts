import { type Building, building } from '../../shared/areas/projects/building.resource.ts';
import { type ImportUnitsInput, importUnits } from '../../shared/areas/projects/import-units.operation.ts';
import { type PriceList, priceList } from '../../shared/areas/projects/price-list.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { fail, failField, RefusalError } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { change, create, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

type Row = ImportUnitsInput['units'][number];

/** Rows of one write: a unit is a record, a guard and an audit event, and a transaction holds 100 actions. */
const rowsOfOneWrite = 30;

/**
 * C4: rows go in order, a few in each transaction together with how far the import has come. A part that is sent again is
 * passed over up to there, so that an interrupted import goes on where it stopped and writes nothing twice.
 */
export const run: Run<typeof importUnits> = async ({ input, id, context }) => {
  let list = await context.records.get(priceList, id, { consistent: true });
  refuseMisfits(list, input);
  const buildings = await buildingsOf(context, list, input.units);
  for (let done = list.importedCount ?? 0; list.status === 'importing' && done < input.from + input.units.length; done = list.importedCount ?? 0) {
    const rows = input.units.slice(done - input.from, done - input.from + rowsOfOneWrite);
    list = await writeRows(context, list, rows, buildings);
  }
  return { body: { importedCount: list.importedCount ?? 0, unitCount: list.unitCount, status: list.status } };
};

export const handler = serve(importUnits, run);

async function writeRows(context: Context, list: PriceList, rows: readonly Row[], buildings: ReadonlyMap<string, Building>): Promise<PriceList> {
  const importedCount = (list.importedCount ?? 0) + rows.length;
  const isWhole = importedCount === list.unitCount;
  const progress = change(priceList, list, { importedCount }, { event: 'priceList.imported', from: ['importing'], ...(isWhole ? { to: 'inForce' } : {}) });
  try {
    const [written] = await context.records.write([progress, ...rows.map((row) => unitOf(list, row, buildings))]);
    return written as PriceList;
  } catch (error) {
    if (error instanceof RefusalError && error.code === 'field.taken') await nameTaken(context, list, rows);
    throw error;
  }
}

/** @throws RefusalError naming the first of these rows whose unit the project has already, by its place in the list */
async function nameTaken(context: Context, list: PriceList, rows: readonly Row[]): Promise<void> {
  const there = await Promise.all(rows.map((row) => context.records.find(unit, 'code', { project: list.project, code: codeOf(row) })));
  const at = there.findIndex((found) => found !== undefined);
  const taken = there[at];
  if (taken) fail('import.taken', { parameters: { row: (list.importedCount ?? 0) + at + 1, unit: taken.code } });
}

function unitOf(list: PriceList, row: Row, buildings: ReadonlyMap<string, Building>): Write {
  const { building: name, ...values } = row;
  const home = buildings.get(name);
  if (!home) return failField('units', 'field.missingRecord');
  return create(unit, { ...values, project: list.project, building: home.id, code: codeOf(row), priceList: list.id }, { event: 'unit.imported' });
}

const codeOf = ({ building: name, entrance, room }: Row): string => [name, entrance, room].filter(Boolean).join('-');

/** What is wrong with a part is said before anything of it is written. */
function refuseMisfits({ importedCount = 0, unitCount }: PriceList, { from, units: rows }: ImportUnitsInput): void {
  if (from > importedCount) failField('from', 'import.gap', { expected: importedCount });
  if (from + rows.length > unitCount) failField('units', 'import.tooMany', { most: unitCount });
  const codes = rows.map(codeOf);
  const second = codes.findIndex((code, i) => codes.indexOf(code) !== i);
  if (second >= 0) failField(`units.${second}.room`, 'field.taken', { fields: unit.label });
}

/** The buildings that the rows name; those that are new are made. */
async function buildingsOf(context: Context, list: PriceList, rows: readonly Row[]): Promise<Map<string, Building>> {
  const found = new Map<string, Building>();
  for (const name of new Set(rows.map((row) => row.building))) found.set(name, await buildingOf(context, { project: list.project, name }));
  return found;
}

async function buildingOf(context: Context, values: { project: string; name: string }): Promise<Building> {
  const find = () => context.records.find(building, 'name', values);
  const known = await find();
  if (known) return known;
  try {
    const [made] = await context.records.write([create(building, values, { event: 'building.imported' })]);
    return made;
  } catch (error) {
    // The same import, sent twice, has made it in the meantime.
    if (error instanceof RefusalError && error.code === 'field.taken') return (await find()) ?? fail('record.busy');
    throw error;
  }
}
