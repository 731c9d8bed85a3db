import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { authenticate, type Incoming } from './authorize.ts';
import { checkKey, type Reply, type Service, versionIdOf } from './call.ts';
import { corsHeaders } from './cors.ts';
import { createCall, type Place } from './create-call.ts';
import type { Headers } from './digest.ts';
import { refuse, S3Error } from './errors.ts';
import { findRoute } from './find-route.ts';
import { boundaryOf } from './form.ts';
import { postObject } from './post-object.ts';
import { toXml } from './xml.ts';

/** The parameters of a presigned URL that are the signature itself, not headers carried in the query. */
const signatureParameters = new Set(
  ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature', 'Content-Sha256'].map((name) => `x-amz-${name.toLowerCase()}`),
);

/**
 * Answers one request, whatever becomes of it. Never rejects.
 *
 * @example
 * createServer((request, response) => answer(service, request, response))
 */
export async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  // The clock's time, not the machine's: a client whose clock is off corrects itself by this header.
  response.setHeader('date', new Date(service.clock.now()).toUTCString());
  response.setHeader('x-amz-request-id', requestId);
  try {
    const reply = await decide(service, request, response);
    await send(service, { request, response }, reply);
  } catch (error) {
    if (request.destroyed && !request.complete) return void response.destroy(); // the client hung up
    if (response.headersSent) {
      // Its status is sent: only a broken connection can still say that the body is not whole.
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) console.error('s3:', error);
      return void response.destroy();
    }
    const known = error instanceof S3Error ? error : unexpected(error);
    const detail = { Code: known.code, Message: known.message, ...known.detail, RequestId: requestId };
    const document = toXml('Error', { ...detail, Resource: request.url?.split('?')[0] });
    await send(service, { request, response }, { status: known.status, headers: known.headers, document }).catch(() => response.destroy());
  }
}

async function decide(service: Service, request: IncomingMessage, response: ServerResponse): Promise<Reply> {
  const method = request.method ?? '';
  const [rawPath = '', rawQuery = ''] = splitOnce(request.url ?? '/', '?');
  const query = new URLSearchParams(rawQuery);
  const sent = singleHeaders(request);
  const place = placeOf(rawPath);
  const bucket = service.buckets.get(place.bucketName);
  if (method === 'OPTIONS') return preflight(corsHeaders(bucket, sent, sent['access-control-request-method'] ?? ''));
  for (const [name, value] of Object.entries(corsHeaders(bucket, sent, method) ?? {})) response.setHeader(name, value);

  const incoming: Incoming = { method, rawPath, rawQuery, headers: sent, query };
  // Leaving the body unread must not cut the connection before the refusal is sent.
  const body: AsyncIterable<Buffer> = { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) };
  const boundary = boundaryOf(sent['content-type']);
  if (method === 'POST' && place.bucketName && !place.key && boundary !== undefined)
    return postObject(service, { incoming, bucketName: place.bucketName, boundary, body });

  const caller = authenticate(incoming, service);
  const headers = withHoisted(sent, query);
  const on = place.key ? 'object' : place.bucketName ? 'bucket' : 'service';
  const route = findRoute({ method, on, query, headers });
  const call = createCall(service, { incoming: { ...incoming, headers }, place, caller, body });
  const owner = headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && owner !== service.account) throw refuse('AccessDenied');
  if (on !== 'service' && route.name !== 'CreateBucket') call.bucket();
  const versionId = versionIdOf(call);
  const action = versionId === undefined ? route.action : (route.versioned ?? route.action);
  if (action !== undefined) call.demand(action);
  return route.run(call);
}

async function send(service: Service, exchange: { request: IncomingMessage; response: ServerResponse }, reply: Reply): Promise<void> {
  const { request, response } = exchange;
  const { document, data } = reply;
  try {
    const isHead = request.method === 'HEAD';
    const headers = { ...reply.headers };
    if (document !== undefined) headers['content-type'] = 'application/xml';
    // A 304 must not promise a body; HEAD promises the one GET would have.
    if (reply.status === 304 || reply.status === 204) delete headers['content-length'];
    else headers['content-length'] ??= String(Buffer.byteLength(document ?? ''));
    response.writeHead(reply.status, headers);
    if (!data || isHead || data.end < data.start) return void response.end(isHead ? undefined : document);
    await pipeline(service.store.blobs.read(data.pieces, data), response);
  } finally {
    data?.release();
  }
}

function preflight(headers: Record<string, string> | undefined): Reply {
  if (!headers) throw refuse('AccessForbidden');
  return { status: 200, headers };
}

function placeOf(rawPath: string): Place {
  const [bucketName = '', key = ''] = splitOnce(decodePath(rawPath).slice(1), '/');
  return { bucketName, key: checkKey(key) };
}

function decodePath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch (error) {
    if (error instanceof URIError) throw refuse('InvalidURI');
    throw error;
  }
}

function singleHeaders(request: IncomingMessage): Headers {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]));
}

/** A presigned URL may carry x-amz-* headers as parameters; a header that says otherwise is no mere repetition. */
function withHoisted(headers: Headers, query: URLSearchParams): Headers {
  const all = { ...headers };
  for (const [parameter, value] of query) {
    const name = parameter.toLowerCase();
    if (!name.startsWith('x-amz-') || signatureParameters.has(name)) continue;
    if (all[name] !== undefined && all[name] !== value) throw refuse('InvalidRequest', `The header ${name} is given twice, in the URL and beside it.`);
    all[name] = value;
  }
  return all;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function unexpected(error: unknown): S3Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return refuse('InternalError', 'The disk of this machine is full.');
  console.error('s3:', error);
  return refuse('InternalError');
}
