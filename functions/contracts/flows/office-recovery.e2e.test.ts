import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../infra/local/testing.ts';
import { type Case, must, until } from '../../../infra/rehearsal/case.ts';
import { openOffice } from '../../../infra/rehearsal/office.ts';
import { keepPaper } from '../../../infra/rehearsal/papers.ts';
import { finalText } from '../../../infra/rehearsal/steps.ts';
import { assembly, environments } from '../../../infra/testing/offices.ts';
import { bootOffice, bring, type Furnished, furnish, lumpSumEvents, type Row, type TestOffice, tokensBy } from './testing.ts';

type Todo = Row & {
  readonly step: string;
  readonly part: string;
  readonly dueAt: string;
  readonly version: string;
  readonly remindedAt?: string;
  readonly escalatedTo?: string;
};

describe('in a running office', () => {
  let site: TestOffice;
  beforeAll(async () => {
    site = await bootOffice();
  });
  afterAll(() => site?.close());
  const inboxOf = async (who: string, contract: Case) =>
    (await site.read<(Todo & { subject: string })[]>('/organisation/todo/inbox', who)).filter(({ subject }) => subject === contract.contract);

  it('a to-do that is overdue is marked, and put before the superior post when it stays so', async () => {
    const contract = await site.begin();
    await until(async () => (await site.openSteps(contract)).join() === 'draft', 'drafting to be open');
    const [mine] = await inboxOf('zhouming', contract);
    expect(mine).toMatchObject({ step: 'contract.draft', role: 'legal' });
    expect(mine).not.toHaveProperty('remindedAt');
    expect(await inboxOf('hanmei', contract)).toEqual([]);
    // The job that reminds runs every hour.
    await site.office.advanceTo?.(later(mine?.dueAt ?? '', 61));
    await until(async () => (await inboxOf('zhouming', contract))[0]?.remindedAt !== undefined, 'the reminder');
    expect(await inboxOf('hanmei', contract)).toEqual([]);
    await site.office.advanceTo?.(later(mine?.dueAt ?? '', 5 * 24 * 60));
    await until(async () => (await inboxOf('hanmei', contract)).length > 0, 'the escalation');
    expect(await inboxOf('hanmei', contract)).toMatchObject([{ id: mine?.id, escalatedTo: 'deputyGeneralManager' }]);
    const history = await site.read<{ event: string }[]>(`/organisation/todo/${mine?.id}/history`);
    expect(history.map(({ event }) => event)).toEqual(['todo.opened', 'todo.reminded', 'todo.escalated']);
    must(await contract.step('zhouming', 'draft', { textHash: finalText }), 'draft');
    expect(await inboxOf('hanmei', contract)).toEqual([]);
  });

  it('a flow that was broken off is seen, resumed at the step that failed, and finished', async () => {
    const contract = await site.begin();
    await bring(site, contract, 'inReview');
    must(await contract.step('lina', 'review', { part: 'sales', isAgreed: true }, 'sales'), 'review');
    await drop(contract, 'contract.review', 'finance');
    const failed = await contract.ended();
    expect(failed).toMatchObject({ status: 'FAILED', error: 'todo.cancelled', canRedrive: true });
    expect(failed.steps).toContainEqual(expect.objectContaining({ state: 'FinanceReview', status: 'failed' }));
    await until(async () => (await site.openSteps(contract)).length === 0, 'the steps beside it to be cancelled');
    const path = `/contracts/contract/${contract.contract}`;
    const orphan = await site.office.as('heqiang').post(`${path}/review`, { part: 'engineering', isAgreed: true });
    expect(orphan).toMatchObject({ status: 409, problem: { code: 'todo.notOpen' } });
    expect((await site.office.as('lina').post(`${path}/redrive`)).problem?.code).toBe('access.denied');
    must(await site.office.as('admin').post(`${path}/redrive`), 'redrive');
    expect((await site.office.as('admin').post(`${path}/redrive`)).problem?.code).toBe('flow.notFailed');
    await until(async () => (await site.openSteps(contract)).toSorted().join() === 'review/engineering,review/finance', 'the reviews to be open again');
    await bringOn(contract, ['finance', 'engineering']);
    await bring(site, contract, 'delivered');
    await finish(site, contract);
  });

  it('a contract voided while its flow is broken off ends as void when it is resumed', async () => {
    const contract = await site.begin();
    await until(async () => (await site.openSteps(contract)).join() === 'draft', 'drafting to be open');
    await drop(contract, 'contract.draft', '-');
    expect((await contract.ended()).status).toBe('FAILED');
    const path = `/contracts/contract/${contract.contract}`;
    must(await site.office.as('lina').post(`${path}/void`, { reason: '不买了' }), 'void');
    must(await site.office.as('admin').post(`${path}/redrive`), 'redrive');
    expect((await contract.ended()).steps.at(-1)).toMatchObject({ state: 'Voided', status: 'done' });
    expect(await site.openSteps(contract)).toEqual([]);
  });

  async function drop(contract: Case, step: string, part: string): Promise<void> {
    const { id = '' } = (await contract.flow()).todos.find((todo) => todo.status === 'open' && todo.step === step && todo.part === part) ?? {};
    const { version } = await site.read<Todo>(`/organisation/todo/${id}`);
    const path = `/organisation/todo/${id}/drop`;
    expect((await site.office.as('lina').post(path, { version, reason: '误建' })).problem?.code).toBe('access.denied');
    must(await site.office.as('admin').post(path, { version, reason: '误建' }), 'drop');
  }

  async function bringOn(contract: Case, parts: readonly ('finance' | 'engineering')[]): Promise<void> {
    for (const part of parts) must(await contract.step(part === 'finance' ? 'sunli' : 'heqiang', 'review', { part, isAgreed: true }, part), part);
    must(await contract.step('zhouming', 'finalise', { textHash: finalText }), 'finalise');
  }
});

describe('an office that is killed at random moments', () => {
  const folder = temporaryFolder();
  const where = { assembly: assembly(), data: folder.path, port: 0 };
  afterAll(() => {
    vi.unstubAllGlobals();
    for (const child of running) child.kill('SIGKILL');
    folder[Symbol.dispose]();
  });

  it('takes every contract to its end, and has lost and doubled nothing', async () => {
    where.port = await freePort();
    const origin = `http://127.0.0.1:${where.port}`;
    const first = await openProcess(where);
    vi.stubGlobal('fetch', askAgain);
    const token = tokensBy(origin, first.passwords);
    const site = await furnish(openOffice({ origin, token: (login, isFresh) => tryAgain(() => token(login, isFresh)), isLocal: true }));
    let isOver = false;
    const killing = killTimes(4, { where, current: first }).finally(() => {
      isOver = true;
    });
    // What goes wrong with it is heard below.
    killing.catch(() => {});
    const contracts: Case[] = [];
    while (contracts.length === 0 || !isOver) {
      const contract = await site.begin();
      contracts.push(contract);
      await bring(site, contract, 'delivered');
      await finish(site, contract);
    }
    await killing;
    for (const contract of contracts) {
      const { todos, status, steps } = await contract.flow();
      expect({ status, states: steps.length }).toEqual({ status: 'SUCCEEDED', states: 23 });
      expect(todos.filter((todo) => todo.status !== 'done')).toEqual([]);
      expect(new Set(todos.map(({ step, part }) => `${step} ${part}`)).size).toBe(todos.length);
      const events = await site.read<{ event: string }[]>(`/contracts/contract/${contract.contract}/history`);
      expect(events.map(({ event }) => event)).toEqual(lumpSumEvents);
    }
    const orders = await site.list<{ number: string }>('/contracts/subscription', { index: 'byProject', project: site.project });
    expect(orders.map(({ number }) => Number(number.slice(-5))).toSorted((a, b) => a - b)).toEqual(contracts.map((_, i) => i + 1));
  });
});

type Where = { readonly assembly: string; readonly data: string; readonly port: number };
type Running = { readonly passwords: Record<string, string>; kill(): Promise<void> };
const running = new Set<ChildProcess>();
const main = fileURLToPath(new URL('../../../infra/local/main.ts', import.meta.url));

/** Starts the office as `npm start` does, in a process of its own; the first start prints the passwords. */
async function openProcess({ assembly, data, port }: Where): Promise<Running> {
  const args = [main, '--port', String(port), '--data', data, '--assembly', assembly, '--environments', String(environments), '--no-synth', '--no-seed'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const passwords: Record<string, string> = {};
  let said = '';
  const isOpen = Promise.withResolvers<void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    said += `${line}\n`;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, login = '', password = ''] = /^ {2}(\w+) +(\S+) {2}/.exec(line) ?? [];
    if (login) passwords[login] = password;
    if (line.includes('The office is open') || login) isOpen.resolve();
  });
  child.once('exit', () => isOpen.reject(new Error(`the office ended: ${said}`)));
  await isOpen.promise;
  return {
    passwords,
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      running.delete(child);
    },
  };
}

/** Kills the office in the middle of whatever it does, and starts it again. */
async function killTimes(times: number, { where, current }: { where: Where; current: Running }): Promise<void> {
  let office = current;
  for (let count = 0; count < times; count += 1) {
    await pause(500 + Math.random() * 2500);
    await office.kill();
    office = await openProcess(where);
  }
}

const [plainFetch, patienceMs] = [fetch, 120_000];

/** Sends the same request again, with the same idempotency key, as long as nobody answers, or the office is too busy to. */
const askAgain: typeof fetch = async (input, init) => {
  let isRepeated = false;
  const answer = await tryAgain(async () => {
    try {
      const answer = await plainFetch(input, init);
      if (answer.status === 503) throw new Error('busy');
      return answer;
    } catch (error) {
      isRepeated = true;
      throw error;
    }
  });
  // Papers that had arrived when the office was killed are there already.
  return isRepeated && init?.method === 'PUT' && answer.status === 412 ? new Response() : answer;
};

async function tryAgain<T>(work: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + patienceMs; ; ) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > end) throw error;
      await pause(100);
    }
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const later = (instant: string, minutes: number) => new Date(Date.parse(instant) + minutes * 60_000).toISOString();

async function finish(site: Furnished, contract: Case): Promise<void> {
  await keepPaper(site.office.as('wangfang'), { project: site.project, subject: contract.contract, document: 'filedContract', name: 'filed.pdf' });
  must(await contract.step('tangxin', 'archive', { archiveNumber: 'DA-1', paperLocation: '一号库房' }), 'archive');
  expect((await contract.ended()).status).toBe('SUCCEEDED');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
