import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DescribeTableCommand, DynamoDBClient, GetItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boot, type Cloud } from './boot.ts';
import { synthFixture } from './fixture/app.ts';
import { signIn } from './identity/sign-in.ts';
import { temporaryFolder, until } from './testing.ts';

const folder = temporaryFolder();
const assembly = join(folder.path, 'cdk.out');
const dayMs = 86_400_000;
const headers = { authorization: 'Bearer wang', 'content-type': 'text/plain' };

/** One request; a refused connection is undefined. */
async function ask(origin: string, request: { method?: string; path: string; body?: string; headers?: Record<string, string> }) {
  const { path, ...init } = request;
  const response = await fetch(origin + path, { headers, ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

beforeAll(() => synthFixture(assembly));
afterAll(() => folder[Symbol.dispose]());

describe('a synthesized office', () => {
  let cloud: Cloud;
  const lines: string[] = [];
  let bootMs = 0;
  beforeAll(async () => {
    const startedAt = performance.now();
    cloud = await boot({
      assembly,
      data: join(folder.path, 'data'),
      port: 0,
      accounts: [{ id: 'emp_1', loginName: 'wangfang', name: '王芳', claims: { roles: ['legal'] } }],
      log: (source, line) => lines.push(`${source} ${line}`),
    });
    bootMs = performance.now() - startedAt;
  });
  afterAll(() => cloud.close());
  const call = (method: string, path: string, body?: string) => ask(cloud.origin, { method, path, body });
  const client = () => ({ region: cloud.template.region, credentials: cloud.credentials, systemClockOffset: cloud.clock.now() - Date.now() });
  const dynamodb = () => new DynamoDBClient({ ...client(), endpoint: `http://127.0.0.1:${cloud.ports.dynamodb}` });
  const s3 = () => new S3Client({ ...client(), endpoint: `http://127.0.0.1:${cloud.ports.s3}`, forcePathStyle: true });
  const sfn = () => new SFNClient({ ...client(), endpoint: `http://127.0.0.1:${cloud.ports.states}` });
  const tableName = () => cloud.template.tables[0]?.create.TableName ?? '';
  const item = async (pk: string, sk: string) =>
    (await dynamodb().send(new GetItemCommand({ TableName: tableName(), Key: { pk: { S: pk }, sk: { S: sk } } }))).Item;

  test('is up within a few seconds', () => {
    expect(bootMs).toBeLessThan(10_000);
  });

  test('answers by HTTP through its authorizer, functions, table and bucket', async () => {
    const created = await call('PUT', '/api/records/7', '合同');
    expect(created).toMatchObject({ status: 201, text: '合同' });
    expect(created.headers.get('x-note')).toBe('kept');
    expect(created.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect((await call('GET', '/api/records/7')).json()).toEqual({ pk: 'record', sk: '7', note: '合同', by: 'wang' });
    expect(await call('GET', '/api/records/8')).toMatchObject({ status: 404, text: '{"code":"record.missing"}' });
    expect(await ask(cloud.origin, { path: '/api/records/7', headers: {} })).toMatchObject({ status: 401 });
    expect(await ask(cloud.origin, { path: '/api/records/7', headers: { authorization: 'Basic x' } })).toMatchObject({ status: 403 });
    expect(await call('GET', '/api/nothing')).toMatchObject({ status: 404, text: '{"message":"Not Found"}' });
  });

  test('refuses a function what its role does not allow', async () => {
    expect((await call('GET', '/api/intruder')).json()).toEqual({
      dynamodb: 'AccessDeniedException',
      s3: 'AccessDenied',
      states: 'AccessDeniedException',
    });
  });

  test('feeds the stream to its function', async () => {
    await call('PUT', '/api/records/streamed', 'x');
    await until(() => item('audit', 'streamed'));
  });

  test('parks a poison record and goes on behind it', async () => {
    await call('PUT', '/api/records/bad', 'poison');
    await call('PUT', '/api/records/after', 'x');
    await until(() => item('audit', 'after'));
    const { parked } = (await call('GET', '/_local/parked')).json();
    expect(parked).toMatchObject([{ source: expect.stringContaining('Area/AuditDynamoDBEventSource') }]);
    expect(await item('audit', 'bad')).toBeUndefined();
  });

  test('runs a flow over six days: token, wait, stamp', async () => {
    const { executionArn } = (await call('POST', '/api/flows', '{"id":"f1"}')).json();
    await until(() => item('token', 'f1'));
    await until(async () => (await call('POST', '/api/flows/f1', '{}')).status === 204);
    const inspect = () => sfn().send(new DescribeExecutionCommand({ executionArn }));
    expect((await inspect()).status).toBe('RUNNING');
    const before = cloud.clock.now();
    const moved = await ask(cloud.origin, {
      method: 'POST',
      path: '/_local/clock',
      body: JSON.stringify({ advanceMs: 6 * dayMs }),
      headers: { 'content-type': 'application/json' },
    });
    expect(Date.parse(moved.json().now) - before).toBeGreaterThanOrEqual(6 * dayMs);
    const done = await until(async () => {
      const description = await inspect();
      return description.status === 'SUCCEEDED' ? description : undefined;
    });
    const { id, stampedAt } = JSON.parse(done.output ?? '{}');
    expect(id).toBe('f1');
    expect(Date.parse(stampedAt)).toBeGreaterThanOrEqual(before + 6 * dayMs);
  });

  test('fired its schedule when the clock was moved', async () => {
    const ticks = await until(async () => {
      const query = { TableName: tableName(), KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'tick' } } };
      const { Items = [] } = await dynamodb().send(new QueryCommand(query));
      return Items.length > 0 ? Items : undefined;
    });
    expect(ticks).toHaveLength(1);
  });

  test('keeps objects locked until their day', async () => {
    const Bucket = cloud.template.buckets[0]?.name;
    const { Versions = [] } = await s3().send(new ListObjectVersionsCommand({ Bucket, Prefix: 'notes/7' }));
    const version = { Bucket, Key: 'notes/7', VersionId: Versions[0]?.VersionId };
    await expect(s3().send(new DeleteObjectCommand(version))).rejects.toMatchObject({ name: 'AccessDenied' });
    cloud.advance(31 * dayMs);
    await s3().send(new DeleteObjectCommand(version));
  });

  test('signs its staff in, at the time of its clock', async () => {
    const [account] = cloud.created;
    expect(account).toMatchObject({ loginName: 'wangfang', name: '王芳' });
    const { accessToken } = await signIn({ origin: cloud.origin, loginName: 'wangfang', password: account?.password ?? '' });
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ iss: `${cloud.origin}/oidc`, aud: 'anchang', sub: 'emp_1', roles: ['legal'] });
    expect(Math.abs(claims.iat * 1000 - cloud.clock.now())).toBeLessThan(10_000);
  });

  test('decodes paths and queries, and reports failures of functions as AWS does', async () => {
    expect((await call('GET', '/api/echo/a%20b?x=1&x=2')).json()).toMatchObject({
      rawPath: '/echo/a b',
      pathParameters: { name: 'a b' },
      queryStringParameters: { x: '1,2' },
    });
    for (const name of ['throw', 'crash'])
      expect(await call('GET', `/api/echo/${name}`)).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
    expect(await call('GET', '/api/echo/fine')).toMatchObject({ status: 200 });
    expect(lines.join('\n')).not.toContain('Bearer');
  }, 20_000);

  test('tells the console where to sign in, and lets it send files to S3', async () => {
    expect((await call('GET', '/config.json')).json()).toEqual({ issuer: '/oidc', clientId: 'console', isLocal: true });
    const { headers: given } = await call('GET', '/config.json');
    expect(given.get('content-security-policy')).toContain(`connect-src 'self' http://127.0.0.1:${cloud.ports.s3}`);
  });

  test('moves the clock only forward and only for its own pages', async () => {
    const move = (body: unknown, type = 'application/json') =>
      ask(cloud.origin, { method: 'POST', path: '/_local/clock', body: JSON.stringify(body), headers: { 'content-type': type } });
    expect(await move({ advanceMs: -1 })).toMatchObject({ status: 400 });
    expect(await move({ to: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 400 });
    expect(await move({ advanceMs: 'soon' })).toMatchObject({ status: 400 });
    expect(await move({ advanceMs: 1 }, 'text/plain')).toMatchObject({ status: 415 });
    const to = new Date(cloud.clock.now() + dayMs).toISOString();
    expect(Date.parse((await move({ to })).json().now)).toBeGreaterThanOrEqual(Date.parse(to));
  });

  test('names what it does not implement', async () => {
    await expect(dynamodb().send(new ScanCommand({ TableName: tableName() }))).rejects.toThrow('Scan');
    const response = await ask(cloud.origin, {
      method: 'POST',
      path: '/_local/aws/',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/sns/aws4_request' },
    });
    expect(response).toMatchObject({ status: 501, text: expect.stringContaining('does not implement the service sns') });
  });

  test('takes up again after it was closed, with its time', async () => {
    const { offsetMs } = (await call('GET', '/_local/clock')).json();
    await cloud.close();
    cloud = await boot({ assembly, data: join(folder.path, 'data'), port: 0 });
    expect(cloud.created).toEqual([]);
    expect(cloud.clock.now() - Date.now()).toBeGreaterThanOrEqual(offsetMs - 1000);
    expect((await call('GET', '/api/records/7')).json()).toMatchObject({ note: '合同' });
    expect((await dynamodb().send(new DescribeTableCommand({ TableName: tableName() }))).Table?.TableStatus).toBe('ACTIVE');
  });
});

describe('killed at random moments', () => {
  const data = join(folder.path, 'killed');
  const running = new Set<ChildProcess>();
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
  });

  async function start(): Promise<{ origin: string; kill(): Promise<void> }> {
    const script = fileURLToPath(new URL('./fixture/serve.ts', import.meta.url));
    const child = spawn(process.execPath, [script, assembly, data], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const [line] = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error(errors))),
    ]);
    return {
      origin: JSON.parse(line).origin,
      async kill() {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
        running.delete(child);
      },
    };
  }

  test('loses nothing that was acknowledged', async () => {
    const written: string[] = [];
    const flows: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { origin, kill } = await start();
      let isDead = false;
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        for (let count = 0; !isDead; count += 1) {
          const id = `${round}-${writer}-${count}`;
          const isFlow = count % 5 === 0;
          const request = isFlow
            ? { path: '/api/flows', method: 'POST', body: JSON.stringify({ id }) }
            : { path: `/api/records/${id}`, method: 'PUT', body: id };
          const response = await ask(origin, request).catch(() => undefined);
          if (response?.status === 201) written.push(id);
          if (response?.status === 202) flows.push(id);
        }
      });
      const enough = written.length + 5;
      await until(() => written.length >= enough);
      // Somewhere in the middle of whatever is under way then.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
      await kill();
      isDead = true;
      await Promise.all(writers);
    }
    const { origin, kill } = await start();
    for (const id of written) expect((await ask(origin, { path: `/api/records/${id}` })).json()).toMatchObject({ note: id });
    for (const id of flows) await until(async () => (await ask(origin, { path: `/api/flows/${id}`, method: 'POST', body: '{}' })).status === 204);
    await kill();
    expect(written.length).toBeGreaterThanOrEqual(15);
    expect(flows.length).toBeGreaterThanOrEqual(3);
  });

  test('moves its clock durably', async () => {
    const first = await start();
    const body = JSON.stringify({ advanceMs: 3 * dayMs });
    const moved = await ask(first.origin, { path: '/_local/clock', method: 'POST', body, headers: { 'content-type': 'application/json' } });
    await first.kill();
    const second = await start();
    const { now } = (await ask(second.origin, { path: '/_local/clock' })).json();
    expect(Date.parse(now)).toBeGreaterThanOrEqual(Date.parse(moved.json().now));
    await second.kill();
  });
});
