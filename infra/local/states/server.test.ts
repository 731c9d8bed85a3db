import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../access.ts';
import type { Invoke } from './calls.ts';
import { allowAll, type Bench, clientOf, functionArn, openBench, outline, role } from './testing.ts';

const jsonata = (states: object, more: object = {}) => ({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more });
const done = jsonata({ Done: { Type: 'Succeed' } });
const waiting = jsonata({ Rest: { Type: 'Wait', Seconds: 1_000_000, End: true } });
const approval = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: functionArn('approve'), Payload: { token: '{% $states.context.Task.Token %}' } },
  End: true,
  ...more,
});

/** The tokens handed to the function `approve`, in order, and the way to wait for the next. */
const tokens: string[] = [];
const takers: ((token: string) => void)[] = [];
const nextToken = () => new Promise<string>((resolve) => (tokens.length > 0 ? resolve(String(tokens.shift())) : takers.push(resolve)));
let isBroken = true;
const calls: string[] = [];
const invoke: Invoke = async (arn, payload, { as }) => {
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  calls.push(`${name} as ${as}`);
  if (name === 'approve') {
    const { token } = payload as { token: string };
    const taker = takers.shift();
    if (taker) taker(token);
    else tokens.push(token);
  }
  if (name === 'broken' && isBroken) return { error: { errorType: 'Broken', errorMessage: 'not yet' } };
  if (name === 'crash') throw new Error('the worker has gone');
  return { payload };
};

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ invoke });
});
afterAll(() => bench.close());

const send: SFNClient['send'] = ((command: never) => bench.client.send(command)) as SFNClient['send'];

describe('machines', () => {
  it('creates, describes and updates a machine, and lists all by name', async () => {
    const [first, second] = [await bench.create(done, 'a-first'), await bench.create(done, 'b-second')];
    const described = await send(new DescribeStateMachineCommand({ stateMachineArn: first }));
    expect(described).toMatchObject({ name: 'a-first', type: 'STANDARD', status: 'ACTIVE', roleArn: role, definition: JSON.stringify(done) });
    const updated = await send(new UpdateStateMachineCommand({ stateMachineArn: first, definition: JSON.stringify(waiting) }));
    expect(updated.revisionId).not.toBe(described.revisionId);
    expect((await send(new DescribeStateMachineCommand({ stateMachineArn: first }))).definition).toBe(JSON.stringify(waiting));
    const page = await send(new ListStateMachinesCommand({ maxResults: 1 }));
    const rest = await send(new ListStateMachinesCommand({ nextToken: page.nextToken }));
    const arns = [...(page.stateMachines ?? []), ...(rest.stateMachines ?? [])].map((machine) => machine.stateMachineArn);
    expect(arns.slice(0, 2)).toEqual([first, second]);
  });

  it('creates the same machine twice, but not another under its name', async () => {
    const arn = await bench.create(done, 'twice');
    expect(await bench.create(done, 'twice')).toBe(arn);
    await expect(bench.create(waiting, 'twice')).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
  });

  it('refuses an unknown machine, a malformed ARN, an express machine and an update of nothing', async () => {
    const arn = await bench.create(done, 'plain');
    const refused = (command: never, name: string) => expect(bench.client.send(command)).rejects.toMatchObject({ name });
    await refused(new DescribeStateMachineCommand({ stateMachineArn: `${arn}-x` }) as never, 'StateMachineDoesNotExist');
    await refused(new DescribeStateMachineCommand({ stateMachineArn: 'plain' }) as never, 'InvalidArn');
    await refused(new UpdateStateMachineCommand({ stateMachineArn: arn }) as never, 'MissingRequiredParameter');
    const express = new CreateStateMachineCommand({ name: 'e', definition: JSON.stringify(done), roleArn: role, type: 'EXPRESS' });
    await refused(express as never, 'StateMachineTypeNotSupported');
    await refused(new CreateStateMachineCommand({ name: 'a b', definition: JSON.stringify(done), roleArn: role }) as never, 'InvalidName');
  });

  it('are those that the cloud declares, and a machine it no longer declares is gone', async () => {
    const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
    const declare = (name: string, definition: object) => ({ arn: arnOf(name), name, definition: JSON.stringify(definition), roleArn: role });
    const machines = [declare('kept', done), declare('dropped', waiting)];
    const other = await openBench({ invoke, machines });
    const { executionArn } = await other.client.send(new StartExecutionCommand({ stateMachineArn: arnOf('dropped') }));
    machines.splice(0, 2, declare('kept', waiting));
    await other.restart();
    const { stateMachines } = await other.client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name }) => name)).toEqual(['kept']);
    expect((await other.client.send(new DescribeStateMachineCommand({ stateMachineArn: arnOf('kept') }))).definition).toBe(JSON.stringify(waiting));
    expect(await other.describe(String(executionArn))).toMatchObject({ status: 'RUNNING' });
    await other.close();
  });

  it('names the operation or parameter that it does not implement', async () => {
    await expect(send(new CreateActivityCommand({ name: 'a' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: "the operation 'CreateActivity' is not implemented",
    });
    const stateMachineArn = await bench.create(done);
    await expect(send(new StartExecutionCommand({ stateMachineArn, traceHeader: 'x' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "the parameter 'traceHeader' is unknown or not implemented",
    });
  });
});

describe('executions', () => {
  it('starts by name once: the same input finds the running execution, another is refused', async () => {
    const stateMachineArn = await bench.create(waiting);
    const start = (input: string) => send(new StartExecutionCommand({ stateMachineArn, name: 'ctr_01', input }));
    const [one, two] = await Promise.all([start('{"a":1}'), start('{"a":1}')]);
    expect(two).toMatchObject({ executionArn: one.executionArn, startDate: one.startDate });
    await expect(start('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await send(new StopExecutionCommand({ executionArn: one.executionArn }));
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('refuses input that is no JSON, too large, or for no machine', async () => {
    const stateMachineArn = await bench.create(done);
    const start = (input: string, arn = stateMachineArn) => send(new StartExecutionCommand({ stateMachineArn: arn, input }));
    await expect(start('{')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(start(JSON.stringify('x'.repeat(262_143)))).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(start('{}', `${stateMachineArn}x`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  it('keeps the input and what passes through byte for byte', async () => {
    const branch = { StartAt: 'C', States: { C: { Type: 'Pass', End: true } } };
    const stateMachineArn = await bench.create(jsonata({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Parallel', Branches: [branch], End: true } }));
    const input = '{ "price": 1.50, "big": 12345678901234567890 }';
    const { executionArn } = await send(new StartExecutionCommand({ stateMachineArn, input }));
    expect(await bench.ended(String(executionArn))).toMatchObject({ input, output: `[${input}]` });
  });

  it('lists by status and redrive, the newest first, in pages bound to the request', async () => {
    const stateMachineArn = await bench.create(waiting);
    const arns: (string | undefined)[] = [];
    for (const name of ['one', 'two', 'three']) {
      bench.clock.advance(1_000);
      arns.unshift((await send(new StartExecutionCommand({ stateMachineArn, name }))).executionArn);
    }
    await send(new StopExecutionCommand({ executionArn: arns[1] }));
    const list = async (more: object) => send(new ListExecutionsCommand({ stateMachineArn, ...more }));
    const first = await list({ maxResults: 2 });
    const second = await list({ maxResults: 2, nextToken: first.nextToken });
    expect([...(first.executions ?? []), ...(second.executions ?? [])].map((e) => e.executionArn)).toEqual(arns);
    expect(second.nextToken).toBeUndefined();
    expect((await list({ statusFilter: 'ABORTED' })).executions?.map((e) => e.executionArn)).toEqual([arns[1]]);
    expect((await list({ redriveFilter: 'REDRIVEN' })).executions).toEqual([]);
    await expect(list({ statusFilter: 'RUNNING', nextToken: first.nextToken })).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(list({ nextToken: `${first.nextToken}x` })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('shows the history forward and backward in pages, with and without data', async () => {
    const arn = await bench.start(jsonata({ A: { Type: 'Pass', Output: 1, Next: 'B' }, B: { Type: 'Succeed' } }));
    await bench.ended(arn);
    const read = (more: object) => send(new GetExecutionHistoryCommand({ executionArn: arn, ...more }));
    const first = await read({ maxResults: 4 });
    const second = await read({ maxResults: 4, nextToken: first.nextToken });
    expect(outline([...(first.events ?? []), ...(second.events ?? [])])).toEqual([
      '1<0 ExecutionStarted',
      '2<0 PassStateEntered',
      '3<2 PassStateExited',
      '4<3 SucceedStateEntered',
      '5<4 SucceedStateExited',
      '6<5 ExecutionSucceeded',
    ]);
    expect((await read({ reverseOrder: true, maxResults: 2 })).events?.map((event) => event.id)).toEqual([6, 5]);
    const [bare] = (await read({ includeExecutionData: false, reverseOrder: true })).events ?? [];
    expect(bare?.executionSucceededEventDetails).toEqual({ outputDetails: { truncated: false } });
  });

  it('cuts a page of the history by its size', async () => {
    const wide = { Type: 'Pass', Output: '{% $pad("", 200000, "x") %}' };
    const states = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`S${index}`, { ...wide, Next: `S${index + 1}` }]));
    const arn = await bench.start(jsonata({ ...states, S9: { Type: 'Succeed', Output: 1 } }));
    await bench.ended(arn);
    const { events = [], nextToken } = await send(new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 1_000 }));
    expect([events.length < 15, nextToken]).toEqual([true, expect.any(String)]);
    expect((await bench.history(arn)).map(({ id }) => id)).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));
  });

  it('keeps the definition an execution was started with', async () => {
    const stateMachineArn = await bench.create(waiting);
    const { executionArn } = await send(new StartExecutionCommand({ stateMachineArn }));
    await send(new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(done) }));
    const kept = await send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(kept).toMatchObject({ stateMachineArn, definition: JSON.stringify(waiting) });
  });

  it('stops an execution with error and cause, once', async () => {
    const arn = await bench.start(jsonata({ Each: { Type: 'Map', Items: [1], ItemProcessor: { StartAt: 'Ask', States: { Ask: approval() } }, End: true } }));
    await bench.reached(arn, 'TaskSubmitted');
    const token = await nextToken();
    const { stopDate } = await send(new StopExecutionCommand({ executionArn: arn, error: 'Buyer.Left', cause: 'gone' }));
    expect(await bench.describe(arn)).toMatchObject({ status: 'ABORTED', error: 'Buyer.Left', cause: 'gone', stopDate });
    expect(outline(await bench.history(arn)).slice(-4)).toEqual([
      '9<8 TaskStateAborted',
      '10<9 MapIterationAborted',
      '11<3 MapStateAborted',
      '12<0 ExecutionAborted',
    ]);
    await expect(send(new SendTaskSuccessCommand({ taskToken: token, output: '1' }))).rejects.toMatchObject({ name: 'TaskTimedOut' });
    expect(await send(new StopExecutionCommand({ executionArn: arn }))).toMatchObject({ stopDate });
  });

  it('refuses an execution that does not exist', async () => {
    const executionArn = (await bench.start(done)).replace(/[^:]+$/, 'none');
    for (const command of [
      new DescribeExecutionCommand({ executionArn }),
      new GetExecutionHistoryCommand({ executionArn }),
      new StopExecutionCommand({ executionArn }),
      new RedriveExecutionCommand({ executionArn }),
    ])
      await expect(bench.client.send(command as never)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });

  it('ends an execution whose history is full', async () => {
    const arn = await bench.start(jsonata({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }));
    expect(await bench.ended(arn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    const { events } = await send(new GetExecutionHistoryCommand({ executionArn: arn, reverseOrder: true, maxResults: 1 }));
    expect(events?.[0]).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });
});

describe('tasks', () => {
  it('waits for a token and goes on with its result', async () => {
    const arn = await bench.start(jsonata({ Ask: approval({ Output: '{% $states.result.ok %}' }) }));
    const taskToken = await nextToken();
    await bench.reached(arn, 'TaskSubmitted');
    await send(new SendTaskSuccessCommand({ taskToken, output: '{"ok": true}' }));
    expect(await bench.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: 'true' });
    expect(outline(await bench.history(arn)).slice(2)).toEqual([
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
      '7<6 TaskStateExited',
      '8<7 ExecutionSucceeded',
    ]);
    await expect(send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('takes a failure by token, which a retry answers with another token', async () => {
    const retry = [{ ErrorEquals: ['Legal.Refused'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const arn = await bench.start(jsonata({ Ask: approval({ Retry: retry }) }));
    const first = await nextToken();
    await send(new SendTaskFailureCommand({ taskToken: first, error: 'Legal.Refused', cause: 'clause 7' }));
    await bench.reached(arn, 'TaskFailed');
    bench.clock.advance(1_000);
    const second = await nextToken();
    expect(second).not.toBe(first);
    await send(new SendTaskFailureCommand({ taskToken: second, error: 'Legal.Refused', cause: 'clause 8' }));
    expect(await bench.ended(arn)).toMatchObject({ status: 'FAILED', error: 'Legal.Refused', cause: 'clause 8' });
  });

  it('takes a token that comes back before its function has returned', async () => {
    const other = await openBench({
      invoke: async (_arn, payload) => {
        const { token } = payload as { token: string };
        await other.client.send(new SendTaskSuccessCommand({ taskToken: token, output: '"early"' }));
        return { payload: null };
      },
    });
    const arn = await other.start(jsonata({ Ask: approval({ Next: 'Done', End: undefined }), Done: { Type: 'Wait', Seconds: 1, End: true } }));
    await other.reached(arn, 'WaitStateEntered');
    other.clock.advance(1_000);
    expect(await other.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"early"' });
    expect((await other.history(arn)).filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(1);
    await other.close();
  });

  it('retries after 10, 30 and then at most 50 seconds, on the clock', async () => {
    const retry = [{ ErrorEquals: ['Broken'], IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 50, MaxAttempts: 4 }];
    isBroken = true;
    const arn = await bench.start(jsonata({ Call: { Type: 'Task', Resource: functionArn('broken'), Retry: retry, End: true } }));
    await bench.hurried(arn);
    const events = await bench.history(arn);
    const times = (type: string) => events.filter((event) => event.type === type).map(({ timestamp }) => Number(timestamp));
    const [failures, calls] = [times('LambdaFunctionFailed'), times('LambdaFunctionScheduled').slice(1)];
    const delays = calls.map((at, index) => (at - (failures[index] ?? 0)) / 1_000);
    expect(failures).toHaveLength(5);
    for (const [index, seconds] of [10, 30, 50, 50].entries()) {
      expect(delays[index]).toBeGreaterThanOrEqual(seconds);
      expect(delays[index]).toBeLessThan(seconds + 9);
    }
    expect(await bench.ended(arn)).toMatchObject({ status: 'FAILED', error: 'Broken' });
  });

  it('keeps a task alive by heartbeats and ends it without', async () => {
    const arn = await bench.start(jsonata({ Ask: approval({ HeartbeatSeconds: 60 }) }));
    const taskToken = await nextToken();
    await bench.reached(arn, 'TaskSubmitted');
    for (let beat = 0; beat < 3; beat++) {
      bench.clock.advance(50_000);
      await send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    expect(await bench.describe(arn)).toMatchObject({ status: 'RUNNING' });
    bench.clock.advance(61_000);
    expect(await bench.ended(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    await expect(send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('refuses a token it did not issue, and output that is no JSON', async () => {
    await bench.start(jsonata({ Ask: approval() }));
    const taskToken = await nextToken();
    const forged = `${taskToken.slice(0, -2)}${taskToken.endsWith('A') ? 'B' : 'A'}${taskToken.at(-1)}`;
    await expect(send(new SendTaskSuccessCommand({ taskToken: forged, output: '1' }))).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send(new SendTaskSuccessCommand({ taskToken, output: '{' }))).rejects.toMatchObject({ name: 'InvalidOutput' });
  });

  it('calls functions as the role of the machine, which must allow it', async () => {
    const task = (name: string) => jsonata({ Call: { Type: 'Task', Resource: functionArn(name), End: true } });
    const policies: PolicyDocument[] = [{ Statement: { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn('allowed') } }];
    const other = await openBench({ invoke, rolePolicies: { [role]: policies } });
    const [allowed, refused] = [await other.start(task('allowed')), await other.start(task('other'))];
    expect(await other.ended(allowed)).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toContain(`allowed as ${role}`);
    expect(await other.ended(refused)).toMatchObject({
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringContaining(`is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn('other')}`),
    });
    expect(calls).not.toContain(`other as ${role}`);
    await other.close();
  });

  it('fails the task, not the service, when the policies of its role cannot be read', async () => {
    const Condition = { Unheard: { 'aws:x': 'y' } };
    const rolePolicies = { [role]: [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition } }] };
    const other = await openBench({ invoke, rolePolicies });
    const arn = await other.start(jsonata({ Call: { Type: 'Task', Resource: functionArn('any'), End: true } }));
    expect(await other.ended(arn)).toMatchObject({ error: 'Lambda.Unknown', cause: expect.stringContaining('Unheard') });
    await other.close();
  });

  it('fails the task when its function cannot be reached', async () => {
    const arn = await bench.start(jsonata({ Call: { Type: 'Task', Resource: functionArn('crash'), End: true } }));
    expect(await bench.ended(arn)).toMatchObject({ error: 'Lambda.Unknown', cause: 'the worker has gone' });
  });
});

describe('redrive', () => {
  it('goes on from the failed step, keeps what succeeded and counts', async () => {
    const call = (name: string) => ({ Type: 'Task', Resource: functionArn(name), End: true });
    const arn = await bench.start(
      jsonata({
        Set: { Type: 'Pass', Assign: { kept: 'yes' }, Next: 'Both' },
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Good', States: { Good: call('good') } },
            { StartAt: 'Bad', States: { Bad: call('broken') } },
          ],
          Output: '{% $kept & $states.context.Execution.RedriveCount %}',
          End: true,
        },
      }),
    );
    expect(await bench.ended(arn)).toMatchObject({ status: 'FAILED', error: 'Broken', redriveStatus: 'REDRIVABLE', redriveCount: 0 });
    const before = (await bench.history(arn)).length;
    isBroken = false;
    const { redriveDate } = await send(new RedriveExecutionCommand({ executionArn: arn, clientToken: 'once' }));
    const ended = await bench.ended(arn);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '"yes1"', redriveCount: 1, redriveDate, redriveStatus: 'NOT_REDRIVABLE' });
    const events = await bench.history(arn);
    expect(outline(events.slice(before))).toEqual([
      `${before + 1}<${before} ExecutionRedriven`,
      `${before + 2}<${before + 1} LambdaFunctionScheduled`,
      `${before + 3}<${before + 2} LambdaFunctionStarted`,
      `${before + 4}<${before + 3} LambdaFunctionSucceeded`,
      `${before + 5}<${before + 4} TaskStateExited`,
      `${before + 6}<${before + 5} ParallelStateSucceeded`,
      `${before + 7}<${before + 5} ParallelStateExited`,
      `${before + 8}<${before + 7} ExecutionSucceeded`,
    ]);
    expect(events[before]?.executionRedrivenEventDetails).toMatchObject({ redriveCount: 1 });
    expect(calls.filter((name) => name.startsWith('good'))).toHaveLength(1);
    await expect(send(new RedriveExecutionCommand({ executionArn: arn }))).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });

  it('goes on with a stopped Map where it was cut short, also after a restart', async () => {
    const ask = { Type: 'Map', Items: ['a', 'b'], MaxConcurrency: 1, ItemProcessor: { StartAt: 'Ask', States: { Ask: approval() } }, End: true };
    const arn = await bench.start(jsonata({ Each: ask }));
    await send(new SendTaskSuccessCommand({ taskToken: await nextToken(), output: '"first"' }));
    await bench.reached(arn, 'TaskSubmitted', 2);
    await nextToken();
    await send(new StopExecutionCommand({ executionArn: arn }));
    await bench.restart();
    await send(new RedriveExecutionCommand({ executionArn: arn }));
    await send(new SendTaskSuccessCommand({ taskToken: await nextToken(), output: '"second"' }));
    expect(await bench.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: '["first","second"]' });
  });

  it('gives a timed-out execution its whole time again, within 14 days', async () => {
    const arn = await bench.start(jsonata({ Ask: approval() }, { TimeoutSeconds: 100 }));
    await nextToken();
    bench.clock.advance(101_000);
    expect(await bench.ended(arn)).toMatchObject({ status: 'TIMED_OUT' });
    await send(new RedriveExecutionCommand({ executionArn: arn }));
    await nextToken();
    bench.clock.advance(90_000);
    expect(await bench.describe(arn)).toMatchObject({ status: 'RUNNING' });
    bench.clock.advance(11_000);
    expect(await bench.ended(arn)).toMatchObject({ status: 'TIMED_OUT' });
    bench.clock.advance(15 * 86_400_000);
    await expect(send(new RedriveExecutionCommand({ executionArn: arn }))).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });
});

describe('the clock', () => {
  it('ends a wait of six days when it is moved, to the second', async () => {
    const arn = await bench.start(jsonata({ Rest: { Type: 'Wait', Seconds: 6 * 86_400, End: true } }));
    await bench.reached(arn, 'WaitStateEntered');
    bench.clock.advance(6 * 86_400_000 - 60_000);
    await bench.create(done);
    expect(await bench.describe(arn)).toMatchObject({ status: 'RUNNING' });
    bench.clock.advance(60_000);
    expect(await bench.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is the time of expressions', async () => {
    bench.clock.advance(365 * 86_400_000);
    const arn = await bench.start(jsonata({ A: { Type: 'Pass', Output: '{% [$millis(), $toMillis($now())] %}', End: true } }));
    const [millis, now] = JSON.parse(String((await bench.ended(arn)).output));
    expect(Math.abs(millis - bench.clock.now())).toBeLessThan(60_000);
    expect(now).toBe(millis);
  });

  it('fires what fell due while the service was down', async () => {
    const arn = await bench.start(jsonata({ Rest: { Type: 'Wait', Seconds: 100_000, End: true } }));
    await bench.reached(arn, 'WaitStateEntered');
    await Promise.all([bench.restart(), bench.clock.advance(100_000_000)]);
    expect(await bench.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('access', () => {
  it('lets a principal do what its policies allow, on the machine or the execution', async () => {
    const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:mine';
    const policy: PolicyDocument = {
      Statement: [
        { Effect: 'Allow', Action: ['states:StartExecution', 'states:SendTaskSuccess', 'states:CreateStateMachine'], Resource: machine },
        { Effect: 'Allow', Action: 'states:DescribeExecution', Resource: `${machine.replace(':stateMachine:', ':execution:')}:*` },
      ],
    };
    const keys = {
      test: { name: 'tester', secret: 'secret', policies: [allowAll] },
      clerk: { name: 'clerk', secret: 'clerk-secret', policies: [policy] },
    };
    const other = await openBench({ invoke, keys });
    const port = Number((await other.client.config.endpoint?.())?.port);
    const clerk = clientOf(port, { accessKeyId: 'clerk', secretAccessKey: 'clerk-secret' });
    const definition = JSON.stringify(jsonata({ Ask: approval() }));
    await clerk.send(new CreateStateMachineCommand({ name: 'mine', definition, roleArn: role }));
    const { executionArn } = await clerk.send(new StartExecutionCommand({ stateMachineArn: machine }));
    expect(await clerk.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ status: 'RUNNING' });
    const refusal = { name: 'AccessDeniedException', message: expect.stringContaining('clerk is not authorized to perform: states:') };
    const taskToken = await nextToken();
    await expect(clerk.send(new StopExecutionCommand({ executionArn }))).rejects.toMatchObject(refusal);
    await expect(clerk.send(new SendTaskFailureCommand({ taskToken }))).rejects.toMatchObject(refusal);
    await expect(clerk.send(new ListStateMachinesCommand({}))).rejects.toMatchObject(refusal);
    await clerk.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    clerk.destroy();
    for (const [credentials, name] of [
      [{ accessKeyId: 'clerk', secretAccessKey: 'guess' }, 'InvalidSignatureException'],
      [{ accessKeyId: 'nobody', secretAccessKey: 'secret' }, 'UnrecognizedClientException'],
    ] as const) {
      const stranger = clientOf(port, credentials);
      await expect(stranger.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({ name });
      stranger.destroy();
    }
    const unsigned = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' } });
    expect([unsigned.status, await unsigned.json()]).toMatchObject([403, { __type: 'MissingAuthenticationTokenException' }]);
    await other.close();
  });
});

describe('a second process', () => {
  it('is refused on the same folder', async () => {
    await expect(openBench({ dir: bench.dir })).rejects.toThrow(/is in use by another process/);
  });
});
