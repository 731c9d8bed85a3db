import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AccessKeys, isAllowed, type PolicyDocument } from '../access.ts';
import type { Clock } from '../clock.ts';
import { SignatureError, verifySigV4 } from '../sigv4.ts';
import type { Invoke } from './calls.ts';
import { createEngine } from './engine.ts';
import { ApiError } from './errors.ts';
import { openExecutions } from './executions.ts';
import { openJournal } from './journal.ts';
import { createEvaluate } from './jsonata.ts';
import { openMachines, type ProvisionedMachine } from './machines.ts';
import { operations, type Service } from './operations.ts';
import { checkParameters } from './parameters.ts';
import { openTokens } from './tokens.ts';
import type { Host } from './visit.ts';

export type Options = {
  /** Keeps the journal and the key of the tokens; one process at a time. */
  dir: string;
  /** 0 for any. */
  port: number;
  keys: AccessKeys;
  clock: Clock;
  region: string;
  account: string;
  partition: string;
  machines: ProvisionedMachine[];
  invoke: Invoke;
  /** The policies of the machines' roles, by role ARN. */
  rolePolicies: Record<string, PolicyDocument[]>;
};

const targetPrefix = 'AWSStepFunctions.';
/** A definition may have 1 MiB, and JSON escapes can double it. */
const bodyLimitBytes = 3 * 1_048_576;

/**
 * Serves Step Functions on 127.0.0.1: the AWS JSON 1.0 protocol over a durable interpreter of the Amazon States
 * Language. Executions that were under way go on at once; a definition that it cannot run as AWS would is refused.
 *
 * @example
 * const { port, close } = await serve({ dir, port: 0, keys, clock, region, account, partition, machines, invoke, rolePolicies })
 */
export async function serve(options: Options): Promise<{ port: number; close(): Promise<void>; resumed: number }> {
  const { service, close } = openService(options);
  const server = createServer((request, response) => void respond(request, response, { service, options }));
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, '127.0.0.1', resolve);
    });
  } catch (error) {
    close();
    throw error;
  }
  return {
    // A listening TCP server has an AddressInfo.
    port: (server.address() as AddressInfo).port,
    // Not earlier: a function that is called again may answer with its token at once.
    resumed: service.engine.resume(),
    async close() {
      close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function openService(options: Options): { service: Service; close: () => void } {
  const { dir, clock, region, account, partition } = options;
  const journal = openJournal(dir);
  try {
    const tokens = openTokens(dir);
    const prefix = `arn:${partition}:states:${region}:${account}`;
    const { now } = clock;
    const machines = openMachines({ journal, now, prefix });
    machines.provision(options.machines);
    const host: Host = { now, region, evaluate: createEvaluate(now), issueToken: tokens.issue, random: Math.random };
    const engine = createEngine({ journal, host, clock, calls: options });
    const executions = openExecutions({ journal, machines, engine, host, tokens });
    const close = () => {
      engine.close();
      journal.close();
    };
    return { service: { journal, engine, machines, executions, tokens, prefix }, close };
  } catch (error) {
    journal.close();
    throw error;
  }
}

type Context = { service: Service; options: Options };

async function respond(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  let status = 200;
  let body: object;
  try {
    body = await handle(request, context);
  } catch (error) {
    const code = error instanceof ApiError || error instanceof SignatureError ? error.code : 'InternalFailure';
    status = error instanceof ApiError ? error.status : error instanceof SignatureError ? 403 : 500;
    if (status === 500) console.error('states:', error);
    const message = status === 500 ? 'the request could not be completed' : (error as Error).message;
    body = { __type: code, message };
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    // SDK clients correct their signing time by this, so that they follow a moved clock.
    date: new Date(context.options.clock.now()).toUTCString(),
  });
  response.end(text);
}

async function handle(request: IncomingMessage, { service, options }: Context): Promise<object> {
  const body = await bodyOf(request);
  const [rawPath = '/', rawQuery = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]));
  const payloadHash = createHash('sha256').update(body).digest('hex');
  const { principal } = verifySigV4(
    { method: request.method ?? 'POST', rawPath, rawQuery, headers, payloadHash },
    { keys: options.keys, now: options.clock.now(), service: 'states' },
  );
  const target = headers['x-amz-target'] ?? '';
  const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw new ApiError('UnknownOperationException', `the operation '${name || target}' is not implemented`);
  const parameters = parse(body);
  checkParameters(operation.parameters, parameters);
  const resource = operation.resource(parameters, service);
  if (!isAllowed(principal, { action: `states:${name}`, resource })) {
    const refusal = `User: ${principal.name} is not authorized to perform: states:${name} on resource: ${resource}`;
    throw new ApiError('AccessDeniedException', refusal);
  }
  return operation.run(parameters, service);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > bodyLimitBytes) throw new ApiError('RequestEntityTooLargeException', 'the request is too large', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString() || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Falls through: the same answer for broken JSON and for JSON that is no object.
  }
  throw new ApiError('SerializationException', 'expected a JSON object');
}
