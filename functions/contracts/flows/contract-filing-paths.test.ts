import { readFileSync } from 'node:fs';
import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, functionArn, openBench } from '../../../infra/local/states/testing.ts';

type State = { Type: string; Branches?: { States: Record<string, State> }[]; Arguments?: { FunctionName: string; Payload: { step?: string } } };
type Asked = { token: string; step: string; part?: string; from?: string; until?: string; contract?: string };
/** What a step ends with: the outcome of a to-do, or the error it was cancelled with. */
type Answer = Record<string, unknown> | string;

const text = readFileSync(new URL('contract-filing.asl.json', import.meta.url), 'utf8');
const flow: { States: Record<string, State> } = JSON.parse(
  text.replace(/\$\{(\w+)\}/g, (_, name: string) => (name === 'Partition' ? 'aws' : functionArn(name))),
);
const statesIn = (states: Record<string, State>): [string, State][] =>
  Object.entries(states).flatMap(([name, state]) => [[name, state] as [string, State], ...(state.Branches ?? []).flatMap((branch) => statesIn(branch.States))]);

let bench: Bench;
/** Answers of the steps of the execution under way, in the order in which each step is asked for; the last one stays. */
let answers: Readonly<Record<string, readonly Answer[]>> = {};
let undoes: 'works' | 'fails' = 'works';
const asked: Asked[] = [];
const visited = new Set<string>();

beforeAll(async () => {
  bench = await openBench({
    async invoke(arn, payload) {
      const request = payload as Asked;
      asked.push(request);
      if (arn.endsWith('UndoContract')) return undoes === 'works' ? { payload: {} } : { error: { errorType: 'record.busy', errorMessage: 'busy' } };
      setImmediate(() => void answer(request));
      return { payload: {} };
    },
  });
});
afterAll(() => bench.close());

const submitted = { pickUpAt: '2026-03-09T16:00:00.000Z', pickUpOn: '2026-03-10', isFeeAsked: true };
const usual: Readonly<Record<string, readonly Answer[]>> = {
  'contract.review': [{ isAgreed: true }],
  'contract.submit': [submitted],
  'contract.collect': [{ isAccepted: true }],
  'contract.distributeCopies': [{ isLoan: false }],
  'contract.handToBank': [{ isAccepted: true }],
};

async function answer({ token: taskToken, step, part }: Asked): Promise<void> {
  const name = part && `${step}/${part}` in answers ? `${step}/${part}` : step;
  const given = answers[name] ?? usual[name] ?? [{}];
  const nth = asked.filter((x) => x.step === step && x.part === part).length - 1;
  const one = given[Math.min(nth, given.length - 1)] ?? {};
  const sent =
    typeof one === 'string'
      ? bench.client.send(new SendTaskFailureCommand({ taskToken, error: one }))
      : bench.client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(one) }));
  // A branch beside it may have ended the step in the meantime.
  await sent.catch((error) => expect(error.name).toBe('TaskTimedOut'));
}

/** Runs the flow with these answers; tells how it ended, and which states it entered. */
async function run(given: typeof answers, undo: typeof undoes = 'works') {
  [answers, undoes] = [given, undo];
  asked.length = 0;
  const arn = await bench.start(flow, { contract: 'ctr_1', subscribedOn: '2026-03-02', signBy: '2026-03-07' });
  const { status, error, output } = await bench.hurried(arn);
  const entered = (await bench.history(arn)).flatMap((event) => (event.type?.endsWith('StateEntered') ? [event.stateEnteredEventDetails?.name ?? ''] : []));
  for (const name of entered) visited.add(name);
  return { status, error, output: output && JSON.parse(output), entered };
}

describe('the filing flow', () => {
  it('paid in full enters 23 states and ends in the archive', async () => {
    const { status, output, entered } = await run({});
    expect({ status, output, last: entered.at(-1) }).toEqual({ status: 'SUCCEEDED', output: { status: 'archived' }, last: 'Archive' });
    expect(entered).toHaveLength(23);
    expect(asked.find(({ step }) => step === 'contract.draft')).toMatchObject({ subject: 'ctr_1', role: 'legal', until: '2026-03-07' });
    expect(asked.find(({ step }) => step === 'contract.sign')).toMatchObject({ clock: 'signBy', from: '2026-03-02' });
    expect(asked.find(({ step }) => step === 'contract.collect')).toMatchObject({ from: '2026-03-10' });
  });

  it('goes to the bank, and to another one when the first refuses', async () => {
    const { status, entered } = await run({
      'contract.distributeCopies': [{ isLoan: true }],
      'contract.handToBank': [{ isAccepted: false }, { isAccepted: true }],
    });
    expect(status).toBe('SUCCEEDED');
    expect(entered.filter((name) => name === 'ChooseBank')).toHaveLength(2);
    expect(entered).not.toContain('HandToBuyer');
  });

  it.each(['sales', 'finance', 'engineering'])('is drafted again when %s refuses', async (part) => {
    const { status, entered } = await run({ [`contract.review/${part}`]: [{ isAgreed: false }, { isAgreed: true }] });
    expect({ status, drafts: entered.filter((name) => name === 'Draft').length }).toEqual({ status: 'SUCCEEDED', drafts: 2 });
  });

  it('files anew when the authority refuses, without asking for the fee a second time', async () => {
    const { status, entered } = await run({
      'contract.collect': [{ isAccepted: false }, { isAccepted: true }],
      'contract.submit': [submitted, { ...submitted, isFeeAsked: false }],
    });
    expect(status).toBe('SUCCEEDED');
    expect(entered.filter((name) => ['PrepareFiling', 'ReleaseFee', 'FeeReleased'].includes(name))).toEqual([
      'PrepareFiling',
      'ReleaseFee',
      'PrepareFiling',
      'FeeReleased',
    ]);
  });

  const steps = [...new Set(statesIn(flow.States).flatMap(([, state]) => state.Arguments?.Payload.step ?? []))];
  it.each(steps)('ends as void when the contract is voided at %s', async (step) => {
    const { status, output, entered } = await run({
      [step]: ['contract.voided'],
      ...(/Bank$/.test(step) ? { 'contract.distributeCopies': [{ isLoan: true }] } : {}),
    });
    expect({ status, output, end: entered.slice(-2) }).toEqual({ status: 'SUCCEEDED', output: { status: 'void' }, end: ['UndoContract', 'Voided'] });
    expect(asked.at(-1)).toEqual({ contract: 'ctr_1' });
  });

  it('says so when what a void contract left open cannot be cancelled', async () => {
    const { status, error, entered } = await run({ 'contract.check': ['contract.voided'] }, 'fails');
    expect({ status, error, last: entered.at(-1) }).toEqual({ status: 'FAILED', error: 'contract.undoFailed', last: 'UndoFailed' });
  });

  it('fails where a step was dropped, and nowhere else', async () => {
    expect(await run({ 'contract.finalise': ['todo.cancelled'] })).toMatchObject({ status: 'FAILED', error: 'todo.cancelled' });
  });

  it('has no state that none of these paths enters', () => {
    expect(statesIn(flow.States).flatMap(([name]) => (visited.has(name) ? [] : [name]))).toEqual([]);
  });
});
