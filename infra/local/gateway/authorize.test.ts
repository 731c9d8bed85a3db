import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '../clock.ts';
import { createLambda } from '../lambda.ts';
import { createPermits } from '../permits.ts';
import type { Authorizer } from '../template/types.ts';
import { createAuthorize } from './authorize.ts';
import type { ApiEvent } from './event.ts';

const rsa = await generateKeyPair('RS256');
const elliptic = await generateKeyPair('ES256');
const stranger = await generateKeyPair('RS256');
const clock = createClock();
const lambda = createLambda({ functions: [], clock, environment: () => ({}), log: () => {} });
const authorize = createAuthorize({ lambda, permits: createPermits({ permissions: [], rolePolicies: {} }), clock });
let issuer = '';
const server = createServer(async (request, response) => {
  const keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' },
    { ...(await exportJWK(elliptic.publicKey)), kid: 'ec', alg: 'ES256' },
  ];
  const body = request.url?.includes('.well-known') ? { jwks_uri: `${issuer}/jwks` } : { keys };
  response.end(JSON.stringify(body));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has no text as address
});
afterAll(async () => {
  server.close();
  await lambda.close();
  clock.close();
});

const seconds = () => Math.floor(clock.now() / 1000);
const sign = (
  claims: Record<string, unknown> = {},
  key: { alg: string; kid: string; privateKey: CryptoKey } = { alg: 'RS256', kid: 'rsa', privateKey: rsa.privateKey },
) =>
  new SignJWT({ iss: issuer, aud: 'anchang', sub: 'emp_1', exp: seconds() + 60, scope: 'read write', groups: ['a', 'b'], ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid })
    .sign(key.privateKey);
const ask = (authorization: string | undefined, scopes: string[] = []) => {
  const authorizer: Authorizer = { id: 'a', kind: 'jwt', issuer, audience: ['anchang', 'other'], identitySource: '$request.header.Authorization' };
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const event: ApiEvent = { version: '2.0', routeKey: 'GET /', rawPath: '/', rawQueryString: '', headers, requestContext: {}, isBase64Encoded: false };
  return authorize(authorizer, { event, routeArn: 'arn', scopes });
};

test('a good token lets in and its claims are passed on as texts', async () => {
  expect(await ask(`Bearer ${await sign()}`)).toMatchObject({ context: { jwt: { claims: { sub: 'emp_1', groups: '[a b]' }, scopes: null } } });
});

test('a route may ask for one of several scopes', async () => {
  const token = await sign();
  expect(await ask(token, ['write', 'admin'])).toMatchObject({ context: { jwt: { scopes: ['read', 'write'] } } });
  expect(await ask(token, ['admin'])).toEqual({ status: 403 });
});

test('the clock decides when a token has expired', async () => {
  const token = await sign();
  expect(await ask(token)).toHaveProperty('context');
  clock.advance(61_000);
  expect(await ask(token)).toEqual({ status: 401 });
});

test.each([
  ['no token', async () => undefined],
  ['an empty one', async () => 'Bearer '],
  ['nonsense', async () => 'Bearer a.b.c'],
  ['another issuer', () => sign({ iss: 'http://127.0.0.1:1' })],
  ['another audience', () => sign({ aud: 'elsewhere' })],
  ['a token without end', () => sign({ exp: undefined })],
  ['a token of tomorrow', () => sign({ nbf: seconds() + 3600 })],
  ['an unknown key', () => sign({}, { alg: 'RS256', kid: 'rsa', privateKey: stranger.privateKey })],
  ['an elliptic signature, which API Gateway does not take', () => sign({}, { alg: 'ES256', kid: 'ec', privateKey: elliptic.privateKey })],
])('%s is refused', async (_, create) => {
  expect(await ask(await create())).toEqual({ status: 401 });
});
