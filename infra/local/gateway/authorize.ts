import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../clock.ts';
import type { Lambda } from '../lambda.ts';
import type { Permits } from '../permits.ts';
import type { Authorizer } from '../template/types.ts';
import type { ApiEvent } from './event.ts';

/** What goes into `requestContext.authorizer`, or the status of the refusal. */
export type Verdict = { context: Record<string, unknown> } | { status: 401 | 403 | 500 };
export type Authorize = (authorizer: Authorizer, call: { event: ApiEvent; routeArn: string; scopes: string[] }) => Promise<Verdict>;

/** API Gateway's own verification takes RSA signatures only. */
const rsaOnly = ['RS256', 'RS384', 'RS512'];
/** Cached verdicts of Lambda authorizers; the oldest gives way. */
const maxCached = 10_000;

/**
 * Asks the authorizer of a route: a Lambda function (payload 2.0, simple responses, cached by its identity sources) or
 * the signature of a JSON Web Token.
 *
 * @example
 * const verdict = await createAuthorize({ lambda, permits, clock })(authorizer, { event, routeArn, scopes: [] })
 */
export function createAuthorize(cloud: { lambda: Lambda; permits: Permits; clock: Clock }): Authorize {
  const cache = new Map<string, { until: number; verdict: Verdict }>();
  const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
  return async (authorizer, call) => {
    if (authorizer.kind === 'jwt') return verifyToken(authorizer, { ...call, clock: cloud.clock, keySets });
    const values = authorizer.identitySources.map((source) => readSource(source, call.event));
    if (values.some((value) => value === undefined || value === '')) return { status: 401 };
    const key = JSON.stringify([authorizer.id, values]);
    const isCached = authorizer.ttlSeconds > 0 && values.length > 0;
    const known = cache.get(key);
    if (isCached && known && known.until > cloud.clock.now()) return known.verdict;
    const identitySource = values.filter((value) => value !== undefined);
    const verdict = await askFunction(authorizer, { ...call, ...cloud, identitySource });
    if (isCached && !('status' in verdict && verdict.status === 500)) {
      const [oldest] = cache.size >= maxCached ? cache.keys() : [];
      if (oldest !== undefined) cache.delete(oldest);
      cache.set(key, { until: cloud.clock.now() + authorizer.ttlSeconds * 1000, verdict });
    }
    return verdict;
  };
}

async function askFunction(
  authorizer: Extract<Authorizer, { kind: 'lambda' }>,
  call: { event: ApiEvent; routeArn: string; identitySource: string[]; lambda: Lambda; permits: Permits },
): Promise<Verdict> {
  const { functionArn, arn: sourceArn } = authorizer;
  if (!call.permits.service('apigateway.amazonaws.com', { sourceArn, functionArn })) return { status: 500 };
  const { body: _, isBase64Encoded: __, ...event } = call.event;
  const request = { ...event, type: 'REQUEST', routeArn: call.routeArn, identitySource: call.identitySource };
  const result = await call.lambda.invoke(functionArn, JSON.stringify(request));
  if ('error' in result) return { status: 500 };
  const answer: unknown = JSON.parse(result.payload);
  if (typeof answer !== 'object' || answer === null || !('isAuthorized' in answer)) return { status: 500 };
  if (typeof answer.isAuthorized !== 'boolean') return { status: 500 };
  if (!answer.isAuthorized) return { status: 403 };
  return { context: { lambda: 'context' in answer ? answer.context : null } };
}

async function verifyToken(
  authorizer: Extract<Authorizer, { kind: 'jwt' }>,
  call: { event: ApiEvent; scopes: string[]; clock: Clock; keySets: Map<string, ReturnType<typeof createRemoteJWKSet>> },
): Promise<Verdict> {
  const token = readSource(authorizer.identitySource, call.event)?.replace(/^Bearer /i, '');
  if (!token) return { status: 401 };
  try {
    const keys = call.keySets.get(authorizer.issuer) ?? (await discover(authorizer.issuer));
    call.keySets.set(authorizer.issuer, keys);
    const { payload } = await jwtVerify(token, keys, {
      issuer: authorizer.issuer,
      audience: authorizer.audience,
      algorithms: rsaOnly,
      requiredClaims: ['exp'],
      currentDate: new Date(call.clock.now()),
    });
    const granted = String(payload.scope ?? '')
      .split(' ')
      .filter((scope) => scope !== '');
    if (call.scopes.length > 0 && !call.scopes.some((scope) => granted.includes(scope))) return { status: 403 };
    return { context: { jwt: { claims: textClaims(payload), scopes: call.scopes.length > 0 ? granted : null } } };
  } catch {
    // Whatever is wrong with a token, the caller learns only that it was not accepted.
    return { status: 401 };
  }
}

async function discover(issuer: string): Promise<ReturnType<typeof createRemoteJWKSet>> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const { jwks_uri: address } = (await response.json()) as { jwks_uri: string }; // RFC 8414
  return createRemoteJWKSet(new URL(address));
}

/** API Gateway passes claims on as texts; a list becomes `[a b]`. */
function textClaims(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, Array.isArray(value) ? `[${value.join(' ')}]` : String(value)]));
}

/** `$request.header.X`, `$request.querystring.x` or `$context.x`. */
function readSource(source: string, event: ApiEvent): string | undefined {
  const [, kind, name = ''] = /^\$(request\.header|request\.querystring|context)\.(.+)$/.exec(source) ?? [];
  if (kind === 'request.header') return event.headers[name.toLowerCase()];
  if (kind === 'request.querystring') return event.queryStringParameters?.[name];
  if (kind === 'context') return String(event.requestContext[name] ?? '');
  throw new Error(`the identity source ${source} is not supported`);
}
