import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../infra/local/dynamodb/engines.ts';
import { everyone } from '../../../shared/kit/access.ts';
import { defineResource, type Item } from '../../../shared/kit/define-resource.ts';
import { RefusalError } from '../../../shared/kit/errors.ts';
import { f } from '../../../shared/kit/fields/f.ts';
import { label } from '../../../shared/kit/label.ts';
import { type Engine, office, type TestOffice } from '../testing.ts';
import { change, create, remove, type Write } from './write.ts';

/** A resource with everything the layer derives: a personal unique value, a rule for some states only, indexes of all kinds. */
const seat = defineResource({
  name: 'seat',
  area: 'tests',
  idPrefix: 'sea',
  label: label('座位', 'Seat'),
  fields: {
    run: f.text('轮次', 'Run'),
    row: f.count('排', 'Row', { least: -5, most: 5 }),
    name: f.text('名称', 'Name'),
    phone: f.phone('手机号', 'Mobile', { optional: true }),
    note: f.text('备注', 'Note', { optional: true }),
  },
  title: 'name',
  list: ['run', 'row', 'name'],
  indexes: {
    byRun: { partition: ['run'], sort: ['row', 'name'] },
    byStatus: { partition: ['run', 'status'], sort: ['name'] },
    free: { partition: ['run'], sort: ['name'], while: ['free'] },
  },
  unique: { name: { fields: ['run', 'name'] }, phone: { fields: ['run', 'phone'], while: ['held'] } },
  access: { read: everyone, create: everyone, update: everyone, remove: everyone },
  reveal: everyone,
  states: { initial: 'free', all: { free: label('空', 'Free'), held: label('留', 'Held') }, transitions: {} },
  source: ['C3'],
});
type Seat = Item<typeof seat>;

const names = ['甲', '乙', '丙#丁', '丙%23丁', 'é'];
const phones = ['13800138000', '13900139000'];
const value = {
  row: fc.integer({ min: -5, max: 5 }),
  name: fc.constantFrom(...names),
  phone: fc.option(fc.constantFrom(...phones), { nil: undefined }),
  note: fc.option(fc.constantFrom('一', '二'), { nil: undefined }),
};
const which = fc.nat(6);
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const), values: fc.record(value) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), which, isStale: fc.boolean(), changes: fc.record(value, { requiredKeys: [] }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), which, to: fc.constantFrom('free', 'held') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), which, isStale: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('exchange' as const), which, other: which }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** The office as plain data: what is stored by id, all versions ever read, and the rules. */
type Model = { readonly now: Map<string, Seat>; readonly old: Seat[] };

function pick({ now }: Model, at: number): Seat | undefined {
  const all = [...now.values()];
  return all.length > 0 ? all[at % all.length] : undefined;
}

/** What the office must say when these records are to be as given. */
function refusal({ now }: Model, after: readonly Seat[]): string {
  const all = [...[...now.values()].filter((x) => !after.some((y) => y.id === x.id)), ...after];
  const isTwice = (values: (string | undefined)[]) => new Set(values.filter(Boolean)).size < values.filter(Boolean).length;
  return isTwice(all.map((x) => x.name)) || isTwice(all.map((x) => (x.status === 'held' ? x.phone : undefined))) ? 'field.taken' : 'done';
}

/** The order of the index `byRun`. */
const order = (a: Seat, b: Seat) => a.row - b.row || Buffer.from(written(a.name)).compare(Buffer.from(written(b.name)));
const written = (text: string) => text.replace(/[%#]/g, (sign) => (sign === '#' ? '%23' : '%25'));

let runs = 0;

describe.each(await engines())('any course of commands on $name', ({ start, isReference }) => {
  let engine: Engine;
  let site: TestOffice;
  beforeAll(async () => {
    engine = await start();
    site = await office(engine);
  });
  afterAll(async () => {
    await site.stop();
    await engine.stop();
  });

  it('leaves what a plain model says', async () => {
    const course = fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 25 }), async (commands) => {
      runs += 1;
      const run = `run-${runs}`;
      const model: Model = { now: new Map(), old: [] };
      for (const step of commands) await obey(model, run, step);
      await compare(model, run);
    });
    await fc.assert(course, { numRuns: isReference ? 15 : 40, endOnFailure: true });
  });

  const records = () => site.open().context.records;

  /** Does it in the office and in the model; both must say the same. */
  async function obey(model: Model, run: string, step: Command): Promise<void> {
    const planned = plan(model, run, step);
    if (!planned) return;
    const outcome = await records()
      .write(planned.writes)
      .then(
        (items) => ({ code: 'done', items: items as unknown as Seat[] }),
        (error: unknown) => ({ code: error instanceof RefusalError ? error.code : String(error), items: [] as Seat[] }),
      );
    expect(outcome.code, JSON.stringify(step)).toBe(planned.code);
    if (outcome.code !== 'done') return;
    for (const [i, item] of outcome.items.entries()) {
      const before = model.now.get(item.id);
      if (before) model.old.push(before);
      if (planned.writes[i]?.kind === 'remove') model.now.delete(item.id);
      else model.now.set(item.id, item);
    }
  }

  function plan(model: Model, run: string, step: Command): { writes: Write[]; code: string } | undefined {
    if (step.do === 'create') {
      const values = { run, ...step.values };
      return { writes: [create(seat, values)], code: refusal(model, [{ ...values, id: 'new', status: 'free' } as Seat]) };
    }
    const current = pick(model, step.which);
    const stale = 'isStale' in step && step.isStale ? model.old[step.which % Math.max(model.old.length, 1)] : undefined;
    const item = stale ?? current;
    if (!item) return undefined;
    const isGone = stale !== undefined && !model.now.has(stale.id);
    const refused = stale === undefined ? undefined : isGone ? 'record.missing' : 'record.stale';
    if (step.do === 'remove') return { writes: [remove(seat, item)], code: refused ?? 'done' };
    if (step.do === 'edit') {
      const after = { ...item, ...step.changes };
      return { writes: [change(seat, item, step.changes, { event: 'seat.updated' })], code: refused ?? refusal(model, [after]) };
    }
    if (step.do === 'move') {
      const from = step.to === 'held' ? ['free'] : ['held'];
      const code = from.includes(item.status) ? refusal(model, [{ ...item, status: step.to }]) : 'record.state';
      return { writes: [change(seat, item, {}, { event: 'seat.moved', to: step.to, from })], code };
    }
    const other = pick(model, step.other);
    if (!other || other.id === item.id) return undefined;
    const rename = (x: Seat, name: string) => change(seat, x, { name }, { event: 'seat.renamed' });
    return { writes: [rename(item, other.name), rename(other, item.name)], code: 'done' };
  }

  /** Every record, every index, every guard and every history says what the model says. */
  async function compare(model: Model, run: string): Promise<void> {
    const all = [...model.now.values()];
    for (const item of all) expect(await records().get(seat, item.id)).toEqual(item);
    for (const item of model.old.filter((x) => !model.now.has(x.id))) await expect(records().get(seat, item.id)).rejects.toThrow('record.missing');
    const ids = async (index: string, where: object, backwards = false) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await records().list(seat, {
          index,
          where: { run, ...where },
          limit: 2,
          order: backwards ? 'desc' : 'asc',
          ...(cursor ? { cursor } : {}),
        });
        found.push(...page.items.map((x) => x.id));
        cursor = page.next;
      } while (cursor);
      return found;
    };
    const sorted = all.toSorted(order).map((x) => x.id);
    expect(await ids('byRun', {})).toEqual(sorted);
    expect(await ids('byRun', {}, true)).toEqual(sorted.toReversed());
    for (const status of ['free', 'held']) {
      const wanted = all
        .filter((x) => x.status === status)
        .map((x) => x.id)
        .toSorted();
      expect((await ids('byStatus', { status })).toSorted()).toEqual(wanted);
      if (status === 'free') expect((await ids('free', {})).toSorted()).toEqual(wanted);
    }
    for (const name of names) expect((await records().find(seat, 'name', { run, name }))?.id).toBe(all.find((x) => x.name === name)?.id);
    for (const phone of phones) {
      const holder = all.find((x) => x.status === 'held' && x.phone === phone);
      expect((await records().find(seat, 'phone', { run, phone }))?.id).toBe(holder?.id);
    }
    for (const item of all) {
      const history = await site.open().store.history(seat, item.id);
      expect(history.map((x) => x.version)).toEqual(Array.from({ length: item.version }, (_, i) => i + 1));
    }
  }
});
