import type { Answer, Cost } from './client.ts';
import type { Office } from './office.ts';

/** One line of the rehearsal: who did what, what came of it, when the next step is due and what it cost. */
export type Line = { readonly step: string; readonly who: string; readonly result: string; readonly next: string; readonly cost: Cost };
export type Ids = {
  readonly project: string;
  readonly unit: string;
  readonly customer: string;
  readonly subscriptionBlank: string;
  readonly contractBlank: string;
};
type Todo = {
  readonly id: string;
  readonly status: string;
  readonly step: string;
  readonly part: string;
  readonly dueAt: string;
  readonly isProvisional?: boolean;
};
type Flow = { readonly status: string; readonly steps: { state: string; status: string }[]; readonly todos: Todo[]; readonly canRedrive: boolean };

/** A refusal where none was expected, or none where one was. */
export class RehearsalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RehearsalError';
  }
}

/** One record that is taken through the office by a flow of its own. */
export type Followed = {
  readonly id: string;
  /** Waits until the flow has opened a step. */
  opened(verb: string, part?: string): Promise<void>;
  /** Does a step of the record as a person; waits until the flow has opened it. */
  step(who: string, verb: string, input?: Record<string, unknown>, part?: string): Promise<Answer>;
  /** The record as it stands. */
  read(): Promise<Record<string, unknown> & { status: string; version: string }>;
  flow(): Promise<Flow>;
  /** The steps that are open, each with its due date. */
  next(): Promise<string>;
  /** Waits until the flow has ended or failed. */
  ended(): Promise<Flow>;
};
/** One contract that is taken through the office. */
export type Case = Followed & { readonly contract: string };
type Following = { readonly watcher: string; readonly report: (line: Line) => void };

/** How long a flow may take to open the next step: it is a matter of milliseconds, and of seconds on a busy machine. */
const patienceMs = 30_000;

/** Follows a contract that exists; `report` hears of every step. */
export function followCase(office: Office, { contract, ...following }: Following & { contract: string }): Case {
  return { contract, ...follow(office, { resource: 'contract', path: `/contracts/contract/${contract}`, ...following }) };
}

/**
 * Follows a record that has a flow.
 *
 * @example follow(office, { resource: 'loan', path: '/banking/loan/lon_1', watcher: 'wangfang', report })
 */
export function follow(office: Office, { resource, path, watcher, report }: Following & { resource: string; path: string }): Followed {
  const flow = async () => must(await office.as(watcher).get<Flow>(`${path}/flow`), 'flow').data;
  const read = async () => must(await office.as(watcher).get<Record<string, unknown> & { status: string; version: string }>(path), resource).data;
  const open = (state: Flow) => state.todos.filter((todo) => todo.status === 'open');
  const opened: Followed['opened'] = (verb, part = '-') =>
    until(async () => open(await flow()).some((todo) => todo.step === `${resource}.${verb}` && todo.part === part), `${resource}.${verb} to open`);
  return {
    id: path.slice(path.lastIndexOf('/') + 1),
    flow,
    read,
    opened,
    next: async () =>
      open(await flow())
        .map(dueOf)
        .join(', '),
    async step(who, verb, input = {}, part = '-') {
      await opened(verb, part);
      const answer = await office.as(who).post(`${path}/${kebab(verb)}`, input);
      const next = answer.problem ? [] : open(await flow()).filter((todo) => todo.step !== `${resource}.${verb}`);
      report({ step: part === '-' ? verb : `${verb}/${part}`, who, result: resultOf(answer), next: next.map(dueOf).join(', '), cost: answer.cost });
      return answer;
    },
    async ended() {
      await until(async () => (await flow()).status !== 'RUNNING', 'the flow to end');
      return flow();
    },
  };
}

/** Waits for something that follows from what was done; a flow goes on by itself. */
export async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new RehearsalError(`expected ${what} within ${patienceMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The answer, when it is not a refusal. */
export function must<T>(answer: Answer<T>, what: string): Answer<T> {
  if (answer.problem)
    throw new RehearsalError(
      `${what}: expected an answer, got ${answer.status} ${answer.problem.code} ${JSON.stringify(answer.problem.errors ?? answer.problem.title)}`,
    );
  return answer;
}

/** Checks that an answer is the refusal that was expected. */
export function mustRefuse(answer: Answer, status: number, code: string): Answer {
  if (answer.status !== status || answer.problem?.code !== code) {
    throw new RehearsalError(`expected ${status} ${code}, got ${answer.status} ${answer.problem?.code ?? ''}`);
  }
  return answer;
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const resultOf = (answer: Answer) => (answer.problem ? `${answer.status} ${answer.problem.code}` : String(answer.data.status ?? answer.status));
const dueOf = (todo: Todo) =>
  `${todo.step.split('.')[1]}${todo.part === '-' ? '' : `/${todo.part}`} ${shanghai(todo.dueAt)}${todo.isProvisional ? ' (provisional)' : ''}`;
const shanghai = (instant: string) => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
