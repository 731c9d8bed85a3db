import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkPassword, openUsers } from './accounts.ts';
import { expiredPage, loginPage, pageHeaders } from './pages.ts';
import { createProvider, type Issuer } from './provider.ts';

export type Options = Issuer & { dir: string; port: number };

const maxFormBytes = 4096;

/**
 * Serves the OpenID provider below the path of its issuer. Time is the thread's `Date`.
 *
 * @example
 * const identity = await serve({ dir, port: 0, issuer: `${origin}/oidc`, audience: 'anchang', clientId: 'console', redirectUris, logoutUris })
 */
export async function serve(options: Options): Promise<{ port: number; close(): Promise<void> }> {
  mkdirSync(options.dir, { recursive: true });
  const db = openUsers(options.dir);
  const provider = await createProvider(db, options);
  provider.on('server_error', (_, error) => console.error(error));
  const callback = provider.callback();
  const prefix = new URL(options.issuer).pathname;

  const signIn = async (request: IncomingMessage, response: ServerResponse) => {
    const action = request.url ?? '';
    const send = (status: number, html: string) => response.writeHead(status, pageHeaders).end(html);
    try {
      await provider.interactionDetails(request, response);
    } catch {
      // The cookie of this sign-in is gone or does not belong to it.
      return send(400, expiredPage());
    }
    if (request.method !== 'POST') return send(200, loginPage({ action }));
    const form = await readForm(request);
    const loginName = form?.get('login')?.trim() ?? '';
    const login = await checkPassword(db, { loginName, password: form?.get('password') ?? '' });
    if ('refusal' in login) return send(login.refusal === 'locked' ? 429 : 401, loginPage({ action, refusal: login.refusal, loginName }));
    const result = { login: { accountId: login.id } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };

  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (new RegExp(`^${prefix}/login/[\\w-]+$`).test(path)) {
      signIn(request, response).catch((error) => {
        console.error(error);
        if (!response.headersSent) response.writeHead(500).end();
      });
      return;
    }
    // The provider finds the path it is mounted on by comparing the two.
    Object.assign(request, { originalUrl: request.url });
    request.url = request.url?.slice(prefix.length) || '/';
    void callback(request, response);
  });
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, // a TCP server's address is never a text
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      db.close();
    },
  };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxFormBytes) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
