import { mkdirSync } from 'node:fs';
import type { Clock } from './clock.ts';
import { createDeliveries } from './deliveries.ts';
import { startEngines } from './engines.ts';
import { openFoundation, seeding } from './foundation.ts';
import type { Account, Created } from './identity/accounts.ts';
import type { InvokeResult, Log } from './lambda.ts';
import { mountAll } from './mounts.ts';
import { createPermits } from './permits.ts';
import { startScheduler } from './schedule.ts';
import { startStreams } from './streams.ts';
import type { Template } from './template/types.ts';

export type Ports = { gateway: number; dynamodb: number; s3: number; states: number; identity: number };

export type Cloud = {
  /** Such as http://127.0.0.1:8080: the console; the API is below /api, the issuer below /oidc. */
  origin: string;
  clock: Clock;
  ports: Ports;
  template: Template;
  /** Accounts made at this start, with their passwords. */
  created: Created[];
  /** The cloud's own key, which may do everything. */
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Runs a function by its physical name, with the cloud's own authority. */
  invoke(functionName: string, payload: unknown): Promise<InvokeResult>;
  /** Moves the clock of all parts forward and remembers it. */
  advance(ms: number): void;
  close(): Promise<void>;
};

export type BootOptions = {
  /** The cloud assembly (cdk.out). */
  assembly: string;
  /** The data folder; made if it is missing. */
  data: string;
  /** 8080 unless given; 0 takes any free port. */
  port?: number;
  /** Staff accounts of the issuer. Those that are missing are made with random passwords. */
  accounts?: Account[];
  /** Runs once for a data folder, when everything is up. If it is interrupted, the next start begins with an empty folder. */
  seed?: (cloud: Cloud) => Promise<void>;
  /** Folder of the console's files, when the template deploys none. */
  site?: string;
  /** Headers of the console's files, beside those of the template. */
  siteHeaders?: Record<string, string>;
  /** Values of the template's parameters, beside those of foundation.ts. */
  parameters?: Record<string, string>;
  /** `aud` of the access tokens: `anchang` unless given. */
  audience?: string;
  /** Client of the issuer: `console` unless given. */
  clientId?: string;
  region?: string;
  account?: string;
  partition?: string;
  /** Environments of functions that stay warm in all, 8 unless given: each takes some 30 MB, and a cold one some 200 ms of a core. */
  environments?: number;
  log?: Log;
  /** A part died after the start. What was acknowledged is on disk; the office should be stopped and started again. */
  onFailure?: (error: Error) => void;
};

/**
 * Starts everything a cloud assembly declares, on 127.0.0.1. What the data folder holds goes on where it stopped.
 * Rejects with the error of a busy port, a folder in use or damaged, or a TemplateError.
 *
 * @example
 * const cloud = await boot({ assembly: 'cdk.out', data: 'data', port: 0 })
 * await fetch(`${cloud.origin}/api/units`)
 * await cloud.close()
 */
export async function boot(options: BootOptions): Promise<Cloud> {
  mkdirSync(options.data, { recursive: true });
  const lifetime = new AsyncDisposableStack();
  try {
    return await start(options, lifetime);
  } catch (error) {
    await lifetime.disposeAsync();
    throw error;
  }
}

async function start(options: BootOptions, lifetime: AsyncDisposableStack): Promise<Cloud> {
  const foundation = await openFoundation(options, lifetime);
  const { state, clock, origin, template, keys, log } = foundation;
  const engines = await startEngines(foundation, { options, lifetime });
  const { lambda, ports } = engines;

  const permits = createPermits(template);
  const deliveries = createDeliveries({ state, lambda, permits, clock, log });
  lifetime.defer(() => deliveries.close());
  const scheduler = startScheduler({ schedules: template.schedules, state, clock, deliveries });
  lifetime.defer(() => scheduler.close());
  const streams = startStreams({ ...engines, mappings: template.mappings, state, clock, log });
  engines.onStreamed(streams.nudge);
  lifetime.defer(() => streams.close());

  const advance = (ms: number) => {
    // First where a restart finds it: time must never run backwards.
    state.set('clock:offset', String(Number(state.get('clock:offset') ?? 0) + ms));
    clock.advance(ms);
  };
  mountAll(foundation, { engines, permits, advance, options });
  const cloud: Cloud = {
    origin,
    clock,
    ports,
    template,
    advance,
    created: engines.created,
    credentials: { accessKeyId: keys.admin.accessKeyId, secretAccessKey: keys.admin.secret },
    close: () => lifetime.disposeAsync(),
    async invoke(functionName, payload) {
      const fn = template.functions.find(({ name }) => name === functionName);
      if (!fn) throw new Error(`there is no function ${functionName}`);
      return lambda.invoke(fn.arn, JSON.stringify(payload));
    },
  };
  if (options.seed && state.get(seeding) !== 'done') {
    state.set(seeding, 'begun');
    await options.seed(cloud);
    state.set(seeding, 'done');
  }
  return cloud;
}
