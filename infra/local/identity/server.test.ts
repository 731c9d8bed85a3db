import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGateway, proxyTo } from '../gateway/gateway.ts';
import { temporaryFolder, until } from '../testing.ts';
import { ensureAccounts } from './accounts.ts';
import { serve } from './server.ts';
import { signIn } from './sign-in.ts';

const folder = temporaryFolder();
const wang = { id: 'emp_1', loginName: 'wangfang', name: '王芳', claims: { roles: ['legal'] } };
const li = { id: 'emp_2', loginName: 'lina', name: '李娜' };
const passwords: Record<string, string> = {};
let origin = '';
let stop = async () => {};

/** The issuer behind the gateway, as in the office. */
async function start() {
  const gateway = await openGateway({ port: Number(new URL(origin || 'http://x:0').port), log: () => {} });
  origin = `http://127.0.0.1:${gateway.port}`;
  const identity = await serve({
    dir: folder.path,
    port: 0,
    issuer: `${origin}/oidc`,
    audience: 'anchang',
    clientId: 'console',
    redirectUris: [`${origin}/callback`],
    logoutUris: [`${origin}/`],
  });
  gateway.mount({ '/oidc': proxyTo(identity.port) });
  stop = async () => {
    await gateway.close();
    await identity.close();
  };
}
beforeAll(async () => {
  for (const { loginName, password } of await ensureAccounts(folder.path, [wang, li])) passwords[loginName] = password;
  await start();
});
afterAll(async () => {
  await stop();
  folder[Symbol.dispose]();
});
const enter = (loginName: string, password = passwords[loginName] ?? '') => signIn({ origin, loginName, password });
const authorize = (overrides: Record<string, string> = {}) => {
  const query = {
    client_id: 'console',
    response_type: 'code',
    redirect_uri: `${origin}/callback`,
    scope: 'openid',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...overrides,
  };
  const filled = Object.entries(query).filter(([, value]) => value !== '');
  return fetch(`${origin}/oidc/authorize?${new URLSearchParams(filled)}`, { redirect: 'manual' });
};
const token = (form: Record<string, string>) => fetch(`${origin}/oidc/token`, { method: 'POST', body: new URLSearchParams(form) });

test('the console may renew its token from a browser, a page of another origin may not', async () => {
  const renew = async (from: string) => {
    const { refreshToken } = await enter('wangfang');
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'console', refresh_token: refreshToken });
    return fetch(`${origin}/oidc/token`, { method: 'POST', headers: { origin: from }, body });
  };
  expect((await renew(origin)).status).toBe(200);
  expect((await renew('http://stranger.example')).status).toBe(400);
});

test('accounts get readable passwords, once', async () => {
  expect(passwords.wangfang).toMatch(/^([a-z]{4}-){4}\d\d$/);
  expect(passwords.wangfang).not.toBe(passwords.lina);
  expect(await ensureAccounts(folder.path, [wang, li])).toEqual([]);
});

test('a person signs in and gets an access token for the API', async () => {
  const { accessToken, idToken, expiresInSeconds } = await enter('wangfang');
  const keys = createRemoteJWKSet(new URL(`${origin}/oidc/jwks`));
  const { payload, protectedHeader } = await jwtVerify(accessToken, keys, { issuer: `${origin}/oidc`, audience: 'anchang' });
  expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  expect(payload).toMatchObject({ sub: 'emp_1', name: '王芳', roles: ['legal'], client_id: 'console' });
  expect(expiresInSeconds).toBe(3600);
  expect(decodeJwt(idToken)).toMatchObject({ sub: 'emp_1', preferred_username: 'wangfang', aud: 'console' });
});

test('a refresh token is good once', async () => {
  const { refreshToken } = await enter('wangfang');
  const form = { grant_type: 'refresh_token', client_id: 'console', refresh_token: refreshToken };
  const first = await token(form);
  expect(first.status).toBe(200);
  expect(decodeJwt(String((await first.json()).access_token))).toMatchObject({ sub: 'emp_1', aud: 'anchang' });
  expect((await token(form)).status).toBe(400);
});

test('changed names and roles are in the next token', async () => {
  await ensureAccounts(folder.path, [{ ...wang, claims: { roles: ['legal', 'auditor'] } }]);
  expect(decodeJwt((await enter('wangfang')).accessToken)).toMatchObject({ roles: ['legal', 'auditor'] });
});

test('keys, accounts and refresh tokens survive a restart', async () => {
  const { accessToken, refreshToken } = await enter('wangfang');
  await stop();
  // Connections that are kept alive find out that the other side is gone.
  await until(() =>
    fetch(origin).then(
      () => false,
      () => true,
    ),
  );
  await start();
  const keys = createRemoteJWKSet(new URL(`${origin}/oidc/jwks`));
  await jwtVerify(accessToken, keys, { issuer: `${origin}/oidc` });
  expect((await token({ grant_type: 'refresh_token', client_id: 'console', refresh_token: refreshToken })).status).toBe(200);
  expect((await enter('lina')).accessToken).toBeTruthy();
});

describe('refused are', () => {
  test('a wrong password and an unknown name, in the same words', async () => {
    await expect(enter('wangfang', 'wrong')).rejects.toThrow('401');
    await expect(enter('nobody', 'wrong')).rejects.toThrow('401');
    await enter('wangfang');
  });

  test('all passwords after five wrong ones, for 15 minutes', async () => {
    for (let count = 0; count < 5; count += 1) await expect(enter('lina', 'wrong')).rejects.toThrow('401');
    await expect(enter('lina')).rejects.toThrow('429');
    const { now } = Date;
    Date.now = () => now() + 16 * 60_000;
    try {
      await enter('lina');
    } finally {
      Date.now = now;
    }
  });

  test('many guesses at once', async () => {
    const guesses = await Promise.allSettled(Array.from({ length: 12 }, () => enter('guessed', 'wrong')));
    const answers = guesses.map((guess) => (guess.status === 'rejected' ? guess.reason.message : 'let in'));
    expect(answers.filter((message) => message.includes('401'))).toHaveLength(5);
    expect(answers.filter((message) => message.includes('429'))).toHaveLength(7);
  });

  test.each([
    ['a request without PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an implicit flow', { response_type: 'id_token', nonce: 'n' }, 'unsupported_response_type'],
  ])('%s', async (_, overrides, error) => {
    const response = await authorize(overrides);
    const location = new URL(response.headers.get('location') ?? 'x:');
    expect(location.searchParams.get('error') ?? new URLSearchParams(location.hash.slice(1)).get('error')).toBe(error);
  });

  test.each<Record<string, string>>([{ redirect_uri: 'http://evil.example/callback' }, { client_id: 'other' }])('strangers: %j', async (overrides) => {
    const response = await authorize(overrides);
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).toContain('登录请求有误');
  });

  test('a form without its cookie', async () => {
    const location = (await authorize()).headers.get('location') ?? '';
    const response = await fetch(origin + location, { method: 'POST', body: new URLSearchParams({ login: 'wangfang' }) });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('登录页面已过期');
  });
});

test('the page is Chinese first, needs nothing from elsewhere and keeps the typed name, escaped', async () => {
  const started = await authorize();
  const cookie = started.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const address = origin + started.headers.get('location');
  const page = await (await fetch(address, { headers: { cookie } })).text();
  expect(page).toContain('<html lang="zh-CN">');
  expect(page).toContain('<title>案场 登录</title>');
  expect(page).not.toMatch(/(src|href)="?(https?:)?\/\//);
  expect(page).not.toContain('<script');
  const body = new URLSearchParams({ login: '"><b>', password: 'x' });
  const refused = await fetch(address, { method: 'POST', headers: { cookie }, body });
  const text = await refused.text();
  expect(text).toContain('账号或密码不正确');
  expect(text).toContain('value="&#34;&#62;&#60;b&#62;"');
  expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'");
});
