import { setTimeout } from 'node:timers/promises';
import { must } from '../rehearsal/case.ts';
import { importList, readList, sampleList } from '../rehearsal/stock.ts';
import { type Call, type Customers, openCustomers, type Timing, type Written } from './load.ts';
import type { TemporaryOffice } from './temporary-office.ts';

export type Shape = 'get' | 'list 50' | 'create' | 'update';
export type Timed = Timing & { readonly name: Shape; readonly units: number };
export type Times = {
  readonly requests: Timed[];
  readonly imported: { units: number; seconds: number };
  readonly memoryMiB: number;
  /** Milliseconds that all but one of a hundred gets stay below: alone, and while deep pages of a list are asked for all the time. */
  readonly contended: { quiet: number; busy: number };
};
type Site = { readonly project: string; readonly units: number };

const concurrency = 32;
/** Requests that are not measured, for V8 to compile what is hot in each thread, and those that are. */
const counts: Readonly<Record<Shape, { warm: number; measured: number }>> = {
  get: { warm: 2000, measured: 3000 },
  'list 50': { warm: 800, measured: 1500 },
  create: { warm: 600, measured: 1000 },
  update: { warm: 600, measured: 1000 },
};
/** Below this share of one core the office is quiet: nothing that was written waits for its delivery. */
const quiet = { lookMs: 500, share: 0.05, most: 60 };

/** Create, update, get and list beside 1,200 and beside many units; the many are imported through the API first. */
export async function timeRecords(office: TemporaryOffice, units: number): Promise<Times> {
  const { people } = office;
  const cpuMs = async () => (await office.usage()).cpuMs;
  await calm(office);
  const customers = openCustomers(cpuMs);
  const projects = must(await people.as('lina').get<{ id: string; code: string }[]>('/projects/project', { index: 'all' }), 'projects').data;
  const project = (code: string) => projects.find((x) => x.code === code)?.id ?? '';
  try {
    const few = await timeSite(office, customers, { project: project('YQL'), units: 1200 });
    const start = performance.now();
    const large = project('ZJY');
    const { rows, hash } = await readList(sampleList);
    const rounds = Math.ceil(units / rows.length);
    for (let nth = 0; nth < rounds; nth++) await importList(people.as('lina'), { project: large, rows, hash, validFrom: '2026-01-01', mark: `${nth}期` });
    const imported = { units: rounds * rows.length, seconds: (performance.now() - start) / 1000 };
    const many = await timeSite(office, customers, { project: large, units: imported.units });
    const { memoryMiB } = await office.usage();
    return { requests: [...few, ...many], imported, memoryMiB, contended: await contend(office, customers, large) };
  } finally {
    customers.close();
  }
}

async function timeSite(office: TemporaryOffice, customers: Customers, site: Site): Promise<Timed[]> {
  const token = await office.token('lina');
  const api = `${office.origin}/api`;
  const unit = await firstUnit(office, site.project);
  /** Answers the figures, with what all requests have written. */
  const run = async (name: Shape, calls: (from: number, to: number) => readonly Call[]): Promise<Timed> => {
    const { warm, measured } = counts[name];
    const before = await customers.measure({ calls: calls(0, warm), token, concurrency, count: warm });
    await calm(office);
    const timing = await customers.measure({ calls: calls(warm, warm + measured), token, concurrency, count: measured });
    return { ...timing, written: [...before.written, ...timing.written], name, units: site.units };
  };
  const get = await run('get', () => [{ url: `${api}/projects/unit/${unit}` }]);
  const list = await run('list 50', () => [{ url: `${api}/projects/unit?index=byProject&project=${site.project}&limit=50` }]);
  const create = await run('create', (from, to) => range(from, to).map((nth) => newCustomer(api, site.project, nth)));
  const update = await run('update', (from, to) => create.written.slice(from, to).map((customer) => edit(api, customer)));
  return [get, list, create, update];
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, nth) => from + nth);

function newCustomer(api: string, project: string, nth: number): Call {
  const body = JSON.stringify({ project, name: '压力测试', phone: `1399${String(nth).padStart(7, '0')}`, channel: 'online' });
  return { method: 'POST', url: `${api}/customers/customer`, body };
}

const edit = (api: string, { id, version }: Written): Call => ({
  method: 'PATCH',
  url: `${api}/customers/customer/${id}`,
  body: JSON.stringify({ version, wish: '三房，朝南' }),
});

async function firstUnit(office: TemporaryOffice, project: string): Promise<string> {
  const { data } = must(await office.people.as('lina').get<{ id: string }[]>('/projects/unit', { index: 'byProject', project, limit: 1 }), 'unit');
  return data[0]?.id ?? '';
}

/** A get while a second process asks for pages of a long list, and alone. */
async function contend(office: TemporaryOffice, customers: Customers, project: string): Promise<Times['contended']> {
  const token = await office.token('lina');
  const api = `${office.origin}/api`;
  const gets = { calls: [{ url: `${api}/projects/unit/${await firstUnit(office, project)}` }], token, concurrency, count: 1000 };
  const list = `${api}/projects/unit?index=byProject&project=${project}&limit=50`;
  const pages = (await cursors(office, project)).map((cursor): Call => ({ url: `${list}&cursor=${encodeURIComponent(cursor)}` }));
  await calm(office);
  const alone = await customers.measure(gets);
  const others = openCustomers(async () => (await office.usage()).cpuMs);
  try {
    const load = others.measure({ calls: pages, token, concurrency, seconds: 10 });
    const beside = await customers.measure(gets);
    await load;
    return { quiet: alone.p99, busy: beside.p99 };
  } finally {
    others.close();
  }
}

/** The beginnings of deep pages. */
async function cursors(office: TemporaryOffice, project: string): Promise<string[]> {
  const found: string[] = [];
  while (found.length < concurrency) {
    const query = { index: 'byProject', project, limit: 50, ...(found.length > 0 ? { cursor: found.at(-1) ?? '' } : {}) };
    const { next } = must(await office.people.as('lina').get('/projects/unit', query), 'page');
    if (!next) break;
    found.push(next);
  }
  return found;
}

/** Waits until what was written has been delivered. */
async function calm(office: TemporaryOffice): Promise<void> {
  for (let look = 0; look < quiet.most; look++) {
    const before = (await office.usage()).cpuMs;
    await setTimeout(quiet.lookMs);
    if ((await office.usage()).cpuMs - before < quiet.lookMs * quiet.share) return;
  }
}
