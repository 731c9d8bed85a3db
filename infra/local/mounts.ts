import type { BootOptions } from './boot.ts';
import type { Engines } from './engines.ts';
import type { Foundation } from './foundation.ts';
import { createApi } from './gateway/api.ts';
import { type Handle, proxyTo } from './gateway/gateway.ts';
import { createLocal } from './gateway/local.ts';
import { createSite } from './gateway/site.ts';
import type { Permits } from './permits.ts';
import { listParked } from './state.ts';
import { TemplateError } from './template/types.ts';

/** CloudFront passes the same prefix on to the HTTP API in AWS. */
const apiPrefix = '/api';

/**
 * Puts everything that is reached by HTTP behind the gateway.
 *
 * @example
 * mountAll(foundation, { engines, permits, advance, options })
 */
export function mountAll(foundation: Foundation, parts: { engines: Engines; permits: Permits; advance(ms: number): void; options: BootOptions }): void {
  const { gateway, template, clock, state } = foundation;
  const { engines, permits, advance, options } = parts;
  const { lambda, ports } = engines;
  if (template.apis.length > 1) throw new TemplateError('the one-machine cloud serves one HTTP API, the template has more');
  const [api] = template.apis;
  const handleApi = api && createApi({ api, lambda, permits, clock });
  const local = createLocal({
    clock,
    advance,
    health: () => ({ status: 'ok', environments: lambda.warm(), uptimeSeconds: Math.round(process.uptime()), ...usage() }),
    parked: () => listParked(state),
  });
  const dirs = template.sites.length > 0 ? template.sites : options.site ? [options.site] : [];
  const headers = siteHeaders({ ...defaultHeaders, ...template.siteHeaders, ...options.siteHeaders }, ports.s3);
  const site = createSite({ dirs, headers });
  const unmounted: Handle = async (_, response) => {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
    return '-';
  };
  gateway.mount({
    '/': async (request, response, { rawPath }) => {
      await site(request, response, rawPath);
      return 'site';
    },
    '/_local': async (request, response, { rawPath }) => {
      await local(request, response, rawPath);
      return rawPath.split('/').slice(0, 3).join('/');
    },
    '/oidc': proxyTo(ports.identity),
    // In AWS a file of the deployment: where people sign in.
    '/config.json': async (_, response) => {
      response.writeHead(200, { ...headers, 'content-type': 'application/json', 'cache-control': 'no-cache' });
      response.end(JSON.stringify({ issuer: '/oidc', clientId: foundation.clientId, isLocal: true }));
      return 'config';
    },
    [apiPrefix]: handleApi
      ? (request, response, { rawPath, rawQuery }) => handleApi(request, response, { rawPath: rawPath.slice(apiPrefix.length) || '/', rawQuery })
      : unmounted,
  });
}

/** Of this process with all its threads. */
function usage(): { cpuMs: number; memoryMiB: number } {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, memoryMiB: Math.round(process.memoryUsage.rss() / 1024 / 1024) };
}

const defaultHeaders: Record<string, string> = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The console reaches S3 at the host of a bucket; here all buckets share one address beside the console's. */
function siteHeaders(headers: Record<string, string>, s3Port: number): Record<string, string> {
  const policy = headers['content-security-policy'] ?? '';
  const local = `http://127.0.0.1:${s3Port}`;
  const directives = policy.split(';').map((directive) => {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    const mapped = sources.map((source) => (bucketHost.test(source) ? local : source));
    // A template may leave the hosts of the buckets to a wildcard or to another layer.
    return [name, ...new Set(name === 'connect-src' ? [...mapped, local] : mapped)].join(' ');
  });
  return { ...headers, 'content-security-policy': directives.join('; ') };
}

/** What names.ts gives as domain name of a bucket. */
const bucketHost = /^https:\/\/[\w.-]+\.s3(\.[\w-]+)?\.localhost$/;
