import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clock, createClock } from '../clock.ts';
import { createLambda, type Lambda } from '../lambda.ts';
import { createPermits } from '../permits.ts';
import type { Api, Authorizer, Route } from '../template/types.ts';
import { temporaryFolder, writeFunction } from '../testing.ts';
import { createApi } from './api.ts';
import { type Gateway, openGateway } from './gateway.ts';

const folder = temporaryFolder();
const echo = writeFunction(folder.path, 'echo', 'export const handler = (event) => event');
const reply = writeFunction(folder.path, 'reply', 'export const handler = (event) => JSON.parse(event.body)');
const slow = writeFunction(folder.path, 'slow', 'export const handler = () => new Promise(() => {})');
const broken = writeFunction(folder.path, 'broken', 'export const handler = () => { throw new Error("secret") }');
const closed = writeFunction(folder.path, 'closed', 'export const handler = () => 1');
const guard = writeFunction(
  folder.path,
  'guard',
  `let calls = 0
export const handler = ({ headers, type, identitySource }) => {
  calls += 1
  if (headers.authorization === 'crash') throw new Error('no')
  if (headers.authorization === 'odd') return { ok: true }
  return { isAuthorized: headers.authorization === 'good', context: { calls, type, identitySource } }
}`,
);
const arn = 'arn:aws:execute-api:us-east-1:000000000000:api1';
const authorizer: Authorizer = {
  id: 'auth1',
  kind: 'lambda',
  functionArn: guard.arn,
  ttlSeconds: 60,
  identitySources: ['$request.header.Authorization'],
  arn: `${arn}/authorizers/auth1`,
};
const route = (key: string, functionArn: string, rest: Partial<Route> = {}): Route => {
  const [method, path] = key === '$default' ? [] : key.split(' ');
  return { key, method, path, functionArn, timeoutMs: 2000, scopes: [], ...rest };
};
const api: Api = {
  id: 'api1',
  arn,
  stage: '$default',
  routes: [
    route('ANY /echo', echo.arn),
    route('GET /units/{id}', echo.arn),
    route('GET /units/board', echo.arn),
    route('ANY /units/{id}', echo.arn),
    route('GET /units/{proxy+}', echo.arn),
    route('POST /reply', reply.arn),
    route('GET /slow', slow.arn, { timeoutMs: 50 }),
    route('GET /broken', broken.arn),
    route('GET /closed', closed.arn),
    route('GET /guarded', echo.arn, { authorizer }),
    route('GET /scarce', echo.arn, { throttle: { burst: 2, perSecond: 0.001 } }),
  ],
  cors: { origins: ['https://a.example'], methods: ['*'], headers: ['x-a'], exposed: ['x-b'], maxAgeSeconds: 60, hasCredentials: true },
};

let gateway: Gateway;
let lambda: Lambda;
let clock: Clock;
let origin = '';
const lines: string[] = [];
beforeAll(async () => {
  clock = createClock();
  const functions = [echo, reply, slow, broken, closed, guard];
  lambda = createLambda({ functions, clock, environment: () => ({}), log: () => {} });
  const granted = functions.filter((fn) => fn !== closed).map((fn) => fn.arn);
  const permissions = granted.map((functionArn) => ({ functionArn, service: 'apigateway.amazonaws.com', sourceArn: `${arn}/*` }));
  const handle = createApi({ api, lambda, permits: createPermits({ permissions, rolePolicies: {} }), clock });
  gateway = await openGateway({ port: 0, log: (source, line) => lines.push(`${source} ${line}`) });
  origin = `http://127.0.0.1:${gateway.port}`;
  gateway.mount({ '/': handle });
});
afterAll(async () => {
  await gateway.close();
  await lambda.close();
  clock.close();
  folder[Symbol.dispose]();
});
const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(origin + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === '' ? undefined : JSON.parse(text) };
};
const answer = (value: unknown) => get('/reply', { method: 'POST', body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });

describe('routes', () => {
  test.each([
    ['GET', '/units/board', 'GET /units/board', undefined],
    ['GET', '/units/7', 'GET /units/{id}', { id: '7' }],
    ['GET', '/units/7/', 'GET /units/{id}', { id: '7' }],
    ['PUT', '/units/7', 'ANY /units/{id}', { id: '7' }],
    ['GET', '/units/7/floors/2', 'GET /units/{proxy+}', { proxy: '7/floors/2' }],
    ['GET', '/units/%E6%A1%88%2F1', 'GET /units/{id}', { id: '案/1' }],
  ])('%s %s goes to %s', async (method, path, key, pathParameters) => {
    const { body } = await get(path, { method });
    expect(body).toMatchObject({ routeKey: key });
    expect(body.pathParameters).toEqual(pathParameters);
  });

  test.each([
    ['GET', '/nowhere', 404, 'Not Found'],
    ['POST', '/units/1/2', 404, 'Not Found'],
    ['GET', '/units/%E6%A1', 400, 'Bad Request'],
    ['GET', '/broken', 500, 'Internal Server Error'],
    ['GET', '/closed', 500, 'Internal Server Error'],
    ['GET', '/slow', 503, 'Service Unavailable'],
  ])('%s %s answers %i', async (method, path, status, message) => {
    expect(await get(path, { method })).toMatchObject({ status, body: { message } });
  });
});

describe('the event', () => {
  test('has payload format 2.0', async () => {
    const { body } = await get('/echo?a=1&a=2&b=%20c', { headers: { cookie: 'x=1; y=2', 'X-Two': 'v' } });
    expect(body).toMatchObject({
      version: '2.0',
      rawPath: '/echo',
      rawQueryString: 'a=1&a=2&b=%20c',
      queryStringParameters: { a: '1,2', b: ' c' },
      cookies: ['x=1', 'y=2'],
      headers: { 'x-two': 'v' },
      isBase64Encoded: false,
      requestContext: { apiId: 'api1', stage: '$default', accountId: '000000000000', http: { method: 'GET', path: '/echo' } },
    });
    expect(body.headers).not.toHaveProperty('cookie');
    expect(body).not.toHaveProperty('body');
    expect(body.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  test.each([
    ['application/json', false],
    ['application/problem+json; charset=utf-8', false],
    ['text/csv', false],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
  ])('carries a body of %s in Base64: %s', async (type, isBase64Encoded) => {
    const { body } = await get('/echo', { method: 'POST', body: '案场', headers: { 'content-type': type } });
    expect(body.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(body.body, isBase64Encoded ? 'base64' : 'utf8').toString()).toBe('案场');
  });

  test('is refused above 10 MB', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect(await get('/echo', { method: 'POST', body })).toMatchObject({ status: 413, body: { message: 'Request Entity Too Large' } });
  });
});

describe('the answer', () => {
  test('may be a whole response', async () => {
    const response = await fetch(`${origin}/reply`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        statusCode: 201,
        headers: { 'X-A': 1, 'content-type': 'text/plain' },
        cookies: ['a=1', 'b=2'],
        body: 'YWI=',
        isBase64Encoded: true,
      }),
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-a')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('ab');
  });

  test('is the body of a 200 when it has no status', async () => {
    expect(await answer({ a: 1 })).toMatchObject({ status: 200, body: { a: 1 } });
    expect(await answer([1])).toMatchObject({ status: 200, body: [1] });
  });

  test.each([{ statusCode: 'x' }, { statusCode: 99 }, { statusCode: 200, body: {} }])('is a 500 when it is malformed: %j', async (value) => {
    expect(await answer(value)).toMatchObject({ status: 500, body: { message: 'Internal Server Error' } });
  });
});

describe('an authorizer', () => {
  const ask = (authorization?: string) => get('/guarded', { headers: authorization ? { authorization } : {} });

  test('lets in and passes its context on, and is asked once a minute', async () => {
    const first = await ask('good');
    expect(first.body.requestContext.authorizer.lambda).toEqual({ calls: expect.any(Number), type: 'REQUEST', identitySource: ['good'] });
    const { calls } = first.body.requestContext.authorizer.lambda;
    expect((await ask('good')).body.requestContext.authorizer.lambda.calls).toBe(calls);
    clock.advance(61_000);
    expect((await ask('good')).body.requestContext.authorizer.lambda.calls).toBeGreaterThan(calls);
  });

  test.each([
    [undefined, 401, 'Unauthorized'],
    ['bad', 403, 'Forbidden'],
    ['odd', 500, 'Internal Server Error'],
    ['crash', 500, 'Internal Server Error'],
  ])('given %s answers %i', async (authorization, status, message) => {
    expect(await ask(authorization)).toMatchObject({ status, body: { message } });
  });
});

describe('requests of other origins', () => {
  const preflight = { 'access-control-request-method': 'PUT' };
  test('a preflight is answered by the rules', async () => {
    const { status, headers } = await get('/echo', { method: 'OPTIONS', headers: { ...preflight, origin: 'https://a.example' } });
    expect(status).toBe(204);
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': '*',
      'access-control-allow-headers': 'x-a',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '60',
      vary: 'origin',
    });
  });
  test('a stranger gets no permission', async () => {
    const { headers } = await get('/echo', { method: 'OPTIONS', headers: { ...preflight, origin: 'https://b.example' } });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
  test('an answer, also a refusal, may be read', async () => {
    for (const path of ['/echo', '/nowhere']) {
      const { headers } = await get(path, { headers: { origin: 'https://a.example' } });
      expect(headers.get('access-control-allow-origin')).toBe('https://a.example');
      expect(headers.get('access-control-expose-headers')).toBe('x-b');
    }
  });
});

test('more requests than the stage allows are turned away', async () => {
  const statuses = [await get('/scarce'), await get('/scarce'), await get('/scarce')].map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 429]);
});

test('the access log has neither paths nor queries', async () => {
  await get('/units/330102199001011234?name=wang');
  expect(lines.join('\n')).not.toMatch(/330102199001011234|wang/);
});

describe('the address', () => {
  const raw = (host: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(gateway.port, '127.0.0.1', () => socket.write(`GET /echo HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => resolve(text.split('\r\n')[0] ?? ''));
      socket.on('error', reject);
    });
  test('is no other name that leads to this machine', async () => {
    expect(await raw('office.example')).toContain('421');
    expect(await raw(`localhost:${gateway.port}`)).toContain('308');
    expect(await raw(`127.0.0.1:${gateway.port}`)).toContain('200');
  });
  test('a busy port is refused with its code', async () => {
    await expect(openGateway({ port: gateway.port, log: () => {} })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
