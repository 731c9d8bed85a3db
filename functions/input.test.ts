import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInput, operationInput, updateInput } from '../shared/derive/validation.ts';
import { partsOf } from '../shared/kit/define-operation.ts';
import { type ResourceDefinition, systemFields } from '../shared/kit/define-resource.ts';
import { metaOf } from '../shared/kit/fields/field.ts';
import type { Values } from './fixture/samples.ts';
import { type TwoProjects, twoProjects } from './fixture/two-projects.ts';
import { inTurns, operationCall, operations, resources, type Site, wholeOffice } from './fixture/whole-office.ts';
import { type WritingRoute, writingRoutes } from './fixture/writing-routes.ts';
import type { Answered } from './kit/testing.ts';

let site: Site;
let world: TwoProjects;
let routes: WritingRoute[];

beforeAll(async () => {
  site = await wholeOffice();
  world = await twoProjects(site);
  routes = writingRoutes(world);
});
afterAll(() => site.stop());

/** A refusal as RFC 9457 has it, in both languages. */
function expectProblem(answer: Answered, status: number, code: string, about: string): void {
  expect([about, answer.status, answer.json.code]).toEqual([about, status, code]);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.json).toMatchObject({
    type: `urn:anchang:${code}`,
    messages: { zh: expect.stringMatching(/[\u4e00-\u9fff]/), en: expect.stringMatching(/[a-z]/i) },
  });
}

/** Members that no person may give, whatever the route. */
const strange = ['isAdmin', 'pk', 'sk', 'gsi1pk', 'l', 'd', 'u', 'actor', 'roles', 'constructor', 'toString', '$where', 'a.b', ''];

/** Members of a resource that a body may not have, with what must be said of each. */
function closedTo(resource: ResourceDefinition, verb: 'create' | 'update'): [name: string, key: string][] {
  const fields = Object.entries(resource.fields).flatMap(([name, schema]): [string, string][] => {
    const { isOwned, isFixed } = metaOf(schema);
    if (isOwned) return [[name, 'field.owned']];
    return verb === 'update' && isFixed ? [[name, 'field.fixed']] : [];
  });
  const system = systemFields.filter((name) => verb === 'create' || name !== 'version').map((name): [string, string] => [name, 'field.unknown']);
  const unknown = strange.filter((name) => !Object.hasOwn(resource.fields, name)).map((name): [string, string] => [name, 'field.unknown']);
  return [...fields, ...system, ...unknown];
}

/** What may not be added to the body of a route. */
function closedOf({ name }: WritingRoute): [name: string, key: string][] {
  const { resource: of, verb } = partsOf(name);
  const resource = resources.find((x) => x.name === of);
  if (resource && (verb === 'create' || verb === 'update')) return closedTo(resource, verb);
  const input = operations.find((x) => x.name === name)?.input ?? {};
  const given = ['version', 'fields', 'ids', 'reason', 'purpose', ...Object.keys(input)];
  return [...systemFields, ...strange].filter((x) => !given.includes(x)).map((x) => [x, 'field.unknown']);
}

describe('a member that a person may not give', () => {
  it('is refused by its name on every route, and nothing is written', async () => {
    const before = await site.image();
    const tries = routes.flatMap((route) => closedOf(route).map(([name, key]) => ({ route, name, key })));
    expect(tries.length).toBeGreaterThan(1000);
    await inTurns(tries, async ({ route, name, key }) => {
      const answer = await site.ask({ ...route.call, body: { ...route.call.body, [name]: 'x' } });
      expectProblem(answer, 422, 'request.invalid', `${route.name} ${name}`);
      expect(answer.json.errors[name], `${route.name} ${name}`).toMatchObject({ key, messages: { zh: expect.any(String), en: expect.any(String) } });
    });
    expect(await site.image()).toBe(before);
  });

  it('is refused in a line of a table too, by its place', async () => {
    const before = await site.image();
    const tables = routes.flatMap((route) => Object.entries(route.call.body).flatMap(([field, rows]) => (isTable(rows) ? [{ route, field, rows }] : [])));
    expect(tables.length).toBeGreaterThan(2);
    for (const { route, field, rows } of tables) {
      const body = { ...route.call.body, [field]: [...rows, { ...rows[0], isAdmin: true }] };
      expect((await site.ask({ ...route.call, body })).json.errors).toMatchObject({ [`${field}.1.isAdmin`]: { key: 'field.unknown' } });
    }
    expect(await site.image()).toBe(before);
  });

  it('is refused in the address of a reading operation', async () => {
    for (const operation of operations.filter((x) => x.method === 'GET')) {
      const id = operation.on === 'record' ? world.idOf(partsOf(operation.name).resource, 'own') : '';
      for (const name of ['status', 'id', 'constructor', '__proto__', 'x']) {
        const answer = await site.ask({ ...operationCall(operation, id), query: JSON.parse(`{"${name}":"x"}`) });
        expectProblem(answer, 422, 'request.invalid', `${operation.name} ${name}`);
      }
    }
  });
});

const isTable = (value: unknown): value is Values[] => Array.isArray(value) && typeof value[0] === 'object';

/** Values of every type, for fields that want another. */
const wrong: readonly unknown[] = [null, true, 0, -1, 1.5, 1e15, 1e-200, '', ' ', 'x', '１', 'x'.repeat(3000), [], [null], [[]], ['x', 'x'], {}, { $gt: '' }];

describe('a value of another type', () => {
  it('is refused by the name of its field on every route, or fits it', async () => {
    // Of no record: what fits must not be done.
    const away = (route: WritingRoute) => ({ ...route.call, path: route.call.path.replace(/\/[a-z]{2,6}_[0-9a-z]+/, (id) => `${id.slice(0, 5)}0none`) });
    const tries = routes.flatMap((route) => Object.keys(route.call.body).flatMap((field) => wrong.map((value) => ({ route, field, value }))));
    expect(tries.length).toBeGreaterThan(2000);
    await inTurns(tries, async ({ route, field, value }) => {
      const about = `${route.name} ${field} ${JSON.stringify(value).slice(0, 30)}`;
      const answer = await site.ask({ ...away(route), body: { ...route.call.body, [field]: value } });
      if (fits(route, field, value)) expect(answer.status, `${about} ${answer.text.slice(0, 200)}`).not.toBe(500);
      else {
        expectProblem(answer, 422, 'request.invalid', about);
        for (const name of Object.keys(answer.json.errors)) expect(name.split('.')[0], about).toBe(field);
      }
    });
  });
});

/** Does the schema of the route take this value? */
function fits({ name, call }: WritingRoute, field: string, value: unknown): boolean {
  const { resource: of, verb } = partsOf(name);
  const resource = resources.find((x) => x.name === of);
  const operation = operations.find((x) => x.name === name);
  if (operation) return operationInput(operation).shape[field]?.safeParse(value).success ?? false;
  if (field === 'version') return false;
  if (resource && verb === 'create') return createInput(resource).safeParse({ ...call.body, [field]: value }).success;
  if (resource && verb === 'update') return updateInput(resource).shape[field]?.safeParse(value).success ?? false;
  if (field === 'ids' || field === 'fields') return Array.isArray(value) && value.length > 0 && value.every((x) => typeof x === 'string');
  return typeof value === 'string' && value.trim() !== '' && value.length <= 200;
}
