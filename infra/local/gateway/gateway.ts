import { Agent, createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Log } from '../lambda.ts';

export type Handle = (request: IncomingMessage, response: ServerResponse, path: { rawPath: string; rawQuery: string }) => Promise<string>;
/** What is served under a prefix; the longest one wins. The handler answers the route key for the access log. */
export type Mounts = Record<string, Handle>;

export type Gateway = {
  port: number;
  /** Until it is called, every request is answered 503. */
  mount(mounts: Mounts): void;
  close(): Promise<void>;
};

/**
 * The one address of the office: the console, the API, the issuer and `/_local` share an origin on 127.0.0.1.
 *
 * @example
 * const gateway = await openGateway({ port: 8080, log })
 * gateway.mount({ '/': site, '/api': api, '/oidc': proxyTo(identity.port) })
 */
export async function openGateway(options: { port: number; log: Log }): Promise<Gateway> {
  let mounts: [string, Handle][] = [];
  let hosts: string[] = [];
  const server = createServer(async (request, response) => {
    const startedAt = performance.now();
    const url = request.url ?? '/';
    const cut = url.indexOf('?');
    const path = cut < 0 ? url : url.slice(0, cut);
    const rawQuery = cut < 0 ? '' : url.slice(cut + 1);
    const [prefix, handle] = mounts.find(([start]) => path === start || path.startsWith(start === '/' ? '/' : `${start}/`)) ?? [];
    let key = '-';
    try {
      // A page that a name of its own resolves to 127.0.0.1 must not reach the office.
      if (!hosts.includes(request.headers.host ?? '')) answer(response, 421, 'Misdirected Request');
      else if (request.headers.host !== hosts[0]) response.writeHead(308, { location: `http://${hosts[0]}${url}` }).end();
      else if (!handle) answer(response, 503, 'Service Unavailable');
      else key = await handle(request, response, { rawPath: path, rawQuery });
    } catch (error) {
      // Whoever asked has gone: nobody is left to answer, and nothing is wrong here.
      if (response.destroyed) return;
      options.log('gateway', String(error instanceof Error ? error.stack : error));
      if (!response.headersSent) answer(response, 500, 'Internal Server Error');
      else response.destroy();
    }
    // No path and no query: they may hold personal data.
    if (prefix !== undefined && prefix !== '/')
      options.log('access', `${request.method} ${prefix} "${key}" ${response.statusCode} ${Math.round(performance.now() - startedAt)} ms`);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a text
  hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  return {
    port,
    mount(table) {
      mounts = Object.entries(table).sort(([a], [b]) => b.length - a.length);
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const alarm = setTimeout(() => server.closeAllConnections(), 1000);
      await closed;
      clearTimeout(alarm);
    },
  };
}

const agent = new Agent({ keepAlive: true });

/**
 * Passes requests on to a part that listens on its own port, unchanged.
 *
 * @example
 * const handle = proxyTo(identity.port)
 */
export function proxyTo(port: number): Handle {
  return (request, response) =>
    new Promise((resolve, reject) => {
      const { method, headers, url: path } = request;
      const upstream = open({ host: '127.0.0.1', port, method, path, headers, agent });
      upstream.on('error', reject);
      upstream.on('response', (incoming) => {
        response.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders);
        pipeline(incoming, response).then(() => resolve('proxy'), reject);
      });
      request.pipe(upstream);
    });
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
