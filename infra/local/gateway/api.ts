import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { InvokeResult, Lambda } from '../lambda.ts';
import type { Permits } from '../permits.ts';
import type { Api, Route } from '../template/types.ts';
import { createAuthorize } from './authorize.ts';
import { corsHeaders } from './cors.ts';
import { createEvent } from './event.ts';
import { createRouter, type Match, split } from './routes.ts';
import { createThrottle } from './throttle.ts';

/** Answers one request to an HTTP API; resolves to the key of its route for the access log. */
export type HandleApi = (request: IncomingMessage, response: ServerResponse, path: { rawPath: string; rawQuery: string }) => Promise<string>;

type Answer = { status: number; headers?: Record<string, string>; cookies?: string[]; body: string | Buffer };

const maxBodyBytes = 10 * 1024 * 1024;
const messages: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/**
 * An HTTP API of the template: routes, authorizers, throttling, CORS, Lambda integrations in payload format 2.0.
 *
 * @example
 * const handle = createApi({ api, lambda, permits, clock })
 */
export function createApi(cloud: { api: Api; lambda: Lambda; permits: Permits; clock: Clock }): HandleApi {
  const { api, clock } = cloud;
  const router = createRouter(api);
  const authorize = createAuthorize(cloud);
  const throttles = new Map(api.routes.map((route) => [route.key, route.throttle && createThrottle(route.throttle)]));
  const stagePrefix = api.stage === '$default' ? '' : `/${api.stage}`;

  const answer = async (request: IncomingMessage, match: Match, path: { rawPath: string; rawQuery: string }): Promise<Answer> => {
    const { route } = match;
    if (throttles.get(route.key)?.() === false) return refusal(429);
    const body = await readBody(request);
    if (!body) return refusal(413);
    const event = createEvent({ api, match, request, ...path, body, now: clock.now() });
    const method = request.method ?? 'GET';
    if (route.authorizer) {
      const routeArn = `${api.arn}/${api.stage}/${method}${path.rawPath}`;
      const verdict = await authorize(route.authorizer, { event, routeArn, scopes: route.scopes });
      if ('status' in verdict) return refusal(verdict.status);
      event.requestContext.authorizer = verdict.context;
    }
    const sourceArn = `${api.arn}/${api.stage}/${method}${route.path ?? '/$default'}`;
    if (!cloud.permits.service('apigateway.amazonaws.com', { sourceArn, functionArn: route.functionArn })) return refusal(500);
    return toAnswer(await within(route, cloud.lambda.invoke(route.functionArn, JSON.stringify(event))));
  };

  return async (request, response, { rawPath: encodedPath, rawQuery }) => {
    const segments = decodeSegments(encodedPath.slice(stagePrefix.length));
    const match = segments && encodedPath.startsWith(stagePrefix) ? router(request.method ?? 'GET', segments) : undefined;
    const isPreflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    const origin = request.headers.origin;
    const shared = api.cors && origin ? corsHeaders(api.cors, { origin, isPreflight }) : {};
    let result: Answer;
    if (!segments) result = refusal(400);
    else if (api.cors && isPreflight) result = { status: 204, body: '' };
    else if (!match) result = refusal(404);
    else result = await answer(request, match, { rawPath: decodeURIComponent(encodedPath), rawQuery });
    send(response, result, shared);
    return match?.route.key ?? '-';
  };
}

function refusal(status: number): Answer {
  const body = JSON.stringify({ message: messages[status] });
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/** The percent-decoded segments, or undefined when the path is malformed. */
function decodeSegments(path: string): string[] | undefined {
  try {
    return split(path).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

const nothing = Buffer.alloc(0);

/** The body, or undefined when it is too large; the rest of it is then not kept. By events: an iterator over the stream costs more. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> | Buffer {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (length === undefined && coding === undefined) return nothing;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  });
  request.on('end', () => resolve(size > maxBodyBytes ? undefined : Buffer.concat(chunks)));
  request.on('error', reject);
  return promise;
}

async function within(route: Route, result: Promise<InvokeResult>): Promise<InvokeResult | undefined> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    alarm = setTimeout(resolve, route.timeoutMs, undefined);
  });
  return Promise.race([result, late]).finally(() => clearTimeout(alarm));
}

/** A result with a statusCode is an answer; any other is the JSON body of a 200. */
function toAnswer(result: InvokeResult | undefined): Answer {
  if (!result) return refusal(503);
  if ('error' in result) return refusal(500);
  const value: unknown = JSON.parse(result.payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value))
    return { status: 200, headers: { 'content-type': 'application/json' }, body: result.payload };
  const { statusCode, headers, cookies, body, isBase64Encoded } = value as Record<string, unknown>; // checked below
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return refusal(500);
  if (body !== undefined && body !== null && typeof body !== 'string') return refusal(500);
  return {
    status,
    headers: { 'content-type': 'application/json', ...lowerNames(headers) },
    cookies: Array.isArray(cookies) ? cookies.map(String) : undefined,
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

function lowerNames(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function send(response: ServerResponse, { status, headers, cookies, body }: Answer, shared: Record<string, string>): void {
  const cookie = cookies?.length ? { 'set-cookie': cookies } : {};
  response.writeHead(status, { ...headers, ...cookie, ...shared, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
