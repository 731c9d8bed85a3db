import type { Bucket, CorsRule } from './buckets.ts';
import type { Headers } from './digest.ts';

/**
 * The headers that let a browser's script read the answer, from the first of the bucket's rules that fits; undefined
 * where none does. A preflight names the method it asks for.
 *
 * @example
 * const allowed = corsHeaders(bucket, request.headers, 'PUT')
 */
export function corsHeaders(bucket: Bucket | undefined, headers: Headers, method: string): Record<string, string> | undefined {
  const { origin } = headers;
  if (!bucket || !origin) return undefined;
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = bucket.cors.find((one) => fits(one, { origin, method, asked }));
  if (!rule) return undefined;
  const isOpen = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': isOpen ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(!isOpen && { 'access-control-allow-credentials': 'true' }),
    ...(asked.length > 0 && { 'access-control-allow-headers': asked.join(', ') }),
    ...(rule.exposedHeaders && { 'access-control-expose-headers': rule.exposedHeaders.join(', ') }),
    ...(rule.maxAgeSeconds !== undefined && { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

function fits(rule: CorsRule, request: { origin: string; method: string; asked: string[] }): boolean {
  const allowedHeaders = (rule.allowedHeaders ?? []).map((name) => name.toLowerCase());
  return (
    rule.allowedMethods.includes(request.method) &&
    rule.allowedOrigins.some((pattern) => matches(pattern, request.origin)) &&
    request.asked.every((name) => allowedHeaders.some((pattern) => matches(pattern, name)))
  );
}

/** One `*` at most stands for anything. */
function matches(pattern: string, text: string): boolean {
  const [before = '', after] = pattern.split('*', 2);
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
