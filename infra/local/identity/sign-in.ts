import { createHash, randomBytes } from 'node:crypto';

export type Tokens = { accessToken: string; refreshToken: string; idToken: string; expiresInSeconds: number };

/**
 * Signs in as a person would, without a browser: authorization code with PKCE through the issuer's own form.
 * A refusal throws an Error with the status.
 *
 * @example
 * const { accessToken } = await signIn({ origin: 'http://127.0.0.1:8080', loginName: 'wangfang', password })
 */
export async function signIn(input: { origin: string; loginName: string; password: string; clientId?: string; redirectPath?: string }): Promise<Tokens> {
  const { origin, clientId = 'console', redirectPath = '/callback' } = input;
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = `${origin}${redirectPath}`;
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile offline_access',
    prompt: 'login',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const cookies = new Map<string, string>();
  const visit = async (url: string, form?: Record<string, string>) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = form && new URLSearchParams(form);
    const response = await fetch(url, { method: form ? 'POST' : 'GET', headers: { cookie }, body, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const follow = async (response: Response): Promise<string> => {
    const location = response.headers.get('location');
    if (!location) throw new Error(`the issuer answered ${response.status}`);
    const { href, searchParams } = new URL(location, origin);
    const refusal = searchParams.get('error');
    if (refusal) throw new Error(`the issuer refused: ${refusal} ${searchParams.get('error_description') ?? ''}`);
    return href;
  };

  const loginPage = await follow(await visit(`${origin}/oidc/authorize?${query}`));
  let next = await follow(await visit(loginPage, { login: input.loginName, password: input.password }));
  while (!next.startsWith(redirectUri)) next = await follow(await visit(next));
  const code = new URL(next).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', client_id: clientId, code, code_verifier: verifier, redirect_uri: redirectUri };
  const response = await visit(`${origin}/oidc/token`, form);
  if (!response.ok) throw new Error(`the issuer refused the code: ${response.status} ${await response.text()}`);
  const tokens = (await response.json()) as Record<string, string | number>; // RFC 6749, section 5.1
  return {
    accessToken: String(tokens.access_token),
    refreshToken: String(tokens.refresh_token),
    idToken: String(tokens.id_token),
    expiresInSeconds: Number(tokens.expires_in),
  };
}
