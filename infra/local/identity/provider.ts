import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Context, interactionPolicy } from 'oidc-provider';
import { findAccount } from './accounts.ts';
import { createAdapter } from './adapter.ts';
import { logoutPage, noticePage, pageHeaders } from './pages.ts';

export type Issuer = {
  /** Such as http://127.0.0.1:8080/oidc. */
  issuer: string;
  /** `aud` of every access token. */
  audience: string;
  clientId: string;
  /** Where the console may be sent back to. */
  redirectUris: string[];
  logoutUris: string[];
};

const scopes = ['openid', 'profile', 'offline_access'];
const apiScope = 'api';
/** The clock may be moved by weeks in one step; a refresh token must outlive that. In seconds. */
const ttl = {
  AccessToken: 3600,
  AuthorizationCode: 60,
  Grant: 90 * 86_400,
  IdToken: 3600,
  Interaction: 3600,
  RefreshToken: 90 * 86_400,
  Session: 14 * 86_400,
};
const routes = {
  authorization: '/authorize',
  end_session: '/logout',
  jwks: '/jwks',
  revocation: '/revoke',
  token: '/token',
  userinfo: '/userinfo',
};

/**
 * The OpenID provider: authorization code with PKCE for one public client, ES256 access tokens for one audience.
 *
 * @example
 * const provider = await createProvider(db, { issuer, audience: 'anchang', clientId: 'console', redirectUris, logoutUris })
 */
export async function createProvider(db: DatabaseSync, options: Issuer): Promise<Provider> {
  const { audience } = options;
  // A resource indicator must be a URI (RFC 8707); the audience it stands for need not be one.
  const resource = `urn:audience:${encodeURIComponent(audience)}`;
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const provider = new Provider(options.issuer, {
    adapter: createAdapter(db),
    jwks: await keep(db, 'jwks', createKeys),
    cookies: {
      keys: await keep(db, 'cookies', async () => [randomBytes(32).toString('hex')]),
      long: { signed: true, sameSite: 'lax' },
      short: { signed: true, sameSite: 'lax' },
    },
    clients: [
      {
        client_id: options.clientId,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: options.redirectUris,
        post_logout_redirect_uris: options.logoutUris,
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    scopes: [...scopes, apiScope],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    pkce: { required: () => true },
    routes,
    ttl,
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    // Browsers name the origin of a POST also where it is the issuer's own.
    clientBasedCORS: (_: unknown, origin: string) => options.redirectUris.some((uri) => new URL(uri).origin === origin),
    interactions: { policy, url: (_: unknown, { uid }: { uid: string }) => `${new URL(options.issuer).pathname}/login/${uid}` },
    features: featuresOf(audience, resource),
    findAccount: (_: unknown, id: string) => toOidcAccount(db, id),
    extraTokenClaims: (_: unknown, token: { accountId?: string }) => extraClaims(db, token.accountId),
    loadExistingGrant: (context: Context) => grantEverything(context, resource),
    renderError,
  });
  return provider;
}

function featuresOf(audience: string, resource: string) {
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: apiScope,
        audience,
        accessTokenFormat: 'jwt',
        accessTokenTTL: ttl.AccessToken,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  };
}

function toOidcAccount(db: DatabaseSync, id: string) {
  const account = findAccount(db, id);
  if (!account) return undefined;
  const claims = { sub: id, name: account.name, preferred_username: account.loginName };
  return { accountId: id, claims: () => claims };
}

function extraClaims(db: DatabaseSync, id: string | undefined): Record<string, unknown> | undefined {
  const account = id === undefined ? undefined : findAccount(db, id);
  return account && { name: account.name, preferred_username: account.loginName, ...account.claims };
}

/** The console belongs to the office, so nobody is asked for consent. */
async function grantEverything(context: Context, resource: string) {
  const { provider, session, client } = context.oidc;
  const known = session.grantIdFor(client.clientId);
  const existing = known === undefined ? undefined : await provider.Grant.find(known);
  if (existing) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(scopes.join(' '));
  grant.addResourceScope(resource, apiScope);
  await grant.save();
  return grant;
}

async function createKeys() {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomUUID() }] };
}

/** A value that is made once and then stays the same. */
async function keep<T>(db: DatabaseSync, name: string, create: () => Promise<T>): Promise<T> {
  const row = db.prepare('SELECT value FROM keys WHERE name = ?').get(name);
  if (row) return JSON.parse(String(row.value));
  const value = await create();
  db.prepare('INSERT INTO keys VALUES (?, ?)').run(name, JSON.stringify(value));
  return value;
}

function show(context: Context, html: string): void {
  context.set(pageHeaders);
  context.type = 'html';
  context.body = html;
}

function logoutSource(context: Context, form: string): void {
  show(context, logoutPage(form));
}

function postLogoutSuccessSource(context: Context): void {
  show(context, noticePage('已退出。', 'You have signed out.'));
}

function renderError(context: Context, error: { error: string; error_description?: string }): void {
  show(context, noticePage(`登录请求有误:${error.error}`, error.error_description ?? error.error));
}
