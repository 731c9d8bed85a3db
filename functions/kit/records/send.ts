import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type RequestHandler = Extract<NonNullable<DynamoDBClientConfig['requestHandler']>, { handle: unknown }>;
type Sent = Parameters<RequestHandler['handle']>[0];

/** Answers of DynamoDB take milliseconds; a connection that is silent for so long is dead, and the SDK tries again. */
const silentMs = 5000;
const pool = { keepAlive: true, maxSockets: 50, timeout: silentMs };

/**
 * Sends the SDK's requests over connections that are kept. The SDK's own handler sets four timers for each request and passes the
 * answer through two streams.
 *
 * @example
 * new DynamoDBClient({ requestHandler: sendOver() })
 */
export function sendOver(): RequestHandler {
  const agents = { 'http:': new http.Agent(pool), 'https:': new https.Agent(pool) };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request: Sent) => sendOne(request, agents),
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

function sendOne(
  { protocol, hostname: host, port, path, method, headers, body }: Sent,
  agents: Record<'http:' | 'https:', http.Agent>,
): ReturnType<RequestHandler['handle']> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<RequestHandler['handle']>>>();
  const isPlain = protocol === 'http:';
  const open = isPlain ? http.request : https.request;
  const outgoing = open({ host, port, path, method, headers, agent: agents[isPlain ? 'http:' : 'https:'] }, (incoming) => {
    read(incoming).then((bytes) => resolve({ response: answerOf(incoming, bytes) }), reject);
  });
  outgoing.on('error', reject);
  // By this code the SDK knows that another attempt may help.
  outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error(`no answer within ${silentMs} ms`), { code: 'ETIMEDOUT' })));
  outgoing.end(body);
  return promise;
}

async function read(incoming: IncomingMessage): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Uint8Array[] = [];
  incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  incoming.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  incoming.on('error', reject);
  return promise;
}

function answerOf({ statusCode = 0, headers: received }: IncomingMessage, body: Uint8Array) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) if (value !== undefined) headers[name] = String(value);
  return { statusCode, headers, body };
}
