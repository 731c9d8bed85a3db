import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { project } from '../shared/areas/projects/project.resource.ts';
import { unit } from '../shared/areas/projects/unit.resource.ts';
import { indexSlots } from '../shared/derive/keys.ts';
import { isMasked, maskedFields } from '../shared/derive/masking.ts';
import type { ResourceDefinition, SystemFields } from '../shared/kit/define-resource.ts';
import { roleNames } from '../shared/kit/roles.ts';
import { changeable, givenTo, personalPattern, type Values, valuesOf } from './fixture/samples.ts';
import { mayTouch } from './fixture/two-projects.ts';
import { operationCall, operations, recordCall, resources, type Site, wholeOffice } from './fixture/whole-office.ts';
import { type Answered, type Call, person } from './kit/testing.ts';

let site: Site;
let home: string;

beforeAll(async () => {
  site = await wholeOffice();
  home = (await site.make(project, '')).id;
});
afterAll(() => site.stop());

const personalResources = resources.filter((x) => maskedFields(x).length > 0).map((x) => [x.name, x] as const);
type Personal = SystemFields & Values;

/** Every answer that a request gets, gathered; a look into them must find nothing of the person. */
function gather() {
  const answers: { what: string; answer: Answered }[] = [];
  const ask = async (what: string, call: Parameters<Site['ask']>[0]): Promise<Answered> => {
    const answer = await site.ask(call);
    answers.push({ what, answer });
    return answer;
  };
  return { answers, ask };
}

/** The answer as text, with what its opaque versions hold. */
const openedUp = ({ text, headers }: Answered): string =>
  [text, JSON.stringify(headers), ...[...text.matchAll(/"version":"\d+\.([\w-]+)"/g)].map(([, body = '']) => Buffer.from(body, 'base64url').toString())].join(
    '\n',
  );

/** Asks for a record in every way that answers something of it. */
async function askEverything(resource: ResourceDefinition, ask: ReturnType<typeof gather>['ask']): Promise<string> {
  const headers = { 'idempotency-key': `form-${resource.name}` };
  const given = givenTo(resource, home);
  const made = await ask('create', { ...recordCall(resource, 'create'), body: given, headers });
  await ask('create, repeated', { ...recordCall(resource, 'create'), body: given, headers });
  await ask('create, other content', { ...recordCall(resource, 'create'), body: { ...given, ...changeable(resource, home) }, headers });
  await ask('create, taken', { ...recordCall(resource, 'create'), body: given });
  // What nobody makes by hand is made by the office itself.
  const { id, version } = made.json.data ?? (await ask('get, made', recordCall(resource, 'get', { id: (await site.make(resource, home)).id }))).json.data;
  const edit = (body: Values): Call => ({ ...recordCall(resource, 'update', { id }), body: { version, ...body } });
  await ask('update', edit(changeable(resource, home)));
  await ask('update, stale', edit(changeable(resource, home)));
  for (const [name, value] of Object.entries(changeable(resource, home))) await ask(`update of ${name}, wrong`, edit({ [name]: [value, value, { value }] }));
  for (const transition of Object.keys(resource.states?.transitions ?? {})) {
    await ask(`${transition}, stale`, { ...recordCall(resource, 'move', { id, transition }), body: { version, reason: '测试' } });
    const current = (await ask('get', recordCall(resource, 'get', { id }))).json.data.version;
    await ask(transition, { ...recordCall(resource, 'move', { id, transition }), body: { version: current, reason: '测试' } });
  }
  const read = await ask('get', recordCall(resource, 'get', { id }));
  for (const slot of indexSlots(resource)) {
    const query = Object.fromEntries(slot.partition.map((name) => [name, String(read.json.data[name])]));
    const page = await ask(`list ${slot.name}`, { ...recordCall(resource, 'list'), query: { index: slot.name, ...query } });
    expect(page.json.data.map((row: { id: string }) => row.id)).toContain(id);
  }
  await ask('titles', { ...recordCall(resource, 'titles'), body: { ids: [id] } });
  await ask('history', recordCall(resource, 'history', { id }));
  await ask('remove', { ...recordCall(resource, 'remove', { id }), body: { version } });
  return id;
}

describe('personal values of', () => {
  it.each(personalResources)('%s are in no answer, no line of the log and no audit event, whatever is asked', async (_, resource) => {
    const { answers, ask } = gather();
    const id = await askEverything(resource, ask);
    expect(answers.length).toBeGreaterThan(10);
    for (const { what, answer } of answers) expect([what, personalPattern.exec(openedUp(answer))?.[0]]).toEqual([what, undefined]);
    expect(site.logged.length).toBeGreaterThanOrEqual(answers.length / 2);
    expect(site.logged.filter((line) => personalPattern.test(line))).toEqual([]);
    const client = new DynamoDBClient({});
    const values = { ':pk': { S: `${resource.name}#${id}` } };
    const logged = await client.send(
      new QueryCommand({ TableName: process.env.AUDIT_TABLE, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: values }),
    );
    client.destroy();
    expect(logged.Items?.length).toBeGreaterThan(0);
    expect(JSON.stringify(logged.Items)).not.toMatch(personalPattern);
    // The look finds what there is to find.
    const shown = await site.ask({ ...recordCall(resource, 'reveal', { id }), body: { fields: maskedFields(resource), purpose: '签约核对' } });
    expect(openedUp(shown)).toMatch(personalPattern);
  });

  it.each(personalResources)('%s leave for a purpose only, to whom the rule says, and not before the event is written', async (_, resource) => {
    const { id } = (await site.make(resource, home)) as Personal;
    const fields = [...maskedFields(resource)];
    const reveal = (body: unknown, actor = person('Chen', ['generalManager'], '*')) => site.ask({ ...recordCall(resource, 'reveal', { id }), body, actor });
    for (const purpose of [undefined, '', ' ', null, 1, ['x'], '\u200b', 'x'.repeat(201)]) {
      expect((await reveal({ fields, purpose })).json.errors, JSON.stringify(purpose)).toHaveProperty('purpose');
    }
    for (const name of ['id', 'status', 'version', 'constructor', '__x__', ...Object.keys(resource.fields).filter((x) => !fields.includes(x))]) {
      const answer = await reveal({ fields: [...fields, name], purpose: '核对' });
      expect(answer.json.errors, name).toHaveProperty([`fields.${name}`]);
      expect(answer.text).not.toMatch(personalPattern);
    }
    for (const role of roleNames) {
      const actor = person(`R-${role}`, [role], [home]);
      const answer = await reveal({ fields, purpose: '核对' }, actor);
      if (mayTouch(resource.reveal ?? [], actor, { project: home })) expect(Object.keys(answer.json.data).toSorted()).toEqual(fields.toSorted());
      else expect([role, answer.status, personalPattern.test(answer.text)]).toEqual([role, 403, false]);
    }
    const table = process.env.AUDIT_TABLE;
    Object.assign(process.env, { AUDIT_TABLE: 'Absent' });
    for (const name of fields) {
      const unlogged = await reveal({ fields: [name], purpose: '核对' });
      expect([unlogged.status, personalPattern.test(openedUp(unlogged))]).toEqual([500, false]);
    }
    Object.assign(process.env, { AUDIT_TABLE: table });
    expect(site.logged.filter((line) => personalPattern.test(line))).toEqual([]);
    const events = (await site.ask(recordCall(resource, 'history', { id }))).json.data.filter((x: { event: string }) => x.event.endsWith('.revealed'));
    const readers = roleNames.filter((role) => mayTouch(resource.reveal ?? [], person(role, [role], [home]), { project: home }));
    expect(events.map((x: { actor: string }) => x.actor).toSorted()).toEqual(readers.map((role) => `emp_R-${role}`).toSorted());
  });
});

it('stand in no answer of any operation, taken or refused, about somebody whose record it reads or writes', async () => {
  const { answers, ask } = gather();
  for (const operation of operations) {
    const resource = resources.find((x) => operation.name.startsWith(`${x.name}.`)) ?? unit;
    for (const status of operation.on === 'record' ? (operation.from ?? ['draft']) : ['']) {
      const buyer = personalResources[0]?.[1] ?? unit;
      const customer = (await site.make(buyer, home)).id;
      const sold = (await site.make(unit, home)).id;
      const id = operation.on === 'record' ? (await site.make(resource, home, { status, values: { customer, unit: sold } })).id : '';
      const known: Values = { customer, unit: sold, project: home };
      const input = Object.fromEntries(Object.entries(valuesOf(operation.input, home)).map(([name, value]) => [name, known[name] ?? value]));
      const body = operation.method === 'GET' || operation.uses?.includes('archive') ? {} : { body: input };
      await ask(operation.name, { ...operationCall(operation, id), ...body });
      if ('body' in body)
        await ask(`${operation.name} with a person in it`, { ...operationCall(operation, id), body: { ...input, ...valuesOf(buyer.fields, home) } });
    }
  }
  expect(answers.length).toBeGreaterThan(60);
  for (const { what, answer } of answers) expect([what, personalPattern.exec(openedUp(answer))?.[0]]).toEqual([what, undefined]);
  expect(site.logged.filter((line) => personalPattern.test(line))).toEqual([]);
});

it('every field that holds a name, a number or an address of a person is masked, wherever it stands', () => {
  const kinds = ['personName', 'phone', 'idNumber', 'address'];
  const all = [...resources.flatMap((x) => Object.entries(x.fields)), ...operations.flatMap((x) => Object.entries(x.input))];
  const personal = all.filter(([, schema]) => kinds.includes(String(schema.meta()?.kind)));
  expect(personal.length).toBeGreaterThan(3);
  for (const [name, schema] of personal) expect([name, isMasked(schema)]).toEqual([name, true]);
  for (const [, resource] of personalResources) expect(resource.reveal, resource.name).toBeDefined();
});
