import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClock } from '../clock.ts';
import { createEngine } from './engine.ts';
import { openJournal } from './journal.ts';
import { createEvaluate } from './jsonata.ts';
import { beginExecution } from './lifecycle.ts';
import { account, allowAll, type Bench, functionArn, openBench, region, role } from './testing.ts';
import type { Host } from './visit.ts';

type State = { Type: string; Next?: string; End?: boolean } & Record<string, unknown>;
/** A random machine beside a model of it: what it makes of a number. */
type Model = { states: State[]; apply: (input: number) => number };

const jsonata = (states: State[]) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'S0',
  States: Object.fromEntries(states.map((state, index) => [`S${index}`, onward(state, index, states.length)])),
});
const onward = (state: State, index: number, count: number) => (index === count - 1 ? { ...state, End: true } : { ...state, Next: `S${index + 1}` });
const level = (states: State[]) => ({ StartAt: jsonata(states).StartAt, States: jsonata(states).States });

const { machine } = fc.letrec<{ machine: Model; step: Model }>((tie) => ({
  machine: fc.array(tie('step'), { minLength: 1, maxLength: 4 }).map((steps) => ({
    states: steps.flatMap(({ states }) => states),
    apply: (input) => steps.reduce((value, { apply }) => apply(value), input),
  })),
  step: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.integer({ min: 0, max: 9 }).map((n) => ({
      states: [{ Type: 'Pass', Output: `{% $states.input + ${n} %}` }],
      apply: (input: number) => input + n,
    })),
    fc.constant<Model>({ states: [{ Type: 'Task', Resource: functionArn('double') }], apply: (input: number) => input * 2 }),
    fc.array(tie('machine'), { minLength: 1, maxLength: 3 }).map((branches) => ({
      states: [{ Type: 'Parallel', Branches: branches.map(({ states }) => level(states)), Output: '{% $sum($states.result) %}' }],
      apply: (input: number) => branches.reduce((sum, { apply }) => sum + apply(input), 0),
    })),
    fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 3 }), tie('machine')).map(([count, MaxConcurrency, inner]) => ({
      states: [
        {
          Type: 'Map',
          Items: `{% $count([1..${count}]) = 0 ? [] : [1..${count}] %}`,
          ItemSelector: '{% $states.context.Map.Item.Value + $states.input %}',
          MaxConcurrency,
          ItemProcessor: level(inner.states),
          Output: '{% $sum($append(0, $states.result)) %}',
        },
      ],
      apply: (input: number) => Array.from({ length: count }, (_, i) => inner.apply(i + 1 + input)).reduce((a, b) => a + b, 0),
    })),
  ),
}));

describe('any machine', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench({ invoke: async (_arn, payload) => ({ payload: Number(payload) * 2 }) });
  });
  afterAll(() => bench.close());

  it('gives what a model of it gives, with a whole history', async () => {
    await fc.assert(
      fc.asyncProperty(machine, fc.integer({ min: -5, max: 5 }), async ({ states, apply }, input) => {
        const arn = await bench.start(jsonata(states), input);
        expect(await bench.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify(apply(input)) });
        const events = await bench.history(arn);
        expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
        expect(events.every(({ id = 0, previousEventId = 0 }) => previousEventId < id)).toBe(true);
        const count = (suffix: string) => events.filter(({ type }) => type?.endsWith(suffix)).length;
        expect(count('StateEntered')).toBe(count('StateExited'));
        expect(count('IterationStarted')).toBe(count('IterationSucceeded'));
      }),
      { numRuns: 40 },
    );
  });
});

describe('many executions', () => {
  it('wait for tokens without being in memory, and all are there after a restart', async () => {
    const count = 500;
    const tokens: string[] = [];
    const bench = await openBench({ invoke: async (_arn, payload) => ({ payload: tokens.push((payload as { token: string }).token) }) });
    const stateMachineArn = await bench.create({
      QueryLanguage: 'JSONata',
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          TimeoutSeconds: 86_400,
          Arguments: { FunctionName: functionArn('ask'), Payload: { token: '{% $states.context.Task.Token %}' } },
          End: true,
        },
      },
    });
    const names = Array.from({ length: count }, (_, index) => `e${index}`);
    const started = await Promise.all(names.map((name) => bench.client.send(new StartExecutionCommand({ stateMachineArn, name }))));
    const arns = started.map(({ executionArn }) => String(executionArn));
    await Promise.all(arns.map((arn) => bench.reached(arn, 'TaskSubmitted')));
    const before = performance.now();
    await bench.restart();
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(new Set(tokens).size).toBe(count);
    for (const taskToken of tokens.slice(0, 20)) await bench.client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    bench.clock.advance(86_400_000);
    // The first request after a move teaches the client the new time.
    await bench.describe(String(arns[0]));
    const ended = await Promise.all(arns.map((arn) => bench.ended(arn)));
    const statuses = Object.groupBy(ended, ({ status }) => String(status));
    expect([statuses.SUCCEEDED?.length, statuses.FAILED?.length]).toEqual([20, count - 20]);
    // A task that only waited for its token was not called again.
    expect(tokens).toHaveLength(count);
    await bench.close();
  });
});

describe('a write that fails', () => {
  it('tells the caller, and the execution goes on from what was committed once there is room again', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'states-full-'));
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
    const clock = createClock();
    const journal = openJournal(dir);
    const host: Host = { now: clock.now, region, evaluate: createEvaluate(clock.now), issueToken: () => 'token', random: Math.random };
    const payload = 'x'.repeat(100_000);
    const invoke = async () => ({ payload });
    const engine = createEngine({ journal, host, clock, calls: { invoke, rolePolicies: { [role]: [allowAll] }, region, account, partition: 'aws' } });
    const definition = { QueryLanguage: 'JSONata' as const, StartAt: 'A', States: { A: { Type: 'Task' as const, Resource: functionArn('a'), End: true } } };
    const definitionHash = journal.saveDefinition(JSON.stringify(definition));
    const machineRow = { arn: `arn:aws:states:${region}:${account}:stateMachine:m`, name: 'm', role };
    const begin = (name: string) => engine.begin(beginExecution(host, { arn: name, name, machine: machineRow, definition, definitionHash, input: '{}' }));

    const [{ page_count: pages }] = journal.database.prepare('PRAGMA page_count').all() as [{ page_count: number }];
    journal.database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    await begin('one');
    await vi.waitFor(() =>
      expect(errors).toHaveBeenCalledWith(expect.stringContaining('one'), expect.objectContaining({ message: 'database or disk is full' })),
    );
    expect(journal.execution('one')).toMatchObject({ status: 'RUNNING' });
    journal.database.exec('PRAGMA max_page_count = 1000000');
    await vi.waitFor(() => expect(journal.execution('one')).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify(payload) }), { timeout: 10_000 });
    const ids = journal.database.prepare('SELECT id FROM history WHERE execution = ? ORDER BY id').all('one');
    expect(ids.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    engine.close();
    journal.close();
    clock.close();
    errors.mockRestore();
    rmSync(dir, { recursive: true });
  });
});
