import { appendFileSync } from 'node:fs';
import { createClock } from '../clock.ts';
import type { Invoke } from './calls.ts';
import { serve } from './server.ts';
import { account, allowAll, region, role } from './testing.ts';

/** A service of its own process, to be killed: node torture-child.ts <dir>. It prints its port and writes each call to a file. */
const dir = String(process.argv[2]);
const flaky = new Set<string>();

const invoke: Invoke = async (arn, payload) => {
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  const { id, token } = payload as { id: number; token?: string };
  appendFileSync(`${dir}/calls`, `${JSON.stringify({ name, id, token })}\n`);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  if (name === 'flaky' && !flaky.has(`${id}`)) {
    flaky.add(`${id}`);
    return { error: { errorType: 'Flaky', errorMessage: 'once more' } };
  }
  return { payload };
};

const { port, resumed } = await serve({
  dir,
  port: 0,
  keys: { test: { name: 'tester', secret: 'secret', policies: [allowAll] } },
  clock: createClock(),
  region,
  account,
  partition: 'aws',
  machines: [],
  invoke,
  rolePolicies: { [role]: [allowAll] },
});
console.log(JSON.stringify({ port, resumed }));
