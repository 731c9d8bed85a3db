import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { fail, RefusalError } from '../../shared/kit/errors.ts';
import type { Language } from '../../shared/kit/label.ts';
import { log } from './log.ts';
import { languageOf, problemOf } from './problem.ts';
import { readJson } from './read-json.ts';
import { RepeatedRequest } from './records/repeat.ts';

export type HttpEvent = APIGatewayProxyEventV2;
export type HttpAnswer = APIGatewayProxyStructuredResultV2;
export type HttpHandler = (event: HttpEvent, lambda?: unknown) => Promise<HttpAnswer>;

/** A request as handlers see it: the body is parsed, header names are lower-case. */
export type ApiRequest = {
  readonly method: string;
  /** Segments of the path; letters, digits, `-`, `_` and `.` occur in them. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly requestId: string;
  readonly language: Language;
  readonly event: HttpEvent;
};
export type Answer = { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

const mostKiB = 256;
const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * The one stack that every HTTP function stands in: reads the body, runs, and writes the answer or the problem.
 *
 * @example export const handler = http(async (request) => ({ status: 200, body: { data: request.query } }))
 */
export function http(run: (request: ApiRequest) => Promise<Answer>): HttpHandler {
  const handler = middy<HttpEvent, HttpAnswer>(async (event: HttpEvent) => answerOf(await run(requestOf(event)), event)).use(problems());
  // middy asks for Lambda's context, which no handler of the office uses.
  return (event, lambda) => handler(event, (lambda ?? {}) as Parameters<typeof handler>[1]) as Promise<HttpAnswer>;
}

function problems(): MiddlewareObj<HttpEvent, HttpAnswer> {
  return {
    onError: (request) => {
      const { error, event } = request;
      if (error instanceof RepeatedRequest) {
        request.response = answerOf({ status: error.status, body: error.body, headers: { 'idempotent-replayed': 'true' } }, event);
        return;
      }
      if (!(error instanceof RefusalError)) log.error('failed', { requestId: requestIdOf(event), error: String(error?.stack ?? error) });
      const problem = problemOf(error, { language: languageOf(event.headers?.['accept-language']), requestId: requestIdOf(event) });
      request.response = answerOf({ status: problem.status, body: problem, headers: { 'content-type': 'application/problem+json' } }, event);
    },
  };
}

const requestIdOf = (event: HttpEvent): string => event.requestContext.requestId;

function answerOf({ status, body, headers }: Answer, event: HttpEvent): HttpAnswer {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    statusCode: status,
    headers: { ...always, 'x-request-id': requestIdOf(event), ...type, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

function requestOf(event: HttpEvent): ApiRequest {
  const { method } = event.requestContext.http;
  const path = event.rawPath.split('/').slice(1);
  if (!path.every((segment) => /^[\w-][\w.-]{0,63}$/.test(segment))) fail('request.route');
  const headers = Object.fromEntries(Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value ?? '']));
  return {
    method,
    path,
    query: definedOf(event.queryStringParameters ?? {}),
    headers,
    body: method === 'GET' ? undefined : bodyOf(event, headers),
    requestId: requestIdOf(event),
    language: languageOf(headers['accept-language']),
    event,
  };
}

const definedOf = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** The parsed body; undefined when there is none. */
function bodyOf(event: HttpEvent, headers: Readonly<Record<string, string>>): unknown {
  if (!event.body) return undefined;
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > mostKiB * 1024) fail('request.tooLarge', { parameters: { most: mostKiB } });
  if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(headers['content-type'] ?? ''))
    fail('request.header', { parameters: { header: 'content-type' } });
  return readJson(textOf(bytes));
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return fail('request.json', { parameters: { reason: 'not UTF-8' } });
    throw error;
  }
}
