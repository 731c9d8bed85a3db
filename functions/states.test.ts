import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { todo } from '../shared/areas/organisation/todo.resource.ts';
import { project } from '../shared/areas/projects/project.resource.ts';
import { type OperationDefinition, partsOf } from '../shared/kit/define-operation.ts';
import type { ResourceDefinition } from '../shared/kit/define-resource.ts';
import { valuesOf } from './fixture/samples.ts';
import { inTurns, operationCall, operations, recordCall, resources, type Site, wholeOffice } from './fixture/whole-office.ts';

let site: Site;
let home: string;

beforeAll(async () => {
  site = await wholeOffice();
  home = (await site.make(project, '')).id;
});
afterAll(() => site.stop());

const withStates = resources.filter((x) => x.states).map((x) => [x.name, x] as const);
const statesOf = (resource: ResourceDefinition): string[] => Object.keys(resource.states?.all ?? {});
const read = async (resource: ResourceDefinition, id: string) => (await site.ask(recordCall(resource, 'get', { id }))).json.data;

describe('a plain move of', () => {
  it.each(withStates)('%s passes from the states it is for, and from no other', async (_, resource) => {
    const transitions = Object.entries(resource.states?.transitions ?? {});
    const pairs = statesOf(resource).flatMap((status) => transitions.map(([name, transition]) => ({ status, name, transition })));
    await inTurns(pairs, async ({ status, name, transition: { from, to } }) => {
      const { id } = await site.make(resource, home, { status });
      const before = await read(resource, id);
      const body = { version: before.version, reason: '测试' };
      const answer = await site.ask({ ...recordCall(resource, 'move', { id, transition: name }), body });
      const after = await read(resource, id);
      if (from.includes(status)) {
        expect([answer.status, answer.json.data?.status, after.status], `${status} ${name}`).toEqual([200, to, to]);
        expect((await site.ask({ ...recordCall(resource, 'move', { id, transition: name }), body })).status).toBe(409);
      } else {
        expect([answer.status, answer.json.code], `${status} ${name}`).toEqual([409, 'record.state']);
        expect(after).toEqual(before);
      }
    });
  });

  it.each(withStates)('%s by the name of another resource’s move, or of an operation, has no address', async (_, resource) => {
    const own = Object.keys(resource.states?.transitions ?? {});
    const others = resources.flatMap((x) => Object.keys(x.states?.transitions ?? {}));
    const moves = resources.flatMap((x) => x.states?.moves?.map((move) => partsOf(move.by).verb) ?? []);
    const names = [...new Set([...others, ...moves, ...statesOf(resource), 'constructor', 'toString', 'hasOwnProperty'])].filter((x) => !own.includes(x));
    const { id } = await site.make(resource, home);
    const before = await read(resource, id);
    await inTurns(names, async (name) => {
      const answer = await site.ask({ ...recordCall(resource, 'move', { id, transition: name }), body: { version: before.version, reason: '测试' } });
      expect(answer.json, name).toMatchObject({ status: 404, code: 'request.route' });
    });
    expect(await read(resource, id)).toEqual(before);
  });
});

/** Operations on a record that name the states they are for. */
const bound = operations.filter((x) => x.on === 'record' && x.from).map((x) => [x.name, x] as const);

/** Asks for the operation in a state; a step has its to-do open. */
async function askIn(operation: OperationDefinition, resource: ResourceDefinition, status: string) {
  const { id } = await site.make(resource, home, { status });
  const input = valuesOf(operation.input, home);
  const step = { subject: id, step: operation.step ?? operation.name, part: typeof input.part === 'string' ? input.part : '-' };
  const opened = operation.isStep ? await site.make(todo, home, { values: step }) : undefined;
  const answer = await site.ask({ ...operationCall(operation, id), ...(operation.method === 'GET' ? {} : { body: input }) });
  return { answer, status: (await read(resource, id)).status, todo: opened && (await read(todo, opened.id)).status };
}

describe('the operation', () => {
  it.each(bound)('%s gets past the state check from the states it is for, and from no other', async (_, operation) => {
    const resource = resources.find((x) => x.name === partsOf(operation.name).resource);
    if (!resource) throw new Error(`expected the resource of ${operation.name}`);
    await inTurns(statesOf(resource), async (state) => {
      const isFor = operation.from?.includes(state);
      // What it then does with the archive has tests of its own.
      if (isFor && operation.uses?.some((service) => service !== 'flows')) return;
      const { answer, status, todo: step } = await askIn(operation, resource, state);
      if (isFor) {
        expect(answer.status, answer.text).toBeLessThan(500);
        expect(answer.json.code, state).not.toBe('record.state');
      } else {
        expect([answer.status, answer.json.code], state).toEqual([409, 'record.state']);
        expect([status, step ?? 'open']).toEqual([state, 'open']);
      }
    });
  });
});
