import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientOf, functionArn, role } from './testing.ts';

const kills = 6;
/** Executions started between two kills, if it lives long enough. */
const startsPerLife = 10;
/** The time between two kills, in ms: long enough for some progress, short enough to hit every step. */
const lifeMs = () => 60 + Math.random() * 350;

const call = (name: string, more: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn(name), Payload: { id: '{% $id %}' } },
  ...more,
});
const one = (state: object) => ({ StartAt: Object.keys(state)[0], States: state });

const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Init',
  States: {
    Init: { Type: 'Pass', Assign: { id: '{% $states.input.id %}' }, Next: 'Flaky' },
    Flaky: call('flaky', { Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, MaxAttempts: 20, BackoffRate: 1, JitterStrategy: 'FULL' }], Next: 'Both' }),
    Both: {
      Type: 'Parallel',
      Branches: [
        one({ Left: call('left', { Output: 1, End: true }) }),
        {
          StartAt: 'Rest',
          States: { Rest: { Type: 'Wait', Timestamp: '{% $fromMillis($millis() + 150) %}', Next: 'Right' }, Right: call('right', { Output: 2, End: true }) },
        },
      ],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      Items: '{% [1..5] %}',
      MaxConcurrency: 3,
      ItemProcessor: one({ Item: call('item', { Output: '{% $states.input * 10 %}', End: true }) }),
      Assign: { sum: '{% $sum($states.result) %}' },
      Next: 'Approve',
    },
    Approve: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: functionArn('approve'), Payload: { id: '{% $id %}', token: '{% $states.context.Task.Token %}' } },
      Output: '{% { "id": $id, "sum": $sum, "by": $states.result } %}',
      Next: 'Check',
    },
    Check: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.sum = 150 %}', Next: 'Good' }], Default: 'Bad' },
    Good: { Type: 'Succeed' },
    Bad: { Type: 'Fail', Error: 'Bad' },
  },
};
/** How often each state is entered in a run without crashes. */
const entries = { Init: 1, Flaky: 1, Both: 1, Left: 1, Rest: 1, Right: 1, Each: 1, Item: 5, Approve: 1, Check: 1, Good: 1 };

const dir = mkdtempSync(join(tmpdir(), 'states-torture-'));
let child: ChildProcess;
let client: SFNClient;

async function launch(): Promise<void> {
  child = spawn(process.execPath, [join(import.meta.dirname, 'torture-child.ts'), dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data) => resolve(String(data)));
    child.once('exit', (code) => reject(new Error(`the service ended with ${code} before it was ready`)));
  });
  client = clientOf(JSON.parse(line).port);
}

async function kill(): Promise<void> {
  client.destroy();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

beforeAll(launch);
afterAll(async () => {
  await kill();
  rmSync(dir, { recursive: true, force: true });
});

it('loses, doubles and skips nothing when it is killed at random moments', async () => {
  const definitionText = JSON.stringify(definition);
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: 'm', definition: definitionText, roleArn: role }));
  /** What the service has acknowledged: executions by their number, and tokens. */
  const started = new Map<number, string>();
  const answered = new Set<string>();
  let next = 0;
  const begin = async () => {
    const id = next++;
    const command = new StartExecutionCommand({ stateMachineArn, name: `e${id}`, input: JSON.stringify({ id }) });
    started.set(id, String((await client.send(command)).executionArn));
  };
  for (let round = 0; round < kills; round++) {
    let isAlive = true;
    const load = [
      (async () => {
        for (let count = 0; count < startsPerLife && isAlive; count++) await begin().catch(() => {});
      })(),
      (async () => {
        while (isAlive) await approve(answered);
      })(),
    ];
    await new Promise((resolve) => setTimeout(resolve, lifeMs()));
    await kill();
    isAlive = false;
    await Promise.all(load);
    await launch();
    await expectKept(started, answered);
  }
  await finish([...started.values()], answered);
  expect(started.size).toBeGreaterThan(kills);
  for (const [id, executionArn] of started) await check(executionArn, id);
}, 60_000);

/** An acknowledged execution is there, and an acknowledged token is never open again. */
async function expectKept(started: Map<number, string>, answered: Set<string>): Promise<void> {
  for (const executionArn of started.values()) await client.send(new DescribeExecutionCommand({ executionArn }));
  for (const token of answered) await expect(client.send(succeed(token))).rejects.toMatchObject({ name: 'TaskTimedOut' });
}

function succeed(taskToken: string): SendTaskSuccessCommand {
  return new SendTaskSuccessCommand({ taskToken, output: '"boss"' });
}

/** Answers all tokens handed out so far; a token whose call was repeated by a crash is the same one again. */
async function approve(answered: Set<string>): Promise<void> {
  const lines = existsSync(`${dir}/calls`) ? readFileSync(`${dir}/calls`, 'utf8').split('\n').filter(Boolean) : [];
  // The last line may be cut by a kill.
  const tokens = new Set(lines.flatMap((line) => (line.endsWith('}') ? [JSON.parse(line).token] : [])).filter(Boolean));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await Promise.all(
    [...tokens].map(async (token) => {
      if (answered.has(token)) return;
      await client.send(succeed(token)).then(
        () => answered.add(token),
        () => {},
      );
    }),
  );
}

async function finish(arns: string[], answered: Set<string>): Promise<void> {
  let open = arns;
  while (open.length > 0) {
    await approve(answered);
    const found = await Promise.all(open.map((executionArn) => client.send(new DescribeExecutionCommand({ executionArn }))));
    open = found.filter(({ status }) => status === 'RUNNING').map(({ executionArn }) => String(executionArn));
    if (open.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function check(executionArn: string, id: number): Promise<void> {
  const { status, output } = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect({ status, output: JSON.parse(output ?? 'null') }).toEqual({ status: 'SUCCEEDED', output: { id, sum: 150, by: 'boss' } });
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }));
  expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
  expect(events.every(({ id: own = 0, previousEventId: before = 0 }) => before < own)).toBe(true);
  const entered = Object.groupBy(events, (event) => event.stateEnteredEventDetails?.name ?? '');
  const exited = Object.groupBy(events, (event) => event.stateExitedEventDetails?.name ?? '');
  const counts = (groups: typeof entered) => Object.fromEntries(Object.entries(groups).flatMap(([name, group]) => (name ? [[name, group?.length]] : [])));
  expect(counts(entered)).toEqual(entries);
  expect(counts(exited)).toEqual(entries);
}
