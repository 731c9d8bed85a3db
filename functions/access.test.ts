import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IndexSlot, indexSlots } from '../shared/derive/keys.ts';
import { maskedFields } from '../shared/derive/masking.ts';
import type { RecordAction } from '../shared/derive/routes.ts';
import type { Actor, Rule } from '../shared/kit/access.ts';
import type { ResourceDefinition } from '../shared/kit/define-resource.ts';
import { roleNames } from '../shared/kit/roles.ts';
import { type Cell, cellsOf, tryAll } from './fixture/matrix.ts';
import { changeable, type Values } from './fixture/samples.ts';
import { mayAtAll, mayTouch, type TwoProjects, twoProjects, visits } from './fixture/two-projects.ts';
import { inTurns, recordCall, resources, type Site, wholeOffice } from './fixture/whole-office.ts';
import type { Answered } from './kit/testing.ts';

let site: Site;
let world: TwoProjects;

beforeAll(async () => {
  site = await wholeOffice();
  world = await twoProjects(site);
});
afterAll(() => site.stop());

/** What is asked of one record, with the rule that decides. */
type Asked = { action: RecordAction; rule: Rule; transition?: string; body?: Values };

function askedOf(resource: ResourceDefinition): Asked[] {
  const { access, reveal = [], states } = resource;
  const version = world.staleToken(resource.name);
  return [
    { action: 'get', rule: access.read },
    { action: 'history', rule: access.read },
    { action: 'update', rule: access.update, body: { version, ...changeable(resource, world.own) } },
    { action: 'remove', rule: access.remove, body: { version } },
    { action: 'reveal', rule: reveal, body: { fields: maskedFields(resource), purpose: '核对' } },
    ...Object.entries(states?.transitions ?? {}).map(
      ([transition, { allow }]): Asked => ({
        action: 'move',
        rule: allow,
        transition,
        body: { version, reason: '测试' },
      }),
    ),
  ];
}

const recordCells = (resource: ResourceDefinition): Cell[] =>
  askedOf(resource).flatMap(({ action, rule, transition = '', body }) =>
    cellsOf(world, { resource, rule }, (id) => ({ ...recordCall(resource, action, { id, transition }), ...(body ? { body } : {}) })),
  );

const named = resources.map((resource) => [resource.name, resource] as const);
const actorsOf = (): Actor[] => visits(world.own).map((x) => x.actor);

describe('the records of', () => {
  it.each(named)('%s are open to whom the rules say, and nobody else can tell that they exist', async (_, resource) => {
    const counts = await tryAll(site, world, recordCells(resource));
    expect(counts.through).toBeGreaterThan(roleNames.length);
    expect(counts['record.missing']).toBeGreaterThan(roleNames.length);
    expect(counts['access.denied']).toBeGreaterThan(roleNames.length);
  });

  it.each(named)('%s are listed and named to whom the rules say', async (_, resource) => {
    const ids = (['own', 'other', 'missing'] as const).map((where) => world.idOf(resource.name, where));
    const may = (actor: Actor, id: string) => mayTouch(resource.access.read, actor, world.row(id) ?? {});
    let shown = 0;
    await inTurns(actorsOf(), async (actor) => {
      const titles = await site.ask({ ...recordCall(resource, 'titles'), body: { ids }, actor });
      const lists = await Promise.all(indexSlots(resource).flatMap((slot) => ids.slice(0, 2).map((id) => listAround(resource, { slot, id, actor }))));
      if (!mayAtAll(resource.access.read, actor)) {
        for (const answer of [titles, ...lists]) expect(answer.json.code).toBe('access.denied');
        return;
      }
      expect(Object.keys(titles.json.data).toSorted()).toEqual(ids.filter((id) => world.row(id) && may(actor, id)).toSorted());
      for (const id of lists.flatMap(idsOf)) expect(may(actor, id)).toBe(true);
      shown += lists.flatMap(idsOf).length;
    });
    expect(shown).toBeGreaterThan(roleNames.length);
  });

  it.each(named)('%s are made by whom the rules say, in their own projects', async (_, resource) => {
    const rule = resource.access.create;
    const wanted = actorsOf().flatMap((actor) => [world.own, world.other].map((home) => ({ actor, home })));
    const tries = await inTurns(wanted, async (x) => ({ ...x, body: await site.given(resource, x.home) }));
    const make = ({ actor, body }: (typeof tries)[number]) => site.ask({ ...recordCall(resource, 'create'), body, actor });
    const may = ({ actor, home }: (typeof tries)[number]) => mayTouch(rule, actor, { project: home });
    const before = await site.image();
    await inTurns(
      tries.filter((x) => !may(x)),
      async (x) => {
        const answer = await make(x);
        if (!mayAtAll(rule, x.actor)) expect(answer.json).toMatchObject({ status: 403, code: 'access.denied' });
        else expect(answer.json).toMatchObject({ status: 422, errors: { project: { key: 'field.missingRecord' } } });
      },
    );
    expect(await site.image()).toBe(before);
    await inTurns(tries.filter(may), async (x) => expect(await make(x)).toMatchObject({ status: 201, json: { data: { version: expect.any(String) } } }));
  });
});

/** The list in which the record stands. */
async function listAround(resource: ResourceDefinition, { slot, id, actor }: { slot: IndexSlot; id: string; actor: Actor }): Promise<Answered> {
  const row: Values = world.row(id) ?? {};
  const values = slot.partition.map((name) => [name, String(row[name])]);
  return site.ask({ ...recordCall(resource, 'list'), query: { index: slot.name, ...Object.fromEntries(values) }, actor });
}

const idsOf = ({ json }: Answered): string[] => (json.data ?? []).map((row: { id: string }) => row.id).filter((id: string) => world.row(id));
