import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer } from '../shared/areas/customers/customer.resource.ts';
import { building } from '../shared/areas/projects/building.resource.ts';
import { project } from '../shared/areas/projects/project.resource.ts';
import { unit } from '../shared/areas/projects/unit.resource.ts';
import { indexSlots } from '../shared/derive/keys.ts';
import type { ResourceDefinition } from '../shared/kit/define-resource.ts';
import { givenTo } from './fixture/samples.ts';
import { inTurns, recordCall, resources, type Site, wholeOffice } from './fixture/whole-office.ts';
import { type Answered, person } from './kit/testing.ts';

let site: Site;
let [home, away] = ['', ''];
const rowsMade = 5;

beforeAll(async () => {
  site = await wholeOffice();
  [home = '', away = ''] = (await Promise.all([site.make(project, ''), site.make(project, '')])).map((x) => x.id);
  for (const resource of [building, unit]) for (let i = 0; i < rowsMade; i++) await site.make(resource, home);
  for (let i = 0; i < rowsMade; i++) await site.make(building, away);
});
afterAll(() => site.stop());

const clerk = () => person('Zhang', ['backOffice'], [home, away]);
const list = (resource: ResourceDefinition, query: Record<string, string>, actor = clerk()): Promise<Answered> =>
  site.ask({ ...recordCall(resource, 'list'), query, actor });
/** The texts that a parameter may be given by somebody who means no good. */
const longTexts = [
  'x'.repeat(1100),
  '王'.repeat(700),
  '#'.repeat(1000),
  'x'.repeat(8000),
  '%'.repeat(3000),
  '',
  '\u0000',
  '\uffff',
  '\ud800',
  '__proto__',
  "' OR 1=1",
  '#',
  '%23',
  '-1',
];

describe('a list', () => {
  it('takes whatever stands in its parameters without failing', async () => {
    const asked = resources.flatMap((resource) =>
      indexSlots(resource).flatMap((slot) =>
        longTexts.flatMap((text) => {
          const around = Object.fromEntries(slot.partition.map((name) => [name, name === 'project' ? home : '1']));
          const changed = [...slot.partition, 'from', 'until', 'cursor', 'limit', 'order', 'index', text.slice(0, 60) || 'q'];
          return changed.map((name) => ({ resource, query: { index: slot.name, ...around, [name]: text } }));
        }),
      ),
    );
    expect(asked.length).toBeGreaterThan(1000);
    await inTurns(asked, async ({ resource, query }) => {
      const answer = await site.ask({ ...recordCall(resource, 'list'), query });
      expect(answer.status, `${resource.name} ${JSON.stringify(query).slice(0, 120)} ${answer.text.slice(0, 100)}`).toBeLessThan(500);
    });
    expect(site.logged.filter((line) => line.startsWith('{"message":"failed"'))).toEqual([]);
  });

  it('has 50 rows unless told, and 100 at most', async () => {
    for (const limit of ['0', '-1', '101', '1000000', '1.5', '1e1', '０', '10 ', 'NaN']) {
      expect((await list(building, { project: home, limit })).json.errors, limit).toMatchObject({ limit: { key: 'field.tooLarge' } });
    }
    const some = await list(building, { project: home, limit: '2' });
    expect(some.json.data).toHaveLength(2);
    expect(await list(building, { project: home, limit: '100' })).toMatchObject({ status: 200, json: { data: { length: rowsMade } } });
  });
});

describe('a page position', () => {
  const first = (query: Record<string, string> = {}, actor = clerk()) => list(building, { index: 'byProject', project: home, limit: '2', ...query }, actor);

  it('leads on in its own list', async () => {
    const { json } = await first();
    const second = await first({ cursor: json.next });
    const third = await first({ cursor: second.json.next });
    const ids = [json, second.json, third.json].flatMap((page) => page.data.map((row: { id: string }) => row.id));
    expect(new Set(ids).size).toBe(rowsMade);
    expect((await first({ cursor: json.next, limit: '3' })).json.data).toHaveLength(3);
  });

  it('leads nowhere in another list, order, partition or window, or for who sees other rows', async () => {
    const cursor: string = (await first()).json.next;
    const onUnits = (await list(unit, { index: 'byProject', project: home, limit: '2' })).json.next;
    const everywhere = person('Chen', ['generalManager'], '*');
    const wrong: [string, Promise<Answered>][] = [
      ['another resource', list(unit, { index: 'byProject', project: home, cursor })],
      ['the list of another resource', first({ cursor: onUnits })],
      ['another index', list(unit, { index: 'byStatus', project: home, status: 'available', cursor: onUnits })],
      ['another partition', first({ project: away, cursor })],
      ['another order', first({ order: 'desc', cursor })],
      ['a window', first({ from: 'T', cursor })],
      ['another window', first({ until: 'U', cursor })],
      ['altered', first({ cursor: `A${cursor.slice(1)}` })],
      ['without its signature', first({ cursor: cursor.split('.')[0] ?? '' })],
      ['with a signature that is empty', first({ cursor: `${cursor.split('.')[0]}.` })],
      ['with more at its end', first({ cursor: `${cursor}A` })],
      ['forged', first({ cursor: `${Buffer.from(JSON.stringify([9e15, `building#x`, 'x'])).toString('base64url')}.${cursor.split('.')[1]}` })],
    ];
    for (const [what, answer] of wrong) expect((await answer).json, what).toMatchObject({ status: 400, code: 'request.cursor' });
    // Who sees all of the partition sees the same page: the position says nothing that the list does not.
    expect((await first({ cursor }, everywhere)).json.data).toHaveLength(2);
    const outsider = person('Li', ['backOffice'], ['prj_none']);
    expect((await first({ cursor }, outsider)).json).toMatchObject({ status: 404, code: 'record.missing' });
  });

  it('is not passed on between people who see other rows of the same list', async () => {
    await Promise.all([home, away].map((place) => site.make(unit, place, { values: { building: 'bld_shared' } })));
    await Promise.all([home, away].map((place) => site.make(unit, place, { values: { building: 'bld_shared' } })));
    const query = { index: 'byBuilding', building: 'bld_shared', limit: '1' };
    const [a, b] = [person('A', ['backOffice'], [home]), person('B', ['backOffice'], [away])];
    const { next } = (await list(unit, query, a)).json;
    expect((await list(unit, { ...query, cursor: next }, b)).json.code).toBe('request.cursor');
    expect((await list(unit, { ...query, cursor: next }, a)).status).toBe(200);
  });

  it('holds for a day', async () => {
    const { next } = (await first()).json;
    site.advance(86_400_000 - 60_000);
    expect((await first({ cursor: next })).status).toBe(200);
    site.advance(120_000);
    expect((await first({ cursor: next })).json.code).toBe('request.cursor');
  });
});

describe('one request', () => {
  it('names at most 100 records, and at most 20 fields to reveal', async () => {
    const ids = Array.from({ length: 101 }, (_, i) => `bld_${i}`);
    const ask = (given: unknown) => site.ask({ ...recordCall(building, 'titles'), body: { ids: given } });
    expect((await ask(ids)).json.errors).toMatchObject({ ids: { key: 'field.tooMany' } });
    expect((await ask(ids.slice(1))).status).toBe(200);
    for (const wrong of ['x'.repeat(65), '', 1, null, {}]) expect((await ask([wrong])).status, String(wrong)).toBe(422);
    for (const odd of ['../x', 'bld_', 'bld_x#y', 'BLD_1', 'bld_１', '__proto__', 'prj_1', `bld_${'a'.repeat(41)}`]) {
      expect(await ask([odd])).toMatchObject({ status: 200, json: { data: {} } });
    }
    const { id } = await site.make(customer, home);
    const reveal = await site.ask({ ...recordCall(customer, 'reveal', { id }), body: { fields: Array(21).fill('phone'), purpose: '核对' } });
    expect(reveal.json.errors).toMatchObject({ fields: { key: 'field.tooMany' } });
  });

  it('has a key for its repetition of letters, digits and four signs, or none', async () => {
    const make = (key: string) =>
      site.ask({ ...recordCall(building, 'create'), body: givenTo(building, home), headers: { 'Idempotency-Key': key }, actor: clerk() });
    for (const key of ['', ' ', 'a b', 'a/b', 'a#b', '键', 'a\r\nb', 'x'.repeat(129), '"a"', '../a', '\u0000']) {
      expect((await make(key)).json, JSON.stringify(key)).toMatchObject({ status: 400, code: 'request.header' });
    }
    for (const key of ['a', '__proto__', '..', 'x'.repeat(128), 'a:b.c_d-e']) expect((await make(key)).status, key).toBe(201);
  });

  it('is refused for a version that is none, whatever it looks like', async () => {
    const { id } = await site.make(building, home);
    const token = (content: unknown) => `1.${Buffer.from(JSON.stringify(content)).toString('base64url')}`;
    const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
    const wrong = [
      '',
      '1',
      '-1',
      '0.e30',
      '1.',
      `1.${'A'.repeat(5000)}`,
      '１.e30',
      '1.e30\n',
      'null',
      '*',
      'W/"1.e30"',
      token(null),
      token([]),
      token({ s: 1, k: {} }),
    ];
    const odd = [
      token({ s: 'x', k: nested(500) }),
      token({ s: 'x', k: { name: nested(50) } }),
      token({ s: 'x', k: { ['__proto__']: 1 } }),
      token({ s: 'x', k: { constructor: 'x' } }),
    ];
    for (const version of [...wrong, ...odd]) {
      for (const send of [{ body: { version } }, { headers: { 'If-Match': version } }]) {
        const answer = await site.ask({ ...recordCall(building, 'remove', { id }), ...send });
        expect([version.slice(0, 40), answer.status]).toEqual([version.slice(0, 40), 422]);
      }
    }
    const long = token({ s: 'x'.repeat(2000), k: { project: 'y'.repeat(900), name: '' } });
    expect((await site.ask({ ...recordCall(building, 'remove', { id }), body: { version: long } })).json.code).toBe('record.stale');
    expect((await site.ask(recordCall(building, 'get', { id }))).status).toBe(200);
  });
});
