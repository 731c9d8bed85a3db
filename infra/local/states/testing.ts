import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { PolicyDocument } from '../access.ts';
import { type Clock, createClock } from '../clock.ts';
import type { Invoke } from './calls.ts';
import { type Options, serve } from './server.ts';

/** A service for one test file, with a real client, on a folder of its own. */
export type Bench = {
  client: SFNClient;
  clock: Clock;
  dir: string;
  /** Creates a machine and returns its ARN. */
  create(definition: object, name?: string): Promise<string>;
  /** Starts an execution of a new machine and returns its ARN. */
  start(definition: object, input?: unknown): Promise<string>;
  describe(arn: string): Promise<DescribeExecutionCommandOutput>;
  history(arn: string): Promise<HistoryEvent[]>;
  /** Waits until an execution has ended. */
  ended(arn: string): Promise<DescribeExecutionCommandOutput>;
  /** Waits until an execution has ended, and moves the clock by a second whenever nothing else goes on. */
  hurried(arn: string): Promise<DescribeExecutionCommandOutput>;
  /** Waits until the history has an event of a type, `count` times. */
  reached(arn: string, type: string, count?: number): Promise<HistoryEvent[]>;
  /** Closes the service and opens it again on the same folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export const region = 'us-east-1';
export const account = '000000000000';
export const role = `arn:aws:iam::${account}:role/flow`;
export const allowAll: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
export const functionArn = (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`;

const pollMs = 5;
const quietLooks = 3;
const echo: Invoke = async (_arn, payload) => ({ payload });
const defaults: Omit<Options, 'dir' | 'clock'> = {
  port: 0,
  keys: { test: { name: 'tester', secret: 'secret', policies: [allowAll] } },
  region,
  account,
  partition: 'aws',
  machines: [],
  invoke: echo,
  rolePolicies: { [role]: [allowAll] },
};

/**
 * Opens a bench; `more` replaces options of the service.
 *
 * @example
 * const bench = await openBench({ invoke: async (_arn, payload) => ({ payload }) })
 */
export async function openBench(more: Partial<Options> = {}): Promise<Bench> {
  const dir = more.dir ?? mkdtempSync(join(tmpdir(), 'states-'));
  const clock = more.clock ?? createClock();
  const clear = () => {
    clock.close();
    if (more.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  const open = () => serve({ ...defaults, ...more, dir, clock });
  let served = await open().catch((error: unknown) => {
    clear();
    throw error;
  });
  let client = clientOf(served.port);
  const shut = async () => {
    client.destroy();
    await served.close();
  };
  return {
    ...actions(() => client, clock),
    clock,
    dir,
    get client() {
      return client;
    },
    async restart() {
      await shut();
      served = await open();
      client = clientOf(served.port);
    },
    async close() {
      await shut();
      clear();
    },
  };
}

function actions(client: () => SFNClient, clock: Clock): Pick<Bench, 'create' | 'start' | 'describe' | 'history' | 'ended' | 'hurried' | 'reached'> {
  let machines = 0;
  const create: Bench['create'] = async (definition, name = `machine-${++machines}`) => {
    const command = new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn: role });
    return String((await client().send(command)).stateMachineArn);
  };
  const describe: Bench['describe'] = (executionArn) => client().send(new DescribeExecutionCommand({ executionArn }));
  const history: Bench['history'] = async (executionArn) => {
    const events: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client: client(), pageSize: 1_000 }, { executionArn })) events.push(...(page.events ?? []));
    return events;
  };
  return {
    create,
    describe,
    history,
    async start(definition, input = {}) {
      const stateMachineArn = await create(definition);
      const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
      return String((await client().send(command)).executionArn);
    },
    ended: (arn) =>
      poll(
        () => describe(arn),
        ({ status }) => status !== 'RUNNING',
      ),
    hurried: (arn) => hurry({ describe, history, clock }, arn),
    reached: (arn, type, count = 1) =>
      poll(
        () => history(arn),
        (events) => events.filter((event) => event.type === type).length >= count,
      ),
  };
}

async function hurry({ describe, history, clock }: Pick<Bench, 'describe' | 'history' | 'clock'>, arn: string): Promise<DescribeExecutionCommandOutput> {
  let seen = 0;
  for (let quiet = 0; ; quiet++) {
    const { length } = await history(arn);
    if (length > seen) quiet = 0;
    seen = length;
    const found = await describe(arn);
    if (found.status !== 'RUNNING') return found;
    // The service shares this thread: a few answers without news mean that it waits for the clock.
    if (quiet >= quietLooks) clock.advance(1_000);
  }
}

async function poll<Found>(look: () => Promise<Found>, isEnough: (found: Found) => boolean): Promise<Found> {
  for (;;) {
    const found = await look();
    if (isEnough(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** A real client of the service on a port. */
export function clientOf(port: number, credentials = { accessKeyId: 'test', secretAccessKey: 'secret' }): SFNClient {
  return new SFNClient({ endpoint: `http://127.0.0.1:${port}`, region, credentials, maxAttempts: 2 });
}

/** A history as lines of `id<prev type`, easy to compare and to read. */
export function outline(events: HistoryEvent[]): string[] {
  return events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
}
