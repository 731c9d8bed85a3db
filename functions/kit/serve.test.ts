import type { DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { building } from '../../shared/areas/projects/building.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { inOwnProject } from '../../shared/kit/access.ts';
import { defineOperation } from '../../shared/kit/define-operation.ts';
import { f } from '../../shared/kit/fields/f.ts';
import { label } from '../../shared/kit/label.ts';
import { officeItself } from './context.ts';
import { toStored } from './records/item.ts';
import { change, create } from './records/write.ts';
import { serve } from './serve.ts';
import { stream, streamBatch, task } from './task.ts';
import { office, person, type TestOffice } from './testing.ts';

const common = { area: 'projects', handler: 'x', reads: ['unit'], source: ['C3'] } as const;

/** An operation on a record: reserves a unit, as finance, in its own projects. */
const hold = defineOperation({
  ...common,
  name: 'unit.hold',
  label: label('保留房源', 'Hold'),
  on: 'record',
  input: { use: f.text('用途', 'Use') },
  allow: inOwnProject('finance'),
  from: ['available'],
  writes: ['unit'],
});
const holdHandler = serve(hold, async ({ input, id, context }) => {
  const item = await context.records.get(unit, id);
  return { writes: [change(unit, item, { use: input.use }, { event: 'unit.held', to: 'reserved', from: ['available'] })] };
});

/** A step of a flow. */
const appraise = defineOperation({
  ...common,
  name: 'unit.appraise',
  label: label('估价', 'Appraise'),
  on: 'record',
  isStep: true,
  input: { part: f.text('分工', 'Part', { optional: true }), price: f.money('价格', 'Price') },
  allow: inOwnProject('finance'),
  writes: ['unit', 'todo'],
});
const appraiseHandler = serve(appraise, async ({ input, id, context }) => {
  const item = await context.records.get(unit, id);
  return { writes: [change(unit, item, { listPrice: input.price }, { event: 'unit.appraised' })], outcome: { price: input.price } };
});

/** An operation on no record, that makes one in a project. */
const add = defineOperation({
  ...common,
  name: 'building.add',
  label: label('加楼栋', 'Add'),
  on: 'collection',
  input: { project: f.ref('project', '项目', 'Project'), name: f.text('名称', 'Name') },
  allow: inOwnProject('finance'),
  writes: ['building'],
});
const addHandler = serve(add, async ({ input }) => ({
  status: 201,
  writes: [create(building, input, { event: 'building.added' })],
  body: (written) => ({ count: written.length, id: written[0]?.id }),
}));

let site: TestOffice;
let rooms = 0;
const finance = person('Wu', ['finance'], ['prj_1']);

beforeAll(async () => {
  site = await office();
  site.at('2026-03-02T01:00:00.000Z');
});
afterAll(() => site.stop());

const records = () => site.open().context.records;
async function newUnit(project = 'prj_1') {
  rooms += 1;
  const values = { project, building: 'bld_1', code: `1-${rooms}`, floor: 1, room: String(rooms), floorArea: 1, unitPrice: 1, listPrice: 1 };
  const [made] = await records().write([create(unit, values)]);
  return made;
}
const openStep = async (subject: string, more: object = {}) => {
  const times = { openedAt: '2026-03-02T01:00:00.000Z', dueAt: '2026-03-03T01:00:00.000Z' };
  const step = { project: 'prj_1', subject, subjectTitle: '1-1', step: 'unit.appraise', part: '-', role: 'legal' as const, token: 'flow-token' };
  const [made] = await records().write([create(todo, { ...step, ...times, ...more })]);
  return made;
};
const post = (handler: typeof holdHandler, path: string, body: unknown, more: object = {}) =>
  site.call(handler, { method: 'POST', path, body, actor: finance, ...more });

describe('an operation on a record', () => {
  it('writes in one transaction and answers the record, masked, with its version', async () => {
    const { id } = await newUnit();
    const answer = await post(holdHandler, `/projects/unit/${id}/hold`, { use: '样板间' });
    expect(answer).toMatchObject({ status: 200, json: { data: { id, status: 'reserved', use: '样板间', version: expect.stringMatching(/^2\./) } } });
    expect(await records().get(unit, id)).toMatchObject({ status: 'reserved', version: 2, updatedBy: 'emp_Wu' });
    expect((await site.open().store.history(unit, id)).at(-1)).toMatchObject({ event: 'unit.held', actor: 'emp_Wu', requestId: 'test-request' });
  });

  it('is refused to other posts, in other states, on records outside its rule, and with a wrong input', async () => {
    const { id } = await newUnit();
    const path = `/projects/unit/${id}/hold`;
    expect((await post(holdHandler, path, { use: 'x' }, { actor: person('Li', ['legal'], ['prj_1']) })).json).toMatchObject({
      status: 403,
      title: '您的岗位不能进行“保留房源”',
    });
    expect((await post(holdHandler, path, { use: 'x' }, { actor: person('Li', ['finance'], ['prj_2']) })).json.code).toBe('record.missing');
    const seesAll = person('Zhao', ['generalManager', 'finance'], ['prj_2']);
    expect((await post(holdHandler, path, { use: 'x' }, { actor: seesAll })).json.code).toBe('access.denied');
    expect((await post(holdHandler, path, { use: 'x', more: 1 })).json.errors).toEqual({ more: expect.objectContaining({ key: 'field.unknown' }) });
    expect((await post(holdHandler, path, {})).json.errors).toHaveProperty('use');
    expect((await post(holdHandler, path, { use: 'x' }, { actor: null })).status).toBe(401);
    expect((await records().get(unit, id)).version).toBe(1);
    await post(holdHandler, path, { use: 'x' });
    expect((await post(holdHandler, path, { use: 'x' })).json).toMatchObject({ status: 409, code: 'record.state', title: '当前状态“保留”不能进行“保留房源”' });
  });

  it('is tried again on what stands when the record moves between its reading and its writing, and refused by that alone', async () => {
    const { id } = await newUnit();
    const steps: ((read: Awaited<ReturnType<typeof newUnit>>) => ReturnType<typeof change>)[] = [
      (read) => change(unit, read, { listPrice: 9 }, { event: 'unit.priced' }),
      (read) => change(unit, read, {}, { event: 'unit.held', to: 'reserved' }),
    ];
    const interrupted = serve(hold, async ({ input, id: wanted, context }) => {
      const item = await context.records.get(unit, wanted);
      const between = steps.shift();
      if (between) await records().write([between(item)]);
      return { writes: [change(unit, item, { use: input.use }, { event: 'unit.shown' })] };
    });
    expect((await post(interrupted, `/projects/unit/${id}/hold`, { use: '样板间' })).json).toMatchObject({ status: 409, code: 'record.state' });
    expect(await records().get(unit, id)).toMatchObject({ listPrice: 9, status: 'reserved', version: 3 });
    const other = await newUnit();
    steps.push((read) => change(unit, read, { listPrice: 9 }, { event: 'unit.priced' }));
    expect((await post(interrupted, `/projects/unit/${other.id}/hold`, { use: '样板间' })).status).toBe(200);
    expect(await records().get(unit, other.id)).toMatchObject({ listPrice: 9, use: '样板间', version: 3 });
  });

  it('answers a repeated request as the first time, though the record has moved on', async () => {
    const { id } = await newUnit();
    const send = (use: string) => post(holdHandler, `/projects/unit/${id}/hold`, { use }, { headers: { 'idempotency-key': `hold-${id}` } });
    const [first, second, other] = [await send('样板间'), await send('样板间'), await send('别的')];
    expect(second.text).toBe(first.text);
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(other.json.code).toBe('request.repeated');
    expect((await records().get(unit, id)).version).toBe(2);
  });
});

describe('an operation on no record', () => {
  it('answers what it chooses, and takes only a project of the actor', async () => {
    const answer = await post(addHandler, '/projects/building/add', { project: 'prj_1', name: '一号楼' });
    expect(answer).toMatchObject({ status: 201, json: { data: { count: 1, id: expect.stringMatching(/^bld_/) } } });
    const foreign = await post(addHandler, '/projects/building/add', { project: 'prj_2', name: '二号楼' });
    expect(foreign.json.errors).toMatchObject({ project: { key: 'field.missingRecord' } });
  });

  it('says nothing of what went wrong inside', async () => {
    const broken = serve(add, async () => {
      throw new Error('password=hunter2');
    });
    const answer = await post(broken, '/projects/building/add', { project: 'prj_1', name: '三号楼' });
    expect(answer.json).toMatchObject({ status: 500, code: 'server.failed', title: '系统出错，请稍后再试（编号 test-request）' });
    expect(answer.text).not.toContain('hunter2');
  });
});

describe('a step of a flow', () => {
  it('is possible only while its to-do is open, and finishes it in the same transaction', async () => {
    const { id } = await newUnit();
    const path = `/projects/unit/${id}/appraise`;
    expect((await post(appraiseHandler, path, { price: 5 })).json).toMatchObject({
      status: 409,
      code: 'todo.notOpen',
      title: '“估价”尚未到办理时间，或已经办理',
    });
    const opened = await openStep(id);
    expect((await post(appraiseHandler, path, { price: 5 })).json.data).toMatchObject({ id, listPrice: 5 });
    expect(await records().get(todo, opened.id)).toMatchObject({
      status: 'done',
      doneBy: 'emp_Wu',
      doneAt: expect.stringMatching(/^2026-03-02T01/),
      outcome: { price: 5 },
    });
    expect((await post(appraiseHandler, path, { price: 6 })).json.code).toBe('todo.notOpen');
    expect((await records().get(unit, id)).listPrice).toBe(5);
  });

  it('may be done by who holds the post of the to-do, and by nobody else', async () => {
    const { id } = await newUnit();
    await openStep(id, { role: 'legal' });
    const path = `/projects/unit/${id}/appraise`;
    expect((await post(appraiseHandler, path, { price: 7 }, { actor: person('Sun', ['engineering'], ['prj_1']) })).json.code).toBe('access.denied');
    expect((await post(appraiseHandler, path, { price: 7 }, { actor: person('Qian', ['legal'], ['prj_2']) })).json.code).toBe('access.denied');
    expect((await post(appraiseHandler, path, { price: 7 }, { actor: person('Qian', ['legal'], ['prj_1']) })).status).toBe(200);
  });

  it('finishes the to-do of its part', async () => {
    const { id } = await newUnit();
    const [a, b] = [await openStep(id, { part: 'a' }), await openStep(id, { part: 'b' })];
    expect((await post(appraiseHandler, `/projects/unit/${id}/appraise`, { price: 1, part: 'b' })).status).toBe(200);
    expect([(await records().get(todo, a.id)).status, (await records().get(todo, b.id)).status]).toEqual(['open', 'done']);
  });

  it('is done once when two press at the same time', async () => {
    const { id } = await newUnit();
    await openStep(id);
    const answers = await Promise.all([1, 2, 3, 4].map((price) => post(appraiseHandler, `/projects/unit/${id}/appraise`, { price })));
    expect(answers.map((x) => x.status).toSorted()).toEqual([200, 409, 409, 409]);
    expect((await records().get(unit, id)).version).toBe(2);
  });
});

describe('a task', () => {
  const note = defineOperation({
    ...common,
    name: 'unit.note',
    label: label('记', 'Note'),
    on: 'task',
    input: { id: f.ref('unit', '房源', 'Unit') },
    allow: [],
    writes: ['unit'],
  });

  it('acts as the office itself and answers its outcome', async () => {
    const { id } = await newUnit('prj_77');
    const handler = task(note, async ({ input, context }) => {
      const item = await context.records.get(unit, input.id);
      return { writes: [change(unit, item, { use: '已记' }, { event: 'unit.noted' })], outcome: { by: context.actor.id } };
    });
    expect(await handler({ id })).toEqual({ by: officeItself.id });
    expect(await records().get(unit, id)).toMatchObject({ use: '已记', updatedBy: officeItself.id });
    await expect(handler({ id: 'no id' })).rejects.toThrow('request.invalid');
    await expect(handler({ id: 'unt_none' })).rejects.toThrow('record.missing');
  });

  it('takes nothing of a schedule’s event for input', async () => {
    const tick = defineOperation({
      ...common,
      name: 'unit.tick',
      label: label('时', 'Tick'),
      on: 'task',
      input: {},
      allow: [],
      writes: [],
      schedule: 'rate(1 hour)',
    });
    expect(await task(tick, async () => ({ outcome: { ok: true } }))({ version: '0', 'detail-type': 'Scheduled Event' })).toEqual({ ok: true });
  });
});

describe('a stream', () => {
  const item = { id: 'bld_1', version: 1, status: 'active', createdAt: 'a', createdBy: 'b', updatedAt: 'c', updatedBy: 'd', project: 'prj_1', name: '一' };
  const record = (keys: { pk: string; sk: string }, image: object | undefined, number: string) => ({
    eventID: number,
    eventName: 'INSERT',
    dynamodb: { Keys: { pk: { S: keys.pk }, sk: { S: keys.sk } }, NewImage: image, SequenceNumber: number },
  });
  const event = {
    Records: [
      record({ pk: 'building!name#prj_1#一', sk: '#' }, { id: { S: 'bld_1' } }, '1'),
      record({ pk: 'building#bld_1', sk: '#' }, toStored(building, item, {}), '2'),
      record({ pk: 'building#bld_1', sk: '0000000001' }, { pk: { S: 'building#bld_1' }, sk: { S: '0000000001' }, event: { S: 'building.created' } }, '3'),
      record({ pk: 'office!key#signing', sk: '#' }, { key: { S: 'secret' } }, '4'),
      record({ pk: 'building#bld_2', sk: '#' }, toStored(building, { ...item, id: 'bld_2' }, {}), '5'),
    ],
  } as unknown as DynamoDBStreamEvent; // what the kit reads of an event

  it('tells of records and audit events in order, and passes over guards, counters and keys', async () => {
    const seen: unknown[] = [];
    const answer = await stream(async (told) => void seen.push(told))(event);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([
      { event: 'INSERT', resource: 'building', id: 'bld_1', after: item },
      { event: 'INSERT', resource: 'building', id: 'bld_1', after: { pk: 'building#bld_1', sk: '0000000001', event: 'building.created' } },
      { event: 'INSERT', resource: 'building', id: 'bld_2', after: { ...item, id: 'bld_2' } },
    ]);
  });

  it('reports the first that fails and goes no further, so that order is kept', async () => {
    const seen: string[] = [];
    const answer = await stream(async (told) => {
      seen.push(told.id);
      if (told.after && 'sk' in told.after) throw new Error('not now');
    })(event);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
    expect(seen).toEqual(['bld_1', 'bld_1']);
  });

  it('is taken a batch at a time where that is asked for: all of it, or all of it again', async () => {
    const seen: string[][] = [];
    const keep = streamBatch(async (told) => {
      seen.push(told.map(({ id }) => id));
      if (seen.length === 1) throw new Error('not now');
    });
    expect(await keep(event)).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(await keep(event)).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([
      ['bld_1', 'bld_1', 'bld_2'],
      ['bld_1', 'bld_1', 'bld_2'],
    ]);
    expect(await keep({ Records: event.Records.slice(0, 1) })).toEqual({ batchItemFailures: [] });
    expect(seen).toHaveLength(2);
  });
});
