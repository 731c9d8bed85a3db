import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { startLocal } from '../../infra/local/dynamodb/testing.ts';
import { auditTable, recordsTable } from '../../shared/derive/table.ts';
import type { Actor } from '../../shared/kit/access.ts';
import type { Role } from '../../shared/kit/roles.ts';
import { officeItself } from './context.ts';
import type { HttpEvent, HttpHandler } from './http.ts';
import { log } from './log.ts';
import { type OpenedContext, openContext } from './open-context.ts';
import type { Spent } from './records/database.ts';

/** An engine to run an office on: ours, or Amazon's. */
export type Engine = { endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string }; stop(): Promise<void> };
export type Call = {
  method: string;
  path: string;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  text?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  actor?: Actor | null;
};
export type Answered = {
  status: number;
  headers: Record<string, string>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  json: any;
};

let offices = 0;
const clockOffset = Symbol.for('anchang.clockOffset');

/**
 * An office of its own for a test, on an engine in this process unless another is given: fresh tables, a clock that can be moved,
 * and the handlers called as Lambda calls them.
 *
 * @example
 * const site = await office()
 * const answer = await site.call(handler, { method: 'GET', path: '/customers/customer', query: { project } })
 */
export async function office(given?: Engine) {
  const engine = given ?? (await startLocal());
  offices += 1;
  const tables = { RECORDS_TABLE: `Records-${process.pid}-${offices}`, AUDIT_TABLE: `Audit-${process.pid}-${offices}` };
  const { accessKeyId, secretAccessKey } = engine.credentials;
  const variables = {
    ...tables,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  Object.assign(process.env, variables);
  // A line for each request would bury what a test has to say.
  log.info = () => {};
  await createTables(tables);
  let offsetMs = 0;
  Reflect.set(globalThis, clockOffset, () => offsetMs);

  return {
    variables,
    /** The context of a request by this person. */
    open: (actor: Actor = officeItself): OpenedContext => openContext({ actor, requestId: 'test', action: { zh: '测试', en: 'Test' } }),
    /** Sets the office's clock to an instant; it runs on from there. */
    at: (instant: string) => {
      offsetMs = Date.parse(instant) - Date.now();
    },
    advance: (ms: number) => {
      offsetMs += ms;
    },
    call: (handler: HttpHandler, call: Call) => invoke(handler, call),
    /** What `work` costs: calls and units. */
    async cost(work: () => Promise<unknown>): Promise<Spent> {
      const { spent } = openContext({ actor: officeItself, requestId: 'test', action: { zh: '测试', en: 'Test' } });
      const before = { ...spent };
      await work();
      return {
        calls: spent.calls - before.calls,
        readUnits: spent.readUnits - before.readUnits,
        writeUnits: spent.writeUnits - before.writeUnits,
        indexUnits: spent.indexUnits - before.indexUnits,
      };
    },
    async stop() {
      Reflect.deleteProperty(globalThis, clockOffset);
      if (!given) await engine.stop();
    },
  };
}
export type TestOffice = Awaited<ReturnType<typeof office>>;

/** A member of staff. @example person('李经理', ['salesManager'], ['prj_1']) */
export const person = (name: string, roles: readonly Role[], projects: readonly string[] | '*'): Actor => ({ id: `emp_${name}`, name, roles, projects });

async function createTables(names: { RECORDS_TABLE: string; AUDIT_TABLE: string }): Promise<void> {
  const client = new DynamoDBClient({});
  const keys = (shape: { partitionKey: string; sortKey: string }) => [
    { AttributeName: shape.partitionKey, KeyType: 'HASH' as const },
    { AttributeName: shape.sortKey, KeyType: 'RANGE' as const },
  ];
  const typed = (attributes: readonly string[]) => attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
  const { partitionKey, sortKey, indexes, ttl } = recordsTable;
  await client.send(
    new CreateTableCommand({
      TableName: names.RECORDS_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys(recordsTable),
      AttributeDefinitions: typed([partitionKey, sortKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])]),
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.attributes] },
      })),
    }),
  );
  await client.send(new UpdateTimeToLiveCommand({ TableName: names.RECORDS_TABLE, TimeToLiveSpecification: { AttributeName: ttl, Enabled: true } }));
  await client.send(
    new CreateTableCommand({
      TableName: names.AUDIT_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys(auditTable),
      AttributeDefinitions: typed([auditTable.partitionKey, auditTable.sortKey]),
    }),
  );
  client.destroy();
}

async function invoke(handler: HttpHandler, { method, path, body, text, headers, query, actor = officeItself }: Call): Promise<Answered> {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...(content === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      requestId: 'test-request',
      http: { method, path },
      ...(actor ? { authorizer: { lambda: { actor: JSON.stringify(actor) } } } : {}),
    },
    ...(content === undefined ? {} : { body: content }),
    isBase64Encoded: false,
  };
  const answer = await handler(event as unknown as HttpEvent); // the parts of an event that the kit reads
  const written = typeof answer.body === 'string' ? answer.body : '';
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)])),
    text: written,
    json: written === '' ? undefined : JSON.parse(written),
  };
}
