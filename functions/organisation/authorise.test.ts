import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { employee } from '../../shared/areas/organisation/employee.resource.ts';
import { change, create } from '../kit/records/write.ts';
import { office, type TestOffice } from '../kit/testing.ts';
import { handler } from './authorise.ts';

let site: TestOffice;
let server: Server;
let issuer: string;
const [rsa, other, hmac] = [await generateKeyPair('RS256'), await generateKeyPair('RS256'), new Uint8Array(32).fill(7)];
const elliptic = await generateKeyPair('EdDSA');
const start = '2026-03-02T01:00:00.000Z';
const nowSeconds = Date.parse(start) / 1000;

beforeAll(async () => {
  site = await office();
  site.at(start);
  const keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' },
    { ...(await exportJWK(elliptic.publicKey)), kid: 'ed', alg: 'EdDSA' },
  ];
  server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'anchang', OIDC_JWKS_URI: '' });
  const { records } = site.open().context;
  await records.write([
    create(employee, { name: '王经理', login: 'wang', roles: ['salesManager'], projects: ['prj_1'], department: 'dep_1' }),
    create(employee, { name: '陈总', login: 'chen', roles: ['generalManager'], isGroupWide: true }),
    create(employee, { name: '已离职', login: 'gone', roles: ['finance'] }, { status: 'left' }),
  ]);
});
afterAll(async () => {
  server.close();
  await site.stop();
});

type Token = { claims?: object; header?: Partial<JWTHeaderParameters>; key?: Parameters<SignJWT['sign']>[0] };
const token = ({ claims = {}, header = {}, key = rsa.privateKey }: Token = {}) =>
  new SignJWT({ iss: issuer, aud: 'anchang', sub: 'wang', iat: nowSeconds, exp: nowSeconds + 600, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'rsa', ...header })
    .sign(key);
const ask = async (authorization: string) => {
  const event = { headers: { authorization }, requestContext: { requestId: 'r1' } };
  return handler(event as unknown as Parameters<typeof handler>[0]); // what the authoriser reads of an event
};
const asks = async (given: Token) => ask(`Bearer ${await token(given)}`);

describe('a token that holds', () => {
  it('makes its employee the actor, with posts and projects from the office’s own records', async () => {
    const { isAuthorized, context } = await asks({});
    expect(isAuthorized).toBe(true);
    expect(JSON.parse(context.actor ?? '')).toEqual({
      id: expect.stringMatching(/^emp_/),
      name: '王经理',
      roles: ['salesManager'],
      projects: ['prj_1'],
      department: 'dep_1',
    });
    const leader = await asks({ claims: { sub: 'x-123', preferred_username: 'chen' } });
    expect(JSON.parse(leader.context.actor ?? '')).toMatchObject({ name: '陈总', projects: '*' });
  });

  it('may be signed with any allowed algorithm, and be of any access type', async () => {
    expect((await asks({ header: { alg: 'EdDSA', kid: 'ed' }, key: elliptic.privateKey })).isAuthorized).toBe(true);
    for (const typ of ['JWT', 'application/at+jwt', 'AT+JWT']) expect((await asks({ header: { typ } })).isAuthorized).toBe(true);
  });

  it('is allowed 30 seconds of difference between clocks', async () => {
    expect((await asks({ claims: { exp: nowSeconds - 20 } })).isAuthorized).toBe(true);
    expect((await asks({ claims: { nbf: nowSeconds + 20 } })).isAuthorized).toBe(true);
  });
});

/** Tokens that do not hold. */
const bad: Readonly<Record<string, () => Token>> = {
  'signed by another key': () => ({ key: other.privateKey }),
  'with an unknown key id': () => ({ header: { kid: 'none' } }),
  'signed with a shared secret': () => ({ header: { alg: 'HS256' }, key: hmac }),
  'of another issuer': () => ({ claims: { iss: 'http://127.0.0.1:1' } }),
  'for another audience': () => ({ claims: { aud: 'other' } }),
  'that has expired': () => ({ claims: { exp: nowSeconds - 31 } }),
  'that never expires': () => ({ claims: { exp: undefined } }),
  'that is not valid yet': () => ({ claims: { nbf: nowSeconds + 60 } }),
  'of another type': () => ({ header: { typ: 'dpop+jwt' } }),
  'of no type': () => ({ header: { typ: undefined } }),
  'of nobody in the office': () => ({ claims: { sub: 'nobody' } }),
  'of somebody who has left': () => ({ claims: { sub: 'gone' } }),
  'without a name': () => ({ claims: { sub: undefined } }),
  'that brings its own key': () => ({ key: other.privateKey, header: { kid: undefined, jku: 'http://127.0.0.1:1/jwks' } }),
};

describe('a token that does not hold', () => {
  it.each(Object.entries(bad))('%s is refused', async (_, given) => {
    expect(await asks(given())).toEqual({ isAuthorized: false, context: {} });
  });

  it('is refused when it is none, unsigned, altered or of another scheme', async () => {
    const good = await token();
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${good.split('.')[1]}.`;
    const altered = good.replace(/\.(.)/, (_, letter: string) => `.${letter === 'e' ? 'f' : 'e'}`);
    for (const text of ['', 'Bearer ', 'Bearer x', `Basic ${good}`, `Bearer ${unsigned}`, `Bearer ${altered}`, `Bearer ${good} ${good}`, good]) {
      expect(await ask(text)).toEqual({ isAuthorized: false, context: {} });
    }
  });
});

it('lets somebody out within 60 seconds of leaving', async () => {
  const { records } = site.open().context;
  await records.write([create(employee, { name: '小赵', login: 'zhao', roles: ['finance'], projects: [] })]);
  const claims = { sub: 'zhao', exp: nowSeconds + 3600 };
  expect((await asks({ claims })).isAuthorized).toBe(true);
  const item = await records.find(employee, 'login', { login: 'zhao' });
  if (!item) throw new Error('expected the employee');
  await records.write([change(employee, item, {}, { event: 'employee.left', to: 'left', from: ['active'] })]);
  site.advance(61_000);
  expect((await asks({ claims })).isAuthorized).toBe(false);
});

it('spends no call on somebody it has just seen (D1)', async () => {
  await asks({ claims: { sub: 'chen' } });
  expect((await site.cost(() => asks({ claims: { sub: 'chen' } }))).calls).toBe(0);
});
