import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb';
import type { PolicyDocument } from '../access.ts';
import { type Clock, createClock } from '../clock.ts';
import { signV4 } from '../sigv4.ts';
import { type Options, serve } from './server.ts';

export type Credentials = { accessKeyId: string; secretAccessKey: string };
/** An engine to talk to; `clock` is there when it can be moved. */
export type Endpoint = { endpoint: string; credentials: Credentials; clock?: Clock };
export type Running = Endpoint & { stop(): Promise<void> };

export const region = 'us-east-1';
const admin: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
/** The key that {@link startLocal} accepts. */
export const localCredentials: Credentials = { accessKeyId: 'AKIDADMIN', secretAccessKey: 'correct horse' };

/**
 * Starts the engine in this process on a folder of its own, with one key that may do anything.
 *
 * @example
 * const office = await startLocal()
 * office.clock.advance(60_000)
 */
export async function startLocal(options: Partial<Options> = {}): Promise<Running & { clock: Clock; dir: string }> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'anchang-dynamodb-')));
  const clock = options.clock ?? createClock();
  const { accessKeyId, secretAccessKey: secret } = localCredentials;
  const keys = { [accessKeyId]: { name: 'admin', secret, policies: [admin] } };
  const server = await serve({ dir, port: 0, keys, clock, region, account: '000000000000', partition: 'aws', ...options });
  const stop = async () => {
    await server.close();
    if (!options.clock) clock.close();
    if (!options.dir) await rm(dir, { recursive: true });
  };
  return { endpoint: `http://127.0.0.1:${server.port}`, credentials: localCredentials, clock, dir, stop };
}

/**
 * A client with one retry, which it needs to correct its clock after the cloud's was moved.
 *
 * @example
 * await clientOf(await startLocal()).listTables({})
 */
export function clientOf({ endpoint, credentials }: Endpoint, maxAttempts = 2): DynamoDB {
  return new DynamoDB({ endpoint, region, credentials, maxAttempts });
}

/**
 * Definition of a table: keys and indexes as `name:type`, all attributes typed once.
 *
 * @example
 * tableInput('units', ['pk:S', 'sk:S'], { byOwner: ['owner:S', 'sk:S'] })
 */
export function tableInput(TableName: string, keys: string[], indexes: Record<string, string[]> = {}): CreateTableCommandInput & { TableName: string } {
  const all = new Map([keys, ...Object.values(indexes)].flat().map((key) => key.split(':') as [string, 'S' | 'N' | 'B']));
  const schema = (names: string[]) =>
    names.map((key, position) => ({ AttributeName: key.split(':')[0], KeyType: position === 0 ? ('HASH' as const) : ('RANGE' as const) }));
  const GlobalSecondaryIndexes = Object.entries(indexes).map(([IndexName, names]) => ({
    IndexName,
    KeySchema: schema(names),
    Projection: { ProjectionType: 'ALL' as const },
  }));
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: schema(keys),
    AttributeDefinitions: [...all].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ...(GlobalSecondaryIndexes.length > 0 ? { GlobalSecondaryIndexes } : {}),
  };
}

/**
 * One signed call in wire form, for operations without a client among the dependencies and for malformed requests.
 *
 * @example
 * await call(office, 'DynamoDB_20120810.Scan', {}) // { status: 400, body: { __type: '…UnknownOperationException', … } }
 */
export async function call(running: Endpoint, target: string, input: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = typeof input === 'string' ? input : JSON.stringify(input);
  const { host } = new URL(running.endpoint);
  const headers = { host, 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
  const payloadHash = createHash('sha256').update(body).digest('hex');
  const { accessKeyId, secretAccessKey: secret } = running.credentials;
  const signed = signV4(
    { method: 'POST', rawPath: '/', rawQuery: '', headers, payloadHash },
    { accessKeyId, secret, now: running.clock?.now() ?? Date.now(), region, service: 'dynamodb' },
  );
  const response = await fetch(running.endpoint, { method: 'POST', body, headers: { ...headers, ...signed } });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
