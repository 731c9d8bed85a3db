import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BootOptions, Ports } from './boot.ts';
import { type Call, createCall } from './call.ts';
import type { Foundation, partNames } from './foundation.ts';
import { type Created, ensureAccounts } from './identity/accounts.ts';
import type { Credentials } from './keys.ts';
import { createLambda, type Lambda } from './lambda.ts';
import { type Invoke, type Part, startPart } from './part.ts';
import { provisionTables } from './tables.ts';
import { variablesOf } from './variables.ts';

export type Engines = {
  lambda: Lambda;
  ports: Ports;
  created: Created[];
  /** Calls `fn` whenever a table's stream has grown. */
  onStreamed(fn: () => void): void;
  /** DynamoDB with the cloud's own key. */
  admin: Call;
  /** DynamoDB with the key of a function. */
  callAs(functionArn: string): Call;
};

/** Where the issuer may send the console back to. */
const redirectPaths = ['/', '/callback'];

type Stage = { options: BootOptions; lifetime: AsyncDisposableStack };
type Callbacks = { invoke?: Invoke; onChange?(): void };
type StartPart = (name: (typeof partNames)[number], settings: Record<string, unknown>, callbacks?: Callbacks) => Promise<Part>;

/**
 * Starts DynamoDB, S3, Step Functions and the issuer, each in its thread, makes the tables, and readies the functions.
 *
 * @example
 * const { lambda, ports } = await startEngines(foundation, { options, lifetime })
 */
export async function startEngines(foundation: Foundation, stage: Stage): Promise<Engines> {
  const { template, clock, keys, log } = foundation;
  const { region, rolePolicies, machines, buckets } = template;
  const start = createStart(foundation, stage);
  const ports: Ports = { gateway: foundation.gateway.port, dynamodb: 0, s3: 0, states: 0, identity: 0 };
  const lambda = createLambda({
    total: stage.options.environments,
    functions: template.functions,
    clock,
    log,
    environment: (fn) => variablesOf(fn, { ports, region, credentials: keys.of(fn.arn) }),
  });
  const ready = Promise.withResolvers<void>();
  const invoke: Invoke = async (functionArn, payload) => {
    // Executions go on as soon as they are read, but their functions need the ports of all parts.
    await ready.promise;
    return invokeForStates(lambda, functionArn, payload);
  };
  let onStreamed = () => {};
  const [dynamodb, s3, states, identity] = await Promise.all([
    start('dynamodb', {}, { onChange: () => onStreamed() }),
    start('s3', { buckets }),
    start('states', { machines, rolePolicies }, { invoke }),
    startIdentity(foundation, { ...stage, start }),
  ]);
  stage.lifetime.defer(() => lambda.close());
  Object.assign(ports, { dynamodb: dynamodb.port, s3: s3.port, states: states.port, identity: identity.part.port });
  const callWith = (credentials: Credentials) => createCall({ port: dynamodb.port, service: 'dynamodb', region, clock, credentials });
  const admin = callWith(keys.admin);
  await provisionTables(template.tables, admin);
  ready.resolve();
  return {
    lambda,
    ports,
    admin,
    created: identity.created,
    onStreamed(fn) {
      onStreamed = fn;
    },
    callAs: (functionArn) => callWith(keys.of(functionArn)),
  };
}

/** Starts parts that keep their state in a folder of their own. */
function createStart({ template, clock, keys, log }: Foundation, { options, lifetime }: Stage): StartPart {
  const { region, account, partition } = template;
  return async (name, settings, callbacks) => {
    const dir = folderOf(options, name);
    const part = await startPart(new URL(`./${name}/server.ts`, import.meta.url), {
      options: { dir, port: 0, keys: keys.all, region, account, partition, ...settings },
      clock,
      ...callbacks,
      followsClock: name === 'identity',
      onDeath(error) {
        log(name, String(error.stack));
        options.onFailure?.(error);
      },
    });
    lifetime.defer(() => part.close());
    return part;
  };
}

async function startIdentity(
  { origin, audience, clientId }: Foundation,
  { options, start }: Stage & { start: StartPart },
): Promise<{ part: Part; created: Created[] }> {
  const created = await ensureAccounts(folderOf(options, 'identity'), options.accounts ?? []);
  const part = await start('identity', {
    issuer: `${origin}/oidc`,
    audience,
    clientId,
    redirectUris: redirectPaths.map((path) => origin + path),
    logoutUris: [`${origin}/`],
  });
  return { part, created };
}

function folderOf(options: BootOptions, name: string): string {
  const dir = join(options.data, name);
  mkdirSync(dir, { recursive: true });
  return dir;
}

async function invokeForStates(lambda: Lambda, functionArn: string, payload: unknown): Promise<unknown> {
  if (!lambda.find(functionArn)) return { error: { errorType: 'Lambda.ResourceNotFoundException', errorMessage: `Function not found: ${functionArn}` } };
  const result = await lambda.invoke(functionArn, JSON.stringify(payload ?? {}));
  if ('payload' in result) return { payload: JSON.parse(result.payload) };
  const { trace, ...error } = result.error;
  return { error: { ...error, stackTrace: trace } };
}
