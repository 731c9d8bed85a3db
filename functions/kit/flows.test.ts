import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, functionArn, openBench, region } from '../../infra/local/states/testing.ts';
import { executionOf, type Flows, openFlows } from './flows.ts';

let bench: Bench;
let flows: Flows;
const tokens: string[] = [];

/** Waits for somebody to answer, then is over. */
const waiting = {
  QueryLanguage: 'JSONata',
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: functionArn('ask'), Payload: { token: '{% $states.context.Task.Token %}' } },
      End: true,
    },
  },
};

beforeAll(async () => {
  bench = await openBench({
    invoke: async (_arn, payload) => {
      tokens.push((payload as { token: string }).token);
      return { payload };
    },
  });
  const { endpoint } = bench.client.config;
  const { protocol, hostname, port } = (await endpoint?.()) ?? { protocol: '', hostname: '', port: 0 };
  const variables = {
    AWS_REGION: region,
    AWS_ENDPOINT_URL_SFN: `${protocol}//${hostname}:${port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  Object.assign(process.env, variables);
  const machine = await bench.create(waiting, 'filing');
  flows = openFlows(() => machine);
});
afterAll(() => bench.close());

/** Starts a flow and waits until it asks. */
async function asked(name: string): Promise<{ execution: string; token: string }> {
  const execution = await flows.start(flows.machine('contract-filing'), name, { contract: name });
  await bench.reached(execution, 'TaskSubmitted');
  return { execution, token: tokens.at(-1) ?? '' };
}

it('starts a flow once under a name', async () => {
  const { execution } = await asked('ctr_1');
  expect(execution).toBe(executionOf(flows.machine('contract-filing'), 'ctr_1'));
  expect(await flows.start(flows.machine('contract-filing'), 'ctr_1', { contract: 'another input' })).toBe(execution);
  expect(await flows.describe(execution)).toMatchObject({ status: 'RUNNING', canRedrive: false, startedAt: expect.stringMatching(/Z$/) });
  expect(await flows.describe(executionOf(flows.machine('contract-filing'), 'ctr_none'))).toBeUndefined();
  expect(await flows.history(executionOf(flows.machine('contract-filing'), 'ctr_none'))).toEqual([]);
});

it('resumes a flow once, and tells that nobody waits any more', async () => {
  const { execution, token } = await asked('ctr_2');
  expect(await flows.succeed(token, { price: 5 })).toBe('resumed');
  await bench.ended(execution);
  expect(await flows.describe(execution)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await flows.succeed(token, {})).toBe('gone');
  expect(await flows.fail(token, 'todo.cancelled', '待办已取消')).toBe('gone');
  expect(await flows.succeed('no token', {})).toBe('gone');
});

it('tells what happened in a flow that failed, and goes on from there', async () => {
  const { execution, token } = await asked('ctr_3');
  expect(await flows.fail(token, 'contract.voided', '合同已作废')).toBe('resumed');
  await bench.ended(execution);
  expect(await flows.describe(execution)).toMatchObject({ status: 'FAILED', error: 'contract.voided', cause: '合同已作废', canRedrive: true, redriveCount: 0 });
  const history = await flows.history(execution);
  expect(history.map((event) => event.type)).toEqual(expect.arrayContaining(['ExecutionStarted', 'TaskStateEntered', 'TaskFailed', 'ExecutionFailed']));
  expect(history.find((event) => event.type === 'TaskStateEntered')).toMatchObject({ detail: { name: 'Ask' }, at: expect.stringMatching(/Z$/) });
  const before = tokens.length;
  await flows.redrive(execution);
  await bench.reached(execution, 'TaskSubmitted', 2);
  expect(tokens.length).toBe(before + 1);
  expect(await flows.succeed(tokens.at(-1) ?? '', {})).toBe('resumed');
  await bench.ended(execution);
  expect(await flows.describe(execution)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
});
