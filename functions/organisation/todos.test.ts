import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { type Todo, todo } from '../../shared/areas/organisation/todo.resource.ts';
import { setting } from '../../shared/areas/settings/setting.resource.ts';
import type { Role } from '../../shared/kit/roles.ts';
import { type Desk, desk, today } from '../contracts/testing.ts';
import type { Context } from '../kit/context.ts';
import type { Flows } from '../kit/flows.ts';
import { change, create } from '../kit/records/write.ts';
import { person } from '../kit/testing.ts';
import { handler as inbox } from './inbox.ts';
import { handler as openTodo } from './open-todo.ts';
import { run as relay } from './relay-todos.ts';
import { handler as remind } from './remind-todos.ts';

let at: Desk;
beforeAll(async () => {
  at = await desk();
});
afterAll(() => at.stop());

const step = (subject: string, part = '-', name = 'contract.draft') => at.records.find(todo, 'step', { subject, step: name, part });
const asked = (subject: string, more: object = {}) => openTodo({ token: 'one', subject, step: 'contract.draft', role: 'legal', clock: 'stepDays', ...more });
const opened = async (subject: string, more: object = {}): Promise<Todo> => {
  await asked(subject, more);
  return (await step(subject)) ?? expect.unreachable();
};

describe('opening a to-do', () => {
  it('sets its due time by a dated setting, with its source', async () => {
    const id = await at.contractAt('draft');
    const item = await opened(id);
    expect(item).toMatchObject({ role: 'legal', part: '-', dueAt: '2026-03-03T15:59:59.999Z', openedAt: expect.stringMatching(/^2026-03-02T01:0/) });
    expect(item.dueSource).toContain('公司内部时限');
    expect(item).not.toHaveProperty('isProvisional');
  });

  it('twice for the same step keeps one, with the token of the last', async () => {
    const id = await at.contractAt('draft');
    const first = await opened(id);
    const second = await opened(id, { token: 'two' });
    expect(second).toMatchObject({ id: first.id, token: 'two', dueAt: first.dueAt });
    expect((await at.records.list(todo, { index: 'bySubject', where: { subject: id } })).items).toHaveLength(1);
    await asked(id, { step: 'contract.review', part: 'sales' });
    await asked(id, { step: 'contract.review', part: 'finance' });
    expect((await at.records.list(todo, { index: 'bySubject', where: { subject: id } })).items).toHaveLength(3);
  });

  it('again when the flow comes back to the step, keeps one, without what the last round left; its history has both', async () => {
    const id = await at.contractAt('draft');
    const first = await opened(id);
    const done = { doneAt: first.openedAt, doneBy: 'emp_1', outcome: { isAgreed: false }, remindedAt: first.openedAt, isProvisional: true };
    await at.records.write([change(todo, first, { ...done, escalatedTo: 'legal' }, { event: 'todo.done', to: 'done' })]);
    const again = await opened(id, { token: 'two', until: '2026-03-02' });
    const { version: _version, updatedAt: _updatedAt, ...kept } = first;
    expect(again).toMatchObject({ ...kept, token: 'two', openedAt: expect.any(String), dueAt: '2026-03-02T15:59:59.999Z' });
    for (const name of ['doneAt', 'doneBy', 'outcome', 'remindedAt', 'escalatedTo', 'isProvisional']) expect(again).not.toHaveProperty(name);
    expect((await at.site.open().store.history(todo, first.id)).map(({ event }) => event)).toEqual(['todo.opened', 'todo.done', 'todo.opened']);
    expect((await at.records.list(todo, { index: 'byEscalated', where: { escalatedTo: 'legal' } })).items).toEqual([]);
  });

  it('is due no later than the day the step must not pass', async () => {
    const until = await opened(await at.contractAt('draft'), { until: '2026-03-02' });
    expect(until.dueAt).toBe('2026-03-02T15:59:59.999Z');
    const from = await opened(await at.contractAt('draft'), { clock: 'signBy', from: '2026-02-27' });
    expect(from.dueAt).toBe('2026-03-04T15:59:59.999Z');
  });

  it('in a year whose calendar is not published is provisional', async () => {
    expect(await opened(await at.contractAt('draft'), { from: '2198-01-01' })).toMatchObject({ isProvisional: true, dueAt: '2198-01-02T15:59:59.999Z' });
  });

  it('for a contract that is void or missing fails with the code', async () => {
    const id = await at.contractAt('draft');
    const item = await at.read(id);
    await at.records.write([change(contract, item, {}, { event: 'contract.voided', to: 'void' })]);
    await expect(asked(id)).rejects.toMatchObject({ name: 'contract.voided' });
    await expect(asked('ctr_0000000000000000000000')).rejects.toMatchObject({ name: 'record.missing' });
    await expect(asked(id, { role: 'king' })).rejects.toMatchObject({ name: 'request.invalid' });
  });
});

describe('relaying', () => {
  /** Flows that write down what they are told; the second answer to a token finds nobody. */
  const listening = () => {
    const told: unknown[] = [];
    const used = new Set<string>();
    const once = (token: string) => (used.has(token) ? 'gone' : used.add(token) && 'resumed');
    const flows: Flows = {
      machine: (flow) => flow,
      start: async (machine, name, input) => String(told.push(['start', machine, name, input])),
      succeed: async (token, output) => {
        told.push(['succeed', token, output]);
        return once(token);
      },
      fail: async (token, error) => {
        told.push(['fail', token, error]);
        return once(token);
      },
      describe: async () => undefined,
      history: async () => [],
      redrive: async () => {},
    };
    const context: Context = { ...at.site.open().context, flows };
    return { told, context };
  };
  const modified = (before: object, after: object) => ({ event: 'MODIFY' as const, resource: 'todo', id: 'tdo_1', before: { ...before }, after: { ...after } });

  it('starts the flow of a new contract under the name of the contract', async () => {
    const id = await at.contractAt('draft');
    const { told, context } = listening();
    const born = { event: 'INSERT' as const, resource: 'contract', id, after: await at.read(id) };
    await relay(born, context);
    await relay(born, context);
    const start = ['start', 'contract-filing', id, { contract: id, subscribedOn: today, signBy: '2026-03-07' }];
    expect(told).toEqual([start, start]);
  });

  it('resumes the flow with the outcome of a finished to-do, the same one each time it hears of it', async () => {
    const { told, context } = listening();
    const done = modified({ status: 'open', token: 't' }, { status: 'done', token: 't', outcome: { isAgreed: true } });
    await relay(done, context);
    await relay(done, context);
    expect(told).toEqual([
      ['succeed', 't', { isAgreed: true }],
      ['succeed', 't', { isAgreed: true }],
    ]);
  });

  it('says nothing of other changes', async () => {
    const { told, context } = listening();
    await relay(modified({ status: 'open', token: 't' }, { status: 'open', token: 't', remindedAt: 'now' }), context);
    await relay(modified({ status: 'done', token: 't' }, { status: 'done', token: 't' }), context);
    await relay(modified({ status: 'open' }, { status: 'done' }), context);
    await relay({ event: 'MODIFY', resource: 'contract', id: 'ctr_1', before: {}, after: {} }, context);
    await relay({ event: 'INSERT', resource: 'unit', id: 'unt_1', after: {} }, context);
    expect(told).toEqual([]);
  });

  it('fails the flow of a to-do that was cancelled, by the reason', async () => {
    const { told, context } = listening();
    await relay(modified({ status: 'open', token: 't' }, { status: 'cancelled', token: 't', outcome: { error: 'contract.voided' } }), context);
    expect(told).toEqual([['fail', 't', 'contract.voided']]);
  });

  it('of a to-do that was dropped cancels the steps beside it too, once', async () => {
    const id = await at.contractAt('review');
    for (const part of ['sales', 'finance', 'engineering']) await asked(id, { step: 'contract.review', part, token: part });
    const item = (await step(id, 'sales', 'contract.review')) ?? expect.unreachable();
    await at.records.write([change(todo, item, {}, { event: 'todo.cancelled', to: 'cancelled', reason: '误建' })]);
    const { told, context } = listening();
    const dropped = modified(item, await at.records.get(todo, item.id, { consistent: true }));
    await relay(dropped, context);
    await relay(dropped, context);
    expect(told).toEqual([
      ['fail', 'sales', 'todo.cancelled'],
      ['fail', 'sales', 'todo.cancelled'],
    ]);
    const { items } = await at.records.list(todo, { index: 'bySubject', where: { subject: id } });
    expect(
      items
        .filter(({ step: name }) => name === 'contract.review')
        .map(({ part, status }) => `${part} ${status}`)
        .toSorted(),
    ).toEqual(['engineering cancelled', 'finance cancelled', 'sales cancelled']);
    expect(await at.records.get(todo, items.find(({ part }) => part === 'finance')?.id ?? '')).toMatchObject({
      version: 2,
      outcome: { error: 'todo.cancelled' },
    });
  });
});

describe('reminding', () => {
  it('marks what is due, escalates what stays so, and changes nothing the second time', async () => {
    const id = await at.contractAt('draft');
    const { id: due } = await opened(id);
    const read = () => at.records.get(todo, due, { consistent: true });
    await remind({});
    expect(await read()).toMatchObject({ version: 1 });

    at.site.at('2026-03-03T16:00:00.000Z');
    const { reminded, escalated } = await remind({});
    expect(Number(reminded)).toBeGreaterThanOrEqual(1);
    expect(escalated).toBe(await escalatedNow());
    const marked = await read();
    expect(marked).toMatchObject({ remindedAt: expect.stringMatching(/^2026-03-03T16:0/), version: 2 });
    expect(marked).not.toHaveProperty('escalatedTo');
    expect(await remind({})).toEqual({ reminded: 0, escalated: 0 });
    expect(await read()).toEqual(marked);

    // One working day after it was due, by the setting.
    at.site.at('2026-03-04T16:00:00.000Z');
    await remind({ ignored: 'what a schedule sends' });
    expect(await read()).toMatchObject({ escalatedTo: 'deputyGeneralManager', remindedAt: marked.remindedAt, version: 3 });
    expect(await remind({})).toEqual({ reminded: 0, escalated: 0 });
    at.site.at(`${today}T01:00:00.000Z`);
  });

  it('passes over what was done meanwhile, and counts the waiting by a dated setting', async () => {
    const [done, late] = [await opened(await at.contractAt('draft')), await opened(await at.contractAt('draft'))];
    await at.records.write([change(todo, done, { doneAt: done.openedAt }, { event: 'todo.done', to: 'done' })]);
    await at.records.write([create(setting, { key: 'escalateAfter', validFrom: '2026-03-05', value: { count: 1, unit: 'hour' }, source: '测试' })]);
    at.site.at('2026-03-05T01:00:00.000Z');
    await remind({});
    at.site.at(`${today}T01:00:00.000Z`);
    expect(await at.records.get(todo, done.id, { consistent: true })).not.toHaveProperty('remindedAt');
    // Due on 3 March, and more than an hour late on the 5th: marked and escalated at once.
    expect(await at.records.get(todo, late.id, { consistent: true })).toMatchObject({
      escalatedTo: 'deputyGeneralManager',
      remindedAt: expect.any(String),
      version: 2,
    });
  });

  const escalatedNow = async () =>
    (await at.records.list(todo, { index: 'byEscalated', where: { escalatedTo: 'deputyGeneralManager' }, limit: 100 })).items.length;
});

describe('the inbox', () => {
  const inboxOf = async (roles: readonly Role[], projects: readonly string[] | '*' = [at.home.id]) =>
    (await at.site.call(inbox, { method: 'GET', path: '/organisation/todo/inbox', actor: person('In', roles, projects) })).json.data as Todo[];

  it('holds what is open for the posts of a person in their projects, and what was escalated to them; the most urgent first', async () => {
    const [first, second] = [
      await opened(await at.contractAt('draft'), { role: 'engineering', until: '2026-03-02' }),
      await opened(await at.contractAt('draft'), { role: 'archivist' }),
    ];
    const mine = await inboxOf(['archivist', 'engineering']);
    expect(mine.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(mine.every((item) => !('token' in item))).toBe(true);
    expect(await inboxOf(['engineering'], [at.elsewhere.id])).toEqual([]);
    await at.records.write([change(todo, first, { escalatedTo: 'generalManager' }, { event: 'todo.escalated' })]);
    expect((await inboxOf(['generalManager'], '*')).map(({ id }) => id)).toEqual([first.id]);
    const item = await at.records.get(todo, first.id, { consistent: true });
    await at.records.write([change(todo, item, {}, { event: 'todo.done', to: 'done' })]);
    expect(await inboxOf(['generalManager'], '*')).toEqual([]);
    expect(await inboxOf(['engineering'])).toEqual([]);
  });
});
