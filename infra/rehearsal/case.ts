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

/** One contract that is taken through the office. */
export type Case = {
  readonly contract: string;
  /** Does a step of the contract as a person; waits until the flow has opened it. */
  step(who: string, verb: string, input?: Record<string, unknown>, part?: string): Promise<Answer>;
  /** The contract as it stands. */
  read(): Promise<Record<string, unknown> & { status: string; version: string }>;
  flow(): Promise<Flow>;
  /** Waits until the flow has ended or failed. */
  ended(): Promise<Flow>;
};

/** How long a flow may take to open the next step: it is a matter of milliseconds, and of seconds on a busy machine. */
const patienceMs = 30_000;

/** Follows a contract that exists; `report` hears of every step. */
export function followCase(office: Office, options: { contract: string; watcher: string; report: (line: Line) => void }): Case {
  const { contract, watcher, report } = options;
  const path = `/contracts/contract/${contract}`;
  const flow = async () => must(await office.as(watcher).get<Flow>(`${path}/flow`), 'flow').data;
  const read = async () => must(await office.as(watcher).get<Record<string, unknown> & { status: string; version: string }>(path), 'contract').data;
  const open = (state: Flow) => state.todos.filter((todo) => todo.status === 'open');
  return {
    contract,
    flow,
    read,
    async step(who, verb, input = {}, part = '-') {
      await until(async () => open(await flow()).some((todo) => todo.step === `contract.${verb}` && todo.part === part), `${verb} to open`);
      const answer = await office.as(who).post(`${path}/${kebab(verb)}`, input);
      const next = answer.problem ? [] : open(await flow()).filter((todo) => todo.step !== `contract.${verb}`);
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
  `${todo.step.slice(9)}${todo.part === '-' ? '' : `/${todo.part}`} ${shanghai(todo.dueAt)}${todo.isProvisional ? ' (provisional)' : ''}`;
const shanghai = (instant: string) => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
