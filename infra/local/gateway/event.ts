import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Api } from '../template/types.ts';
import type { Match } from './routes.ts';

/** The event of payload format 2.0. */
export type ApiEvent = {
  version: '2.0';
  routeKey: string;
  rawPath: string;
  rawQueryString: string;
  cookies?: string[];
  headers: Record<string, string>;
  queryStringParameters?: Record<string, string>;
  pathParameters?: Record<string, string>;
  stageVariables?: Record<string, string>;
  requestContext: Record<string, unknown>;
  body?: string;
  isBase64Encoded: boolean;
};

/** Bodies of these types reach the function as text, all others in Base64. */
const textTypes = /^(text\/.*|application\/(json|javascript|xml|.*\+json|.*\+xml))$/i;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Builds the event of a request.
 *
 * @example
 * createEvent({ api, match, request, rawPath: '/units/unt_1', rawQuery: '', body, now: clock.now() })
 */
export function createEvent(input: {
  api: Api;
  match: Match;
  request: IncomingMessage;
  /** Percent-decoded, as API Gateway passes it on. */
  rawPath: string;
  rawQuery: string;
  body: Buffer;
  now: number;
}): ApiEvent {
  const { api, match, request, rawPath, rawQuery, body, now } = input;
  const { cookie, ...received } = request.headers;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  const isText = body.length > 0 && textTypes.test((headers['content-type'] ?? '').split(';')[0]?.trim() ?? '');
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath,
    rawQueryString: rawQuery,
    cookies: cookie?.split(/; */),
    headers,
    queryStringParameters: rawQuery === '' ? undefined : readQuery(rawQuery),
    pathParameters: Object.keys(match.pathParameters).length > 0 ? match.pathParameters : undefined,
    stageVariables: api.stageVariables,
    requestContext: {
      accountId: api.arn.split(':')[4],
      apiId: api.id,
      domainName: headers.host ?? '',
      domainPrefix: api.id,
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: newRequestId(),
      routeKey: match.route.key,
      stage: api.stage,
      time: clfTime(now),
      timeEpoch: Math.floor(now),
    },
    body: body.length === 0 ? undefined : body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

const idBytes = 12;
let pool = Buffer.alloc(0);

/** Random bytes come dear in small portions. */
function newRequestId(): string {
  if (pool.length === 0) pool = randomBytes(idBytes * 256);
  const id = pool.toString('base64', 0, idBytes);
  pool = pool.subarray(idBytes);
  return id;
}

/** A name that is repeated gets its values joined by commas. */
function readQuery(rawQuery: string): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(rawQuery)) values[name] = values[name] === undefined ? value : `${values[name]},${value}`;
  return { ...values };
}

/** `02/Mar/2026:08:00:00 +0000` */
function clfTime(now: number): string {
  const iso = new Date(now).toISOString();
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
