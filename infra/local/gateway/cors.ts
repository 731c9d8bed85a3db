import type { Cors } from '../template/types.ts';

/**
 * The headers of cross-origin resource sharing for one request; none when its origin is not among the allowed.
 *
 * @example
 * corsHeaders(api.cors, { origin: 'http://127.0.0.1:5173', isPreflight: true })
 */
export function corsHeaders(cors: Cors, request: { origin: string | undefined; isPreflight: boolean }): Record<string, string> {
  const { origin } = request;
  const isAny = cors.origins.includes('*');
  if (origin === undefined || !(isAny || cors.origins.some((allowed) => covers(allowed, origin)))) return {};
  return {
    'access-control-allow-origin': isAny && !cors.hasCredentials ? '*' : origin,
    ...(isAny ? {} : { vary: 'origin' }),
    ...(cors.hasCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposed.length > 0 ? { 'access-control-expose-headers': cors.exposed.join(',') } : {}),
    ...(request.isPreflight && cors.methods.length > 0 ? { 'access-control-allow-methods': cors.methods.join(',') } : {}),
    ...(request.isPreflight && cors.headers.length > 0 ? { 'access-control-allow-headers': cors.headers.join(',') } : {}),
    ...(request.isPreflight && cors.maxAgeSeconds !== undefined ? { 'access-control-max-age': String(cors.maxAgeSeconds) } : {}),
  };
}

function covers(allowed: string, origin: string): boolean {
  if (!allowed.endsWith('://*')) return allowed === origin;
  return origin.startsWith(allowed.slice(0, -1));
}
