import { randomUUID } from 'node:crypto';
import type { Environment, EnvironmentEvents } from './environment.ts';
import type { InvokeResult } from './lambda.ts';

/** The environments of one function, and the events that wait for one. */
export type Pool = {
  size(): number;
  /** Since when its longest idle environment has been idle, in ms of `performance.now()`; undefined when all are busy. */
  idleSince(): number | undefined;
  /** Stops its longest idle environment. */
  stopIdle(): void;
  invoke(payload: string): Promise<InvokeResult>;
  close(): Promise<void>;
};

type Job = { payload: string; resolve(result: InvokeResult): void };

/** What an event gets that the closing of the cloud cuts off. */
export const stopped: InvokeResult = { error: { errorType: 'Runtime.Stopped', errorMessage: 'the cloud is stopping' } };

/**
 * Runs events in environments, one at a time in each; starts up to `limit` of them while events wait.
 *
 * @example
 * const pool = createPool({ limit: 3, create: (events) => createEnvironment({ ...setup, ...events }), onDone: () => {} })
 */
export function createPool(setup: { limit: number; create(events: EnvironmentEvents): Environment; onDone(result: InvokeResult): void }): Pool {
  const all = new Set<Environment>();
  const idle: Environment[] = [];
  const queue: Job[] = [];
  let isClosed = false;

  const finish = (job: Job | undefined, result: InvokeResult) => {
    setup.onDone(result);
    job?.resolve(result);
  };
  const work = async (environment: Environment, job: Job) => {
    const result = await environment.run(randomUUID(), job.payload);
    if (environment.isAlive()) next(environment);
    finish(job, result);
  };
  const next = (environment: Environment) => {
    const job = queue.shift();
    if (job) return void work(environment, job);
    environment.idleSince = performance.now();
    idle.push(environment);
  };
  const start = () => {
    const environment = setup.create({
      onReady: () => next(environment),
      onBroken: (error) => finish(queue.shift(), { error }),
      onExit() {
        all.delete(environment);
        if (idle.includes(environment)) idle.splice(idle.indexOf(environment), 1);
        if (queue.length > all.size && !isClosed) start();
      },
    });
    all.add(environment);
  };
  return {
    size: () => all.size,
    // The one that became idle last is used first, so the first in the list has been idle longest.
    idleSince: () => idle[0]?.idleSince,
    stopIdle: () => void idle.shift()?.stop(),
    invoke(payload) {
      return new Promise((resolve) => {
        const environment = idle.pop();
        if (environment) return void work(environment, { payload, resolve });
        queue.push({ payload, resolve });
        if (all.size < setup.limit) start();
      });
    },
    async close() {
      isClosed = true;
      for (const job of queue.splice(0)) job.resolve(stopped);
      await Promise.all([...all].map((environment) => environment.stop()));
    },
  };
}
