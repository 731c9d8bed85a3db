import type { Config } from '../config.ts';

/**
 * Sign-in by OpenID Connect: authorization code with PKCE. The access token lives in memory; the refresh token in
 * `sessionStorage`, so that a reload keeps the session and closing the tab ends it.
 */
export type Tokens = { readonly access: string; readonly expiresAt: number };
type Pending = { readonly verifier: string; readonly state: string; readonly returnTo: string };
type Endpoints = {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly end_session_endpoint?: string;
  readonly revocation_endpoint?: string;
};

const refreshKey = 'anchang.refresh';
const idTokenKey = 'anchang.idToken';
const pendingKey = 'anchang.signIn';
const endpointsKey = 'anchang.endpoints';
/** Renewed this long before it runs out, in milliseconds. */
const leeway = 20_000;
export const callbackPath = '/callback';

let tokens: Tokens | undefined;
let renewal: Promise<Tokens | undefined> | undefined;

/** Leaves for the issuer's sign-in page; `returnTo` is a path of the console. */
export async function signIn(config: Config, returnTo: string): Promise<void> {
  location.assign(await authorizationUrl(config, returnTo));
}

/** Signs in again in a small window, so that what is on the page stays; resolves when it worked. */
export async function signInBeside(config: Config): Promise<boolean> {
  const popup = window.open(await authorizationUrl(config, '/'), 'anchang-sign-in', 'width=480,height=640');
  return new Promise((resolve) => {
    const listen = (event: MessageEvent<unknown>) => {
      if (event.origin !== location.origin || typeof event.data !== 'string' || !event.data.startsWith(callbackPath)) return;
      window.removeEventListener('message', listen);
      popup?.close();
      finishSignIn(config, new URL(event.data, location.origin)).then(
        () => resolve(true),
        () => resolve(false),
      );
    };
    window.addEventListener('message', listen);
  });
}

/**
 * Trades the code in the callback's address for tokens; answers the path to go on with.
 * @throws Error when the state is not ours or the issuer refuses
 */
export async function finishSignIn(config: Config, url: URL): Promise<string> {
  const pending = JSON.parse(sessionStorage.getItem(pendingKey) ?? 'null') as Pending | null;
  sessionStorage.removeItem(pendingKey);
  const code = url.searchParams.get('code');
  if (!pending || !code || url.searchParams.get('state') !== pending.state) throw new Error(url.searchParams.get('error') ?? 'unexpected callback');
  await requestTokens(config, { grant_type: 'authorization_code', code, redirect_uri: redirectUri(), code_verifier: pending.verifier });
  return pending.returnTo;
}

/** The access token, renewed when it is about to run out or `isRefused`; `undefined` when the person must sign in. */
export async function accessToken(config: Config, isRefused = false): Promise<string | undefined> {
  if (tokens && !isRefused && tokens.expiresAt - leeway > Date.now()) return tokens.access;
  const refresh = sessionStorage.getItem(refreshKey);
  if (!refresh) return undefined;
  renewal ??= requestTokens(config, { grant_type: 'refresh_token', refresh_token: refresh }).finally(() => {
    renewal = undefined;
  });
  return (await renewal.catch(() => undefined))?.access;
}

/** Forgets the session here and at the issuer. */
export async function signOut(config: Config): Promise<void> {
  const [hint, refresh] = [sessionStorage.getItem(idTokenKey), sessionStorage.getItem(refreshKey)];
  tokens = undefined;
  for (const key of [refreshKey, idTokenKey]) sessionStorage.removeItem(key);
  const { end_session_endpoint: end, revocation_endpoint: revoke } = await endpointsOf(config);
  // The refresh token outlives the session; whoever signs out wants neither. The end of the session does not wait for it.
  if (refresh && revoke) {
    const body = new URLSearchParams({ client_id: config.clientId, token: refresh, token_type_hint: 'refresh_token' });
    await fetch(revoke, { method: 'POST', body }).catch(() => undefined);
  }
  const query = new URLSearchParams({ client_id: config.clientId, post_logout_redirect_uri: `${location.origin}/`, ...(hint ? { id_token_hint: hint } : {}) });
  location.assign(end ? `${end}?${query}` : '/');
}

const redirectUri = (): string => `${location.origin}${callbackPath}`;

async function authorizationUrl(config: Config, returnTo: string): Promise<string> {
  const pending: Pending = { verifier: randomText(), state: randomText(), returnTo };
  sessionStorage.setItem(pendingKey, JSON.stringify(pending));
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier))));
  const query = new URLSearchParams({
    client_id: config.clientId,
    redirect_uri: redirectUri(),
    response_type: 'code',
    scope: 'openid profile offline_access',
    state: pending.state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  return `${(await endpointsOf(config)).authorization_endpoint}?${query}`;
}

async function requestTokens(config: Config, form: Record<string, string>): Promise<Tokens> {
  const { token_endpoint } = await endpointsOf(config);
  const body = new URLSearchParams({ client_id: config.clientId, ...form });
  const response = await fetch(token_endpoint, { method: 'POST', body });
  if (!response.ok) {
    // A refused refresh token is of no more use; a server that is down may be back shortly.
    if (response.status < 500) {
      tokens = undefined;
      sessionStorage.removeItem(refreshKey);
    }
    throw new Error(`expected tokens, got ${response.status}`);
  }
  const answer = (await response.json()) as { access_token: string; expires_in?: number; refresh_token?: string; id_token?: string };
  tokens = { access: answer.access_token, expiresAt: Date.now() + (answer.expires_in ?? 300) * 1000 };
  if (answer.refresh_token) sessionStorage.setItem(refreshKey, answer.refresh_token);
  if (answer.id_token) sessionStorage.setItem(idTokenKey, answer.id_token);
  return tokens;
}

/** The issuer's addresses, asked for once a tab. */
async function endpointsOf(config: Config): Promise<Endpoints> {
  const known = JSON.parse(sessionStorage.getItem(endpointsKey) ?? 'null') as (Endpoints & { issuer: string }) | null;
  if (known?.issuer === config.issuer) return known;
  const response = await fetch(`${config.issuer}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`expected the issuer's configuration, got ${response.status}`);
  const endpoints = (await response.json()) as Endpoints;
  sessionStorage.setItem(endpointsKey, JSON.stringify({ ...endpoints, issuer: config.issuer }));
  return endpoints;
}

const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
