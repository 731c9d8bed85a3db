import type { Language } from '../../../shared/kit/label.ts';

export type ApiErrors = Readonly<Record<string, { readonly key: string; readonly message: string }>>;
type ProblemBody = {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: unknown;
  readonly errors?: ApiErrors;
  readonly messages?: Readonly<Record<Language, string>>;
};

/** A refusal of the API, or `network` when there was no answer. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly statusCode: number;
  /** Refusals by the path of their field. */
  readonly errors: ApiErrors;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly messages: Readonly<Record<Language, string>> | undefined;
  /** What to tell whoever looks after the system. */
  readonly requestId: string | undefined;
  constructor(statusCode: number, body: ProblemBody, requestId?: string) {
    super(body.title ?? body.code ?? String(statusCode));
    this.name = 'ApiProblem';
    this.code = body.code ?? (statusCode === 0 ? 'network' : 'server.failed');
    this.statusCode = statusCode;
    this.errors = body.errors ?? {};
    this.detail = typeof body.detail === 'object' && body.detail !== null ? (body.detail as Record<string, unknown>) : {};
    this.messages = body.messages;
    this.requestId = requestId;
  }
}

export type CallOptions = {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

type Guard = { readonly token: (isRefused: boolean) => Promise<string | undefined>; readonly onSignedOut: () => Promise<boolean> };
let guard: Guard = { token: async () => undefined, onSignedOut: async () => false };
let language: Language = 'zh';

/** Where requests get their token from, and what to do when there is none any more. */
export const setGuard = (next: Guard): void => {
  guard = next;
};
export const setRequestLanguage = (next: Language): void => {
  language = next;
};

/** Keys of requests that got no answer: the same request sent again has the same key, so that it takes effect once. */
const openKeys = new Map<string, string>();

/**
 * Calls the API beneath `/api` and answers the body.
 *
 * @throws ApiProblem for every answer but 2xx, and when there is no answer
 * @example await call<{ data: Row }>('/contracts/contract/ctr_1')
 */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(path, options, false);
  if (!isTokenRefused(response)) return read<T>(response);
  const again = await send(path, options, true);
  if (again.status !== 401 || !(await guard.onSignedOut())) return read<T>(again);
  return read<T>(await send(path, options, false));
}

/** The gateway answers 403 without a problem of ours when the authoriser refuses a token, such as one that ran out. */
const isTokenRefused = (response: Response): boolean =>
  response.status === 401 || (response.status === 403 && !(response.headers.get('content-type') ?? '').includes('problem'));

async function send(path: string, { method = 'GET', query = {}, body, signal }: CallOptions, isRefused: boolean): Promise<Response> {
  const token = await guard.token(isRefused);
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '');
  const text = body === undefined ? undefined : JSON.stringify(body);
  const writes = method === 'POST' || method === 'PATCH';
  const request = `${method} ${path} ${text}`;
  const key = writes ? (openKeys.get(request) ?? crypto.randomUUID()) : undefined;
  if (key) openKeys.set(request, key);
  const headers = {
    'accept-language': language,
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(text === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key ? { 'idempotency-key': key } : {}),
  };
  const url = `/api${path}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
  const response = await fetch(url, { method, headers, ...(text === undefined ? {} : { body: text }), ...(signal ? { signal } : {}) }).catch(
    (error: unknown) => {
      throw signal?.aborted ? error : new ApiProblem(0, {});
    },
  );
  if (!isTokenRefused(response)) openKeys.delete(request);
  return response;
}

async function read<T>(response: Response): Promise<T> {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  if (response.ok) return (isJson ? await response.json() : undefined) as T;
  throw new ApiProblem(response.status, isJson ? await response.json() : {}, requestId);
}
