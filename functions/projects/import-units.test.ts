import { afterAll, beforeAll, expect, it } from 'vitest';
import { building } from '../../shared/areas/projects/building.resource.ts';
import { priceList } from '../../shared/areas/projects/price-list.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { change, create, remove } from '../kit/records/write.ts';
import { office, person, type TestOffice } from '../kit/testing.ts';
import { handler } from './import-units.ts';

let site: TestOffice;
let home: string;
let lists = 0;
const records = () => site.open().context.records;
beforeAll(async () => {
  site = await office();
  const developer = { developer: '某置业', developerCode: '91350211M000100Y46', city: '厦门', filingOffice: '5 号窗口', taxOffice: '17 号窗口' };
  [{ id: home }] = await records().write([create(project, { code: 'YQL', name: '云栖里', ...developer })]);
});
afterAll(() => site.stop());

const rowsOf = (from: number, count: number, more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({
    building: `${lists}栋`,
    floor: 1,
    room: `${from + i + 1}`,
    floorArea: 888_800,
    unitPrice: 1_383_889,
    listPrice: 123_000_000,
    ...more,
  }));
const listOf = async (unitCount: number) => {
  lists += 1;
  const values = { project: home, name: '价格表', validFrom: '2026-03-01', fileName: 'x.xlsx', fileHash: String(lists).padStart(64, '0'), unitCount };
  return (await records().write([create(priceList, values)]))[0].id;
};
const send = (id: string, from: number, units: object[], actor = person('Li', ['salesManager'], [home])) =>
  site.call(handler, { method: 'POST', path: `/projects/price-list/${id}/import`, body: { from, units }, actor });
const unitsOf = async () => {
  const { items } = await records().list(unit, { index: 'byProject', where: { project: home }, from: `${lists}栋`, until: `${lists}栋`, limit: 100 });
  return items.map(({ code }) => code);
};

it('takes the rows of a list in parts, and puts the list in force with the last', async () => {
  const id = await listOf(70);
  expect((await send(id, 0, rowsOf(0, 40))).json.data).toEqual({ importedCount: 40, unitCount: 70, status: 'importing' });
  expect((await send(id, 40, rowsOf(40, 30))).json.data).toEqual({ importedCount: 70, unitCount: 70, status: 'inForce' });
  expect(await unitsOf()).toHaveLength(70);
  const found = await records().find(unit, 'code', { project: home, code: `${lists}栋-1` });
  expect(found).toMatchObject({ status: 'available', priceList: id, floorArea: 888_800, listPrice: 123_000_000 });
  expect(await records().get(building, found?.building ?? '')).toMatchObject({ name: `${lists}栋`, project: home });
});

it('passes over what it has already, whether a part comes again or overlaps', async () => {
  const id = await listOf(60);
  await send(id, 0, rowsOf(0, 35));
  expect((await send(id, 0, rowsOf(0, 35))).json.data.importedCount).toBe(35);
  expect((await send(id, 20, rowsOf(20, 30))).json.data.importedCount).toBe(50);
  expect((await send(id, 0, rowsOf(0, 60))).json.data).toEqual({ importedCount: 60, unitCount: 60, status: 'inForce' });
  expect(new Set(await unitsOf()).size).toBe(60);
  // The answer to the last part was lost.
  expect((await send(id, 0, rowsOf(0, 60))).json.data).toEqual({ importedCount: 60, unitCount: 60, status: 'inForce' });
  expect(await unitsOf()).toHaveLength(60);
});

it('goes on where the same import, sent twice at once, has come to', async () => {
  const id = await listOf(60);
  const answers = await Promise.all([send(id, 0, rowsOf(0, 60)), send(id, 0, rowsOf(0, 60))]);
  for (const { status, json } of answers) if (status !== 200) expect(json.code).toMatch(/^record\.(stale|state|busy)$/);
  const last = await send(id, 0, rowsOf(0, 60));
  expect(last.json.data).toEqual({ importedCount: 60, unitCount: 60, status: 'inForce' });
  expect(await records().get(priceList, id, { consistent: true })).toMatchObject({ importedCount: 60, status: 'inForce' });
  expect(await unitsOf()).toHaveLength(60);
});

it('refuses a gap, more rows than the list has, and a unit that is there already, and writes nothing of that part', async () => {
  const id = await listOf(10);
  expect((await send(id, 5, rowsOf(5, 5))).json.errors).toMatchObject({ from: { key: 'import.gap', message: '应从第 0 行继续' } });
  expect((await send(id, 0, rowsOf(0, 11))).json.errors).toMatchObject({ units: { key: 'import.tooMany' } });
  expect((await send(id, 0, rowsOf(0, 10, { room: '1' }))).json.errors).toMatchObject({ 'units.1.room': { key: 'field.taken', message: '房源已被使用' } });
  const [earlier] = await records().write([create(building, { project: home, name: `${lists}栋` })]);
  const values = { project: home, building: earlier.id, code: `${lists}栋-3`, floor: 1, room: '3', floorArea: 1, unitPrice: 1, listPrice: 1 };
  const [there] = await records().write([create(unit, values)]);
  expect((await send(id, 0, rowsOf(0, 10))).json).toMatchObject({ status: 409, code: 'import.taken', title: `第 3 套：房源 ${lists}栋-3 已存在` });
  expect(await unitsOf()).toEqual([there.code]);
  await records().write([remove(unit, there)]);
  expect(await unitsOf()).toEqual([]);
  expect((await send(id, 0, rowsOf(0, 10, { floorArea: 0 }))).json.errors).toHaveProperty(['units.0.floorArea']);
  expect((await send(id, 0, rowsOf(0, 101))).json.errors).toMatchObject({ units: { key: 'field.tooMany' } });
  expect((await send(id, 0, rowsOf(0, 10))).json.data.status).toBe('inForce');
});

it('is refused for a list that was withdrawn, by a post that keeps no prices, and in another project', async () => {
  const id = await listOf(10);
  expect((await send(id, 0, rowsOf(0, 10), person('Sun', ['finance'], [home]))).json).toMatchObject({ status: 403, code: 'access.denied' });
  expect((await send(id, 0, rowsOf(0, 10), person('Mo', ['salesManager'], ['prj_other']))).json).toMatchObject({ status: 404, code: 'record.missing' });
  const list = await records().get(priceList, id);
  await records().write([change(priceList, list, {}, { event: 'priceList.withdrawn', to: 'withdrawn' })]);
  expect((await send(id, 0, rowsOf(0, 10))).json).toMatchObject({ status: 409, code: 'record.state' });
});
