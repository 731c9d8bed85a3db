import { readFileSync } from 'node:fs';
import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, functionArn, openBench } from '../../../infra/local/states/testing.ts';

type State = { Type: string; ItemProcessor?: { States: Record<string, State> }; Arguments?: { FunctionName: string; Payload: { step?: string } } };
type Flow = { States: Record<string, State> };
type Asked = { token?: string; step?: string; loan?: string; partner?: string; subject?: string; mortgageCase?: string; isRefused?: boolean };
/** What a step ends with: the outcome of a to-do, or the error it was cancelled with. */
type Answer = Record<string, unknown> | string;
type Answers = Readonly<Record<string, readonly Answer[]>>;

const flowIn = (file: string): Flow =>
  JSON.parse(
    readFileSync(new URL(`${file}.asl.json`, import.meta.url), 'utf8').replace(/\$\{(\w+)\}/g, (_, name: string) =>
      name === 'Partition' ? 'aws' : functionArn(name),
    ),
  );
const flows = { tracking: flowIn('mortgage-tracking'), loan: flowIn('loan'), release: flowIn('release') };
const statesIn = (states: Record<string, State>): string[] =>
  Object.entries(states).flatMap(([name, state]) => [name, ...statesIn(state.ItemProcessor?.States ?? {})]);

let bench: Bench;
let answers: Answers = {};
/** Errors of the tasks that ask nobody, by the end of their names; each is answered once. */
let failures: Record<string, string> = {};
const asked: Asked[] = [];
const visited = new Set<string>();

beforeAll(async () => {
  bench = await openBench({
    async invoke(arn, payload) {
      const request = payload as Asked;
      asked.push(request);
      const failing = Object.keys(failures).find((name) => arn.endsWith(name));
      if (failing) {
        const error = { errorType: failures[failing] ?? '', errorMessage: '' };
        delete failures[failing];
        return { error };
      }
      if (arn.endsWith('ListMaterials')) return { payload: {} };
      if (arn.endsWith('ConcludeCase')) return { payload: { isSettled: !request.isRefused } };
      setImmediate(() => void answer(request));
      return { payload: {} };
    },
  });
});
afterAll(() => bench.close());

const usual: Answers = {
  'mortgageCase.plan': [{ loans: ['lon_1', 'lon_2'] }],
  'mortgageCase.checkMaterials': [{ isComplete: true }],
  'mortgageCase.remedy': [{ remedy: 'changeBank' }],
  'loan.decide': [{ decision: 'approved' }],
  'loan.disburse': [{ isComplete: true }],
};

async function answer({ token: taskToken, step, loan }: Asked): Promise<void> {
  const name = step ?? loan ?? '';
  const given = answers[name] ?? usual[name] ?? [{}];
  const nth = asked.filter((x) => x.step === step && x.loan === loan).length - 1;
  const one = given[Math.min(nth, given.length - 1)] ?? {};
  if (one === 'never') return;
  const sent =
    typeof one === 'string'
      ? bench.client.send(new SendTaskFailureCommand({ taskToken, error: one }))
      : bench.client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(one) }));
  // The refusal of another loan may have ended the step in the meantime.
  await sent.catch((error) => expect(error.name).toBe('TaskTimedOut'));
}

/** Runs a flow with these answers; tells how it ended, and which states it entered. */
async function run(name: keyof typeof flows, input: object, given: Answers = {}) {
  answers = given;
  asked.length = 0;
  const arn = await bench.start(flows[name], input);
  const { status, error, output } = await bench.hurried(arn);
  const entered = (await bench.history(arn)).flatMap((event) => (event.type?.endsWith('StateEntered') ? [event.stateEnteredEventDetails?.name ?? ''] : []));
  for (const state of entered) visited.add(`${name} ${state}`);
  return { status, error, output: output && JSON.parse(output), entered };
}
const track = (given?: Answers) => run('tracking', { mortgageCase: 'mtg_1' }, given);
const lend = (given?: Answers) => run('loan', { loan: 'lon_1', bank: 'bnk_1' }, given);

describe('a mortgage case', () => {
  it('of two loans enters eleven states and ends in the archive', async () => {
    const { status, output, entered } = await track();
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { status: 'archived' } });
    expect(entered).toHaveLength(11);
    expect(asked.filter(({ loan }) => loan).map(({ loan }) => loan)).toEqual(['lon_1', 'lon_2']);
  });

  it('goes back to the buyer while papers are missing', async () => {
    const { entered } = await track({ 'mortgageCase.checkMaterials': [{ isComplete: false }, { isComplete: true }] });
    expect(entered.filter((name) => name === 'Collect')).toHaveLength(2);
  });

  it('whose loan is refused no longer waits for the other one, and is planned anew', async () => {
    const { status, entered } = await track({
      'mortgageCase.plan': [{ loans: ['lon_1', 'lon_2'] }, { loans: ['lon_1', 'lon_3'] }],
      lon_1: ['never', {}],
      lon_2: ['loan.refused'],
    });
    expect(status).toBe('SUCCEEDED');
    expect(asked.find(({ isRefused }) => isRefused)).toEqual({ mortgageCase: 'mtg_1', isRefused: true });
    expect(entered.filter((name) => ['Plan', 'Remedy', 'Archive'].includes(name))).toEqual(['Plan', 'Remedy', 'Plan', 'Archive']);
  });

  it.each([
    ['changePayment', 'paidOtherwise', 'PaidOtherwise'],
    ['terminate', 'terminated', 'Refund'],
  ])('that no bank lends for may end by %s', async (remedy, status, last) => {
    const ended = await track({ lon_1: ['loan.refused'], 'mortgageCase.remedy': [{ remedy }] });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { status } });
    expect(ended.entered.at(-1)).toBe(last);
  });

  it('goes on where two lists were made at once, and where a loan changed while it was withdrawn', async () => {
    failures = { ListMaterials: 'field.taken', ConcludeCase: 'record.stale' };
    const { status, entered } = await track();
    expect(status).toBe('SUCCEEDED');
    expect(entered.filter((name) => name === 'ListMaterials')).toHaveLength(2);
    expect(asked.filter(({ isRefused }) => isRefused === false)).toHaveLength(2);
  });

  it('asks again for what was not done in a year', async () => {
    const { status, entered } = await track({ 'mortgageCase.collect': ['States.Timeout', {}] });
    expect({ status, times: entered.filter((name) => name === 'Collect').length }).toEqual({ status: 'SUCCEEDED', times: 2 });
  });

  it('fails where a step was dropped', async () => {
    expect(await track({ 'mortgageCase.collect': ['todo.cancelled'] })).toMatchObject({ status: 'FAILED', error: 'todo.cancelled' });
  });
});

describe('a loan', () => {
  it('enters seven states until all of it is released, and may be answered by its bank', async () => {
    const { output, entered } = await lend();
    expect(output).toEqual({ status: 'disbursed' });
    expect(entered).toEqual(['Review', 'Decision', 'Sign', 'RegisterMortgage', 'Disburse', 'ReleaseOutcome', 'Released']);
    expect(asked.filter(({ partner }) => partner === 'bnk_1').map(({ step }) => step)).toEqual(['loan.decide', 'loan.sign', 'loan.disburse']);
  });

  it('is reviewed again each time papers were supplied, and paid out in several releases', async () => {
    const { entered } = await lend({
      'loan.decide': [{ decision: 'asked' }, { decision: 'asked' }, { decision: 'approved' }],
      'loan.disburse': [{ isComplete: false }, { isComplete: false }, { isComplete: true }],
    });
    const times = (name: string) => entered.filter((x) => x === name).length;
    expect([times('Review'), times('SupplyMaterials'), times('Disburse')]).toEqual([3, 2, 3]);
  });

  it('ends when it is refused', async () => {
    expect((await lend({ 'loan.decide': [{ decision: 'refused' }] })).output).toEqual({ status: 'refused' });
  });

  it.each(['decide', 'supplyMaterials', 'sign', 'registerMortgage', 'disburse'])('ends when it is withdrawn at %s', async (step) => {
    const asking: Answers = step === 'supplyMaterials' ? { 'loan.decide': [{ decision: 'asked' }] } : {};
    expect((await lend({ ...asking, [`loan.${step}`]: ['loan.withdrawn'] })).output).toEqual({ status: 'withdrawn' });
  });
});

it('a release enters four states', async () => {
  const { output, entered } = await run('release', { disbursement: 'dis_1' });
  expect({ output, entered }).toEqual({ output: { status: 'reconciled' }, entered: ['Book', 'Invoice', 'CollectInvoice', 'Reconcile'] });
});

it('no state is left that none of these paths enters', () => {
  const all = Object.entries(flows).flatMap(([name, { States }]) => statesIn(States).map((state) => `${name} ${state}`));
  expect(all.filter((state) => !visited.has(state))).toEqual([]);
});
