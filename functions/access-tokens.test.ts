import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportPKCS8, exportSPKI, type GenerateKeyPairResult, generateKeyPair, importPKCS8, type JWTHeaderParameters, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { employee } from '../shared/areas/organisation/employee.resource.ts';
import { start } from './fixture/whole-office.ts';
import { create } from './kit/records/write.ts';
import { office, type TestOffice } from './kit/testing.ts';
import { handler } from './organisation/authorise.ts';

let site: TestOffice;
let server: Server;
let issuer: string;
/** Addresses that were asked for at the issuer's. */
const asked: string[] = [];
type Pair = GenerateKeyPairResult;
const makeKeys = (alg: string) => generateKeyPair(alg, { extractable: true });
const [signing, next, attacker, curve, open] = await Promise.all([
  makeKeys('RS256'),
  makeKeys('RS256'),
  makeKeys('RS256'),
  makeKeys('ES256'),
  makeKeys('RS256'),
]);
/** The last one says of no algorithm that it is for that alone, so only our own list stands in the way of the others. */
const published: { kid: string; alg?: string; pair: Pair }[] = [
  { kid: 'rsa', alg: 'RS256', pair: signing },
  { kid: 'ec', alg: 'ES256', pair: curve },
  { kid: 'open', pair: open },
];
const nowSeconds = Date.parse(start) / 1000;

beforeAll(async () => {
  site = await office();
  site.at(start);
  server = createServer(async (request, response) => {
    asked.push(request.url ?? '');
    const keys = await Promise.all(published.map(async ({ kid, alg, pair }) => ({ ...(await exportJWK(pair.publicKey)), kid, ...(alg ? { alg } : {}) })));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'anchang', OIDC_JWKS_URI: '' });
  await site.open().context.records.write([create(employee, { name: '王经理', login: 'wang', roles: ['salesManager'], isGroupWide: true })]);
});
afterAll(async () => {
  server.close();
  await site.stop();
});

type Token = { header?: Partial<JWTHeaderParameters>; claims?: object; key?: Parameters<SignJWT['sign']>[0] };
const sign = ({ header = {}, claims = {}, key = signing.privateKey }: Token = {}) =>
  new SignJWT({ iss: issuer, aud: 'anchang', sub: 'wang', exp: nowSeconds + 86_400, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'rsa', ...header })
    .sign(key);
const isLetIn = async (token: string): Promise<boolean> => {
  const event = { headers: { authorization: `Bearer ${token}` }, requestContext: { requestId: 'r1' } };
  return (await handler(event as unknown as Parameters<typeof handler>[0])).isAuthorized; // what the authoriser reads of an event
};

/** A key signs by the algorithm that it was made for, so the issuer's open key is read anew for another. */
const byOpenKey = async (alg: string): Promise<Token> => ({ header: { alg, kid: 'open' }, key: await importPKCS8(await exportPKCS8(open.privateKey), alg) });

/** Tokens by which others have been deceived. */
const bad: Readonly<Record<string, () => Promise<string>>> = {
  'signed by the public key as if it were a shared secret': async () =>
    sign({ header: { alg: 'HS256' }, key: new TextEncoder().encode(await exportSPKI(signing.publicKey)) }),
  'signed by the public key’s modulus': async () =>
    sign({ header: { alg: 'HS256' }, key: new TextEncoder().encode((await exportJWK(signing.publicKey)).n?.slice(0, 64)) }),
  'signed by another kind of key than its header says': () => sign({ header: { alg: 'ES256', kid: 'rsa' }, key: curve.privateKey }),
  'whose key id is a path': () => sign({ header: { kid: '../../../../dev/null' }, key: attacker.privateKey }),
  'whose key id is a query': () => sign({ header: { kid: "x' UNION SELECT 'a" }, key: attacker.privateKey }),
  'whose key id is inherited': () => sign({ header: { kid: '__proto__' }, key: attacker.privateKey }),
  'signed by an algorithm that is not on our list, by a key of the issuer that could': async () => sign(await byOpenKey('RS512')),
  'signed by a padded algorithm that is not on our list': async () => sign(await byOpenKey('PS384')),
  'that brings its key': async () => sign({ header: { jwk: await exportJWK(attacker.publicKey) }, key: attacker.privateKey }),
  'that names where its key is': () => sign({ header: { jku: `${issuer}/attacker`, kid: 'attacker' }, key: attacker.privateKey }),
  'that names where its certificate is': () => sign({ header: { x5u: `${issuer}/certificate` }, key: attacker.privateKey }),
  'that brings its certificate': () => sign({ header: { x5c: ['MIIB'] }, key: attacker.privateKey }),
  'that asks for what nobody understands': () => sign({ header: { crit: ['exp'] } }).catch(() => 'a.b.c'),
  'that is an ID token for the console': () => sign({ header: { typ: 'JWT' }, claims: { aud: 'console', nonce: 'n' } }),
  'that is an ID token for the same audience': () => sign({ header: { typ: 'JWT' }, claims: { nonce: 'n' } }),
  'that is an ID token with the hash of another': () => sign({ header: { typ: 'JWT' }, claims: { at_hash: 'x' } }),
  'that is an ID token with the hash of a code': () => sign({ header: { typ: 'JWT' }, claims: { c_hash: 'x' } }),
  'of an issuer whose name begins alike': () => sign({ claims: { iss: `${issuer}.example` } }),
  'of an issuer with a stroke at its end': () => sign({ claims: { iss: `${issuer}/` } }),
  'whose audience begins alike': () => sign({ claims: { aud: ['anchang2', 'ancha'] } }),
  'whose times are texts': () => sign({ claims: { exp: '9999999999' } }).catch(() => 'a.b.c'),
};

it.each(Object.entries(bad))('refuses a token %s', async (_, make) => {
  expect(await isLetIn(await make())).toBe(false);
  expect(asked.filter((url) => url !== '/jwks')).toEqual([]);
});

it('lets in by what it was compared with, so that the refusals above are about the tokens', async () => {
  expect(await isLetIn(await sign())).toBe(true);
  expect(await isLetIn(await sign({ header: { alg: 'ES256', kid: 'ec' }, key: curve.privateKey }))).toBe(true);
  expect(await isLetIn(await sign(await byOpenKey('RS256')))).toBe(true);
  expect(await isLetIn(await sign(await byOpenKey('PS256')))).toBe(true);
  expect(await isLetIn(await sign({ header: { typ: 'JWT' }, claims: { aud: ['other', 'anchang'] } }))).toBe(true);
});

it('takes a new key of the issuer once it is published, and drops one that was withdrawn', async () => {
  const token = await sign({ header: { kid: 'next' }, key: next.privateKey });
  expect(await isLetIn(token)).toBe(false);
  published.push({ kid: 'next', alg: 'RS256', pair: next });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  site.at(start);
  expect(await isLetIn(token)).toBe(true);
  published.shift();
  // The keys are asked for again after ten minutes at the latest.
  vi.setSystemTime(Date.now() + 11 * 60_000);
  site.at(start);
  expect(await isLetIn(await sign())).toBe(false);
  expect(await isLetIn(token)).toBe(true);
  vi.useRealTimers();
});
