import { must } from '../rehearsal/case.ts';
import { importList, readList, sampleList } from '../rehearsal/stock.ts';
import { measure, type Timing } from './load.ts';
import type { TemporaryOffice } from './temporary-office.ts';

export type Timed = Timing & { readonly name: string; readonly units: number };
export type Times = { readonly requests: Timed[]; readonly imported: { units: number; seconds: number }; readonly memoryMiB: number };

const requests = 2000;
const concurrency = 32;

/** Create, get and list beside 1,200 and beside many units; the many are imported through the API first. */
export async function timeRecords(office: TemporaryOffice, units: number): Promise<Times> {
  const { people } = office;
  const projects = must(await people.as('lina').get<{ id: string; code: string }[]>('/projects/project', { index: 'all' }), 'projects').data;
  const project = (code: string) => projects.find((x) => x.code === code)?.id ?? '';
  const few = await timeProject(office, { project: project('YQL'), units: 1200, series: '1' });
  const start = performance.now();
  const large = project('ZJY');
  const { rows, hash } = await readList(sampleList);
  const rounds = Math.ceil(units / rows.length);
  for (let nth = 0; nth < rounds; nth++) await importList(people.as('lina'), { project: large, rows, hash, validFrom: '2026-01-01', mark: `${nth}期` });
  const seconds = (performance.now() - start) / 1000;
  const many = await timeProject(office, { project: large, units: rounds * rows.length, series: '2' });
  return { requests: [...few, ...many], imported: { units: rounds * rows.length, seconds }, memoryMiB: process.memoryUsage().rss / 1024 / 1024 };
}

async function timeProject(office: TemporaryOffice, stock: { project: string; units: number; series: string }): Promise<Timed[]> {
  const { project, units, series } = stock;
  const token = await office.token('lina');
  const api = `${office.cloud.origin}/api`;
  const page = must(await office.people.as('lina').get<{ id: string }[]>('/projects/unit', { index: 'byProject', project, limit: 1 }), 'unit').data;
  const body = Array.from({ length: requests }, (_, nth) =>
    JSON.stringify({ project, name: '压力测试', phone: `13${series}${String(nth).padStart(8, '0')}`, channel: 'online' }),
  );
  const shapes = [
    { name: 'get', url: `${api}/projects/unit/${page[0]?.id}` },
    { name: 'list 50', url: `${api}/projects/unit?index=byProject&project=${project}&limit=50` },
    { name: 'create', url: `${api}/customers/customer`, body },
  ];
  const timed: Timed[] = [];
  for (const { name, ...shape } of shapes) {
    const warm = { ...shape, ...(shape.body ? { body: shape.body.slice(0, 0) } : {}), token, concurrency, requests: shape.body ? 0 : 200 };
    await measure(warm);
    timed.push({ name, units, ...(await measure({ ...shape, token, concurrency, requests })) });
  }
  return timed;
}
