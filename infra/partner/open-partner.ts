import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { utf8 } from '../../shared/kit/signatures/bytes.ts';
import type { SigningKey } from '../../shared/kit/signatures/keys.ts';
import { signRequest, verifyResponse } from '../../shared/kit/signatures/message.ts';
import { forms } from '../../shared/kit/signatures/profile.ts';
import type { Field, RequestMessage, ResponseMessage } from '../../shared/kit/signatures/wire.ts';
import { apiPrefix, officeAddress } from './office-address.ts';
import { type OfficeKeys, publishedKeys } from './office-keys.ts';
import { PartnerError } from './partner-error.ts';

/** An answer. A refusal is an answer too; only one that `isProven` is known to be the office's. */
export type Reply<T = unknown> = {
  readonly status: number;
  readonly data: T;
  readonly next?: string;
  readonly problem?: Problem;
  /** Whether the answer was signed by the office, for this very request. */
  readonly isProven: boolean;
  /** Whether it is what an earlier request with the same idempotency key was answered. */
  readonly isRepeated: boolean;
  readonly requestId?: string;
  readonly idempotencyKey?: string;
  readonly attempts: number;
};
export type Problem = {
  readonly status: number;
  readonly title: string;
  readonly code?: string;
  readonly errors?: Readonly<Record<string, { key: string; message: string }>>;
};

/** The office as one partner sees it. */
export type Partner = {
  readonly keyId: string;
  get<T = unknown>(path: string, query?: Readonly<Record<string, string | number>>): Promise<Reply<T>>;
  /** `body` as JSON, or as the bytes that are to be sent. */
  post<T = unknown>(path: string, body?: unknown, options?: { readonly idempotencyKey?: string }): Promise<Reply<T>>;
};

export type PartnerOptions = {
  /** The office's public origin. */
  readonly url: string;
  readonly key: SigningKey;
  /** Seconds since 1970; by default of this machine, or of an office on it. */
  readonly now?: () => number | Promise<number>;
  /** Keys to verify answers with; by default those that the office publishes. */
  readonly officeKeys?: OfficeKeys;
  /** How often more a request is sent when it was not answered, or may be later. */
  readonly retries?: number;
};

/**
 * Opens the signed door of an office: requests are signed, sent, sent again where that is safe, and answers are verified.
 *
 * @throws PartnerError `usage` for a path or an address that cannot be signed, `unreachable` where nobody answered, `unproven` for an
 * answer that should prove itself and does not
 * @example
 * const bank = openPartner({ url: 'https://office.example.cn', key: await readKeyFile('key.json') })
 * const { data } = await bank.get('/partner/v1/loans', { status: 'inReview' })
 */
export function openPartner({ url, key, retries = 4, ...options }: PartnerOptions): Partner {
  const address = officeAddress(url);
  const door = { origin: address.origin, key, now: options.now ?? address.now, keys: options.officeKeys ?? publishedKeys(address.origin) };
  return {
    keyId: key.keyId,
    get: (path, query = {}) => persist(door, prepare(door.origin, { method: 'GET', path: withQuery(path, query) }), retries),
    post: (path, body, { idempotencyKey = randomUUID() } = {}) =>
      persist(door, prepare(door.origin, { method: 'POST', path, body: bytesOf(body), idempotencyKey }), retries),
  };
}

type Door = { readonly origin: string; readonly key: SigningKey; readonly now: () => number | Promise<number>; readonly keys: OfficeKeys };
type Asked = { readonly method: string; readonly path: string; readonly body?: Uint8Array; readonly idempotencyKey?: string };
export type Prepared = RequestMessage & { readonly idempotencyKey?: string };

/** Nothing is answered later than this by an HTTP API. */
const mostMs = 35_000;
const pauses = { firstMs: 250, mostMs: 5000 };
/** Statuses after which the same request may do better. */
const passing = [429, 500, 502, 503, 504];
/** Refusals of a message that proves nothing, and of what stands before the office, have no signature. */
const unsigned = [400, 401, 403, 404, 413, 429];
const passingCodes = ['request.inFlight', 'record.busy'];
/** 128 bits are asked for. */
const nonceBytes = 24;

/**
 * A request before it is signed, addressed as it will be sent.
 *
 * @param asked.path beneath the API: `/partner/v1/loans?status=inReview`
 * @throws PartnerError
 */
export function prepare(origin: string, { method, path, body = utf8(''), idempotencyKey }: Asked): Prepared {
  const url = new URL(`${origin}${apiPrefix}${path}`);
  const [pathname, query] = [url.pathname, url.search.slice(1)];
  const isPlain = path.startsWith('/partner/') && forms.path.test(pathname) && forms.query.test(query) && url.hash === '';
  if (!isPlain || pathname !== `${apiPrefix}${path.split('?')[0]}`) {
    throw new PartnerError('usage', `expected a path such as /partner/v1/loans/lon_1 of letters, digits and . _ ~ - alone, got ${path}`);
  }
  if (idempotencyKey !== undefined && !/^[\w.:-]{1,128}$/.test(idempotencyKey)) {
    throw new PartnerError('usage', `expected an idempotency key of 1 to 128 letters, digits and . _ : -, got ${idempotencyKey}`);
  }
  const fields: Field[] = [
    ...(body.length > 0 ? [['content-type', 'application/json'] as const] : []),
    ...(idempotencyKey === undefined ? [] : [['idempotency-key', `"${idempotencyKey}"`] as const]),
  ];
  return { method, origin, path: pathname, query, fields, body, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
}

/** @returns the request with the fields of its signature, and the nonce that the answer must repeat */
export async function signed(request: RequestMessage, { key, now }: Pick<Door, 'key' | 'now'>): Promise<RequestMessage & { readonly nonce: string }> {
  const nonce = randomBytes(nonceBytes).toString('base64url');
  return { ...request, fields: [...request.fields, ...(await signRequest(request, { key, now: await now(), nonce }))], nonce };
}

/** A repetition has a new nonce and time and the same idempotency key, so that what was done is not done again. */
async function persist<T>(door: Door, request: Prepared, retries: number): Promise<Reply<T>> {
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await attempt<T>(door, request).catch((error: unknown) => unanswered(error, request));
    const isLast = attempts > retries;
    if (!(outcome instanceof PartnerError)) {
      if (isLast || !isPassing(outcome.reply)) return { ...outcome.reply, attempts };
    } else if (isLast) throw outcome;
    const asked = outcome instanceof PartnerError ? 0 : outcome.retryAfterMs;
    await sleep(Math.max(asked, Math.min(pauses.mostMs, pauses.firstMs * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2)));
  }
}

const isPassing = ({ status, problem }: Answered): boolean => passing.includes(status) || passingCodes.includes(problem?.code ?? '');

type Answered<T = unknown> = Omit<Reply<T>, 'attempts'>;

async function attempt<T>(door: Door, request: Prepared): Promise<{ reply: Answered<T>; retryAfterMs: number }> {
  const sent = await signed(request, door);
  const { origin, path, query, method, body } = sent;
  const response = await fetch(`${origin}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: [...sent.fields.map(([name, value]): [string, string] => [name, value]), ['accept-encoding', 'identity']],
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    redirect: 'manual',
    signal: AbortSignal.timeout(mostMs),
  });
  const message = { status: response.status, fields: [...response.headers], body: new Uint8Array(await response.arrayBuffer()) };
  const isProven = await prove(message, sent, door);
  const reply = { ...read<T>(message, response.headers), isProven, ...(request.idempotencyKey ? { idempotencyKey: request.idempotencyKey } : {}) };
  return { reply, retryAfterMs: Number(response.headers.get('retry-after') ?? 0) * 1000 };
}

/** Whatever is signed must verify, and whatever says more than that nothing was done is signed. */
async function prove(message: ResponseMessage, sent: RequestMessage & { nonce: string }, { keys, now }: Door): Promise<boolean> {
  const isSigned = message.fields.some(([name]) => name === 'signature');
  if (!isSigned && (unsigned.includes(message.status) || message.status >= 500)) return false;
  const outcome = await verifyResponse(message, sent, { now: await now(), keyOf: keys.keyOf });
  if (!outcome.ok) throw new PartnerError('unproven', `the answer (${message.status}) does not prove that it is the office's: ${outcome.reason}`);
  return true;
}

function read<T>({ status, body }: ResponseMessage, headers: Headers): Omit<Answered<T>, 'isProven'> {
  const text = new TextDecoder().decode(body);
  const said = headers.get('content-type')?.includes('json') ? parse(text) : {};
  const isRepeated = headers.get('idempotent-replayed') === 'true';
  const requestId = headers.get('x-request-id');
  const about = { status, isRepeated, ...(requestId ? { requestId } : {}) };
  if (status < 200 || status >= 300) return { ...about, data: undefined as T, problem: { title: `HTTP ${status}`, ...said, status } };
  return { ...about, data: said.data as T, ...(typeof said.next === 'string' ? { next: said.next } : {}) };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/**
 * What keeps a request from being answered, with the key to repeat it by.
 *
 * @throws PartnerError for an answer that proves nothing: the next one would prove no more
 */
function unanswered(error: unknown, { idempotencyKey }: Prepared): PartnerError {
  const repeat = idempotencyKey === undefined ? '' : `; repeat it with the idempotency key ${idempotencyKey}`;
  if (error instanceof PartnerError) {
    const same = new PartnerError(error.kind, `${error.message}${repeat}`);
    if (error.kind === 'unreachable') return same;
    throw same;
  }
  const isNetwork = error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
  if (!isNetwork) throw error;
  const cause = error.cause instanceof Error ? ('code' in error.cause && String(error.cause.code)) || error.cause.message : error.message;
  return new PartnerError('unreachable', `no answer: ${cause}${repeat}`);
}

const withQuery = (path: string, query: Readonly<Record<string, string | number>>): string => {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
};

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return utf8(body === undefined ? '' : JSON.stringify(body));
}
