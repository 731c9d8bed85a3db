import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../shared/areas/contracts/contract.resource.ts';
import { todo } from '../shared/areas/organisation/todo.resource.ts';
import { operationInput } from '../shared/derive/validation.ts';
import { type OperationDefinition, partsOf } from '../shared/kit/define-operation.ts';
import type { ResourceDefinition } from '../shared/kit/define-resource.ts';
import { metaOf } from '../shared/kit/fields/field.ts';
import { roleNames } from '../shared/kit/roles.ts';
import { type Cell, cellsOf, tryAll } from './fixture/matrix.ts';
import { givenTo, type Values, valuesOf } from './fixture/samples.ts';
import { mayAtAll, missingId, type TwoProjects, twoProjects, visits } from './fixture/two-projects.ts';
import { inTurns, operationCall, operations, recordCall, resources, type Site, wholeOffice } from './fixture/whole-office.ts';
import { type Call, person } from './kit/testing.ts';

let site: Site;
let world: TwoProjects;

beforeAll(async () => {
  site = await wholeOffice();
  world = await twoProjects(site);
});
afterAll(() => site.stop());

const resourceNamed = (name: string): ResourceDefinition => resources.find((x) => x.name === name) ?? contract;
const onRecord = operations.filter((x) => x.on === 'record').map((x) => [x.name, x] as const);
const onNone = operations.filter((x) => x.on === 'collection').map((x) => [x.name, x] as const);

/** The operation asked of a record: its input is whole, so nothing but the record can stand in the way. */
function callOn(operation: OperationDefinition, id: string): Cell['call'] {
  const body = operation.method === 'GET' ? {} : { body: valuesOf(operation.input, world.own) };
  return { ...operationCall(operation, id), ...body };
}

describe('the operation', () => {
  it.each(onRecord)('%s is open to whom its rule says, and tells nobody else of a record', async (_, operation) => {
    const resource = resourceNamed(partsOf(operation.name).resource);
    // In a state that the operation is not for: whoever may is told so, and nothing is done.
    await world.renew(
      resource,
      Object.keys(resource.states?.all ?? {}).find((state) => !operation.from?.includes(state)),
    );
    const counts = await tryAll(
      site,
      world,
      cellsOf(world, { resource, rule: operation.allow }, (id) => callOn(operation, id)),
    );
    expect(counts.through).toBeGreaterThan(0);
    expect(counts['record.missing']).toBeGreaterThan(0);
    expect(counts['access.denied']).toBeGreaterThan(0);
  });

  it.each(onNone)('%s is open to whom its rule says', async (_, operation) => {
    const before = await site.image();
    await inTurns(visits(world.own), async ({ actor }) => {
      const { status, json } = await site.ask({ ...operationCall(operation), ...(operation.method === 'GET' ? {} : { body: {} }), actor });
      if (!mayAtAll(operation.allow, actor)) expect(json.code).toBe('access.denied');
      else expect([status, json.code]).toEqual(operation.method === 'GET' ? [200, undefined] : [422, 'request.invalid']);
    });
    expect(await site.image()).toBe(before);
  });

  const naming = operations.flatMap((operation) =>
    Object.entries(operation.input).flatMap(([field, schema]) => {
      const { to } = metaOf(schema);
      return to && to !== 'employee' ? [[`${operation.name} ${field}`, { operation, field, to }] as const] : [];
    }),
  );
  it.each(naming)('%s answers another project’s record like one that does not exist', async (_, { operation, field, to }) => {
    const actor = person(
      'Zhang',
      roleNames.filter((role) => !['generalManager', 'deputyGeneralManager', 'auditor', 'systemAdmin'].includes(role)),
      [world.own],
    );
    const id = operation.on === 'record' ? world.idOf(partsOf(operation.name).resource, 'own') : '';
    const before = await site.image();
    const input = valuesOf(operation.input, world.own);
    const given = (named: string) => {
      const values = { ...input, [field]: named };
      return operation.method === 'GET' ? { query: values as Record<string, string> } : { body: values };
    };
    const asked = [world.idOf(to, 'other'), missingId(resourceNamed(to))].map((named) => site.ask({ ...operationCall(operation, id), ...given(named), actor }));
    const [foreign, missing] = await Promise.all(asked);
    expect(foreign).toEqual(missing);
    expect(foreign?.status).toBeGreaterThanOrEqual(400);
    expect(foreign?.status).toBeLessThan(500);
    expect(await site.image()).toBe(before);
  });
});

describe('a step', () => {
  it('is refused to the holder of its post in another project, though a second post sees the record', async () => {
    const item = await site.make(contract, world.other, { status: 'draft' });
    const step = { subject: item.id, step: 'contract.draft', part: '-', role: 'legal' };
    await site.make(todo, world.other, { values: step });
    const operation = operations.find((x) => x.name === 'contract.draft');
    if (!operation) throw new Error('expected the operation');
    const before = await site.image();
    for (const projects of [[world.own], []]) {
      const answer = await site.ask({ ...callOn(operation, item.id), actor: person('Zhao', ['legal', 'auditor'], projects) });
      expect(answer.json).toMatchObject({ status: 403, code: 'access.denied' });
    }
    expect(await site.image()).toBe(before);
    const answer = await site.ask({ ...callOn(operation, item.id), actor: person('Qian', ['legal'], [world.other]) });
    expect(answer).toMatchObject({ status: 200, json: { data: { status: 'inReview' } } });
  });
});

/** Every route of the API with a body that would do. */
function everyCall(): Call[] {
  const own = (resource: ResourceDefinition) => ({ id: world.idOf(resource.name, 'own'), version: world.staleToken(resource.name) });
  return [
    ...operations.map((operation) => callOn(operation, operation.on === 'record' ? world.idOf(partsOf(operation.name).resource, 'own') : '')),
    ...resources.flatMap((resource): Call[] => {
      const { id, version } = own(resource);
      const moves = Object.keys(resource.states?.transitions ?? {});
      return [
        ...(['get', 'history', 'list'] as const).map((action) => recordCall(resource, action, { id })),
        { ...recordCall(resource, 'create'), body: givenTo(resource, world.own) },
        { ...recordCall(resource, 'titles'), body: { ids: [id] } },
        ...(['update', 'remove', 'reveal'] as const).map((action) => ({ ...recordCall(resource, action, { id }), body: { version } })),
        ...moves.map((transition) => ({ ...recordCall(resource, 'move', { id, transition }), body: { version } })),
      ];
    }),
  ];
}

describe('somebody unknown', () => {
  it('gets nothing from any route', async () => {
    const before = await site.image();
    const calls = everyCall();
    const answers = await inTurns(calls, (call) => site.ask({ ...call, actor: null }));
    expect(calls.length).toBeGreaterThan(150);
    for (const [i, answer] of answers.entries()) expect([calls[i]?.path, answer.status, answer.json.code]).toEqual([calls[i]?.path, 401, 'access.signIn']);
    expect(await site.image()).toBe(before);
  });

  it('is never made an actor by what the request itself says', async () => {
    const actor = JSON.stringify(person('Mallory', ['systemAdmin'], '*'));
    const headers = { actor, authorization: 'Bearer x', 'x-actor': actor, 'x-amzn-request-context': JSON.stringify({ authorizer: { lambda: { actor } } }) };
    const body: Values = { ...givenTo(resourceNamed('project'), ''), actor, authorizer: { lambda: { actor } } };
    const answer = await site.ask({ ...recordCall(resourceNamed('project'), 'create'), headers, body, query: { actor }, actor: null });
    expect(answer.json).toMatchObject({ status: 401, code: 'access.signIn' });
  });
});

it('gives every operation an input that its schema takes, so that refusals above are about the rule', () => {
  for (const operation of operations) expect(operationInput(operation).safeParse(valuesOf(operation.input, world.own)).success, operation.name).toBe(true);
});
