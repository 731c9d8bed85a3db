import { randomUUID } from 'node:crypto';

export type Answer<T = Record<string, unknown>> = {
  readonly status: number;
  readonly data: T;
  readonly next?: string;
  readonly problem?: Problem;
  readonly cost: Cost;
};
export type Problem = {
  readonly code: string;
  readonly title: string;
  readonly detail?: unknown;
  readonly errors?: Record<string, { key: string; message: string }>;
};
/** What an answer cost in DynamoDB: calls, read and write units. */
export type Cost = { readonly calls: number; readonly read: number; readonly write: number };

/** The office as one person sees it over its public API. */
export type Client = {
  readonly login: string;
  get<T = Record<string, unknown>>(path: string, query?: Record<string, string | number>): Promise<Answer<T>>;
  post<T = Record<string, unknown>>(path: string, body?: unknown): Promise<Answer<T>>;
  patch<T = Record<string, unknown>>(path: string, body: unknown): Promise<Answer<T>>;
};

/**
 * Calls the API with a person's token. Refusals are answers, not errors.
 *
 * @param options.api address of the API, such as `http://127.0.0.1:8080/api`
 * @param options.token an access token; asked for a fresh one when the last was refused (the clock may have moved past its end)
 * @example (await createClient({ api, login: 'lina', token: async () => token }).get('/projects/project', { index: 'all' })).data
 */
export function createClient(options: { api: string; login: string; token: (isFresh: boolean) => Promise<string> }): Client {
  const send = async (method: string, path: string, body?: unknown) => {
    const withBody = body === undefined ? {} : { body: JSON.stringify(body) };
    const writing: Record<string, string> = method === 'GET' ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const once = async (isFresh: boolean) => {
      const headers = { authorization: `Bearer ${await options.token(isFresh)}`, 'accept-language': 'zh', ...writing };
      return fetch(options.api + path, { method, headers, ...withBody });
    };
    const first = await once(false);
    return read(first.status === 401 || first.status === 403 ? await once(true) : first);
  };
  return {
    login: options.login,
    get: <T>(path: string, query = {}) => send('GET', `${path}${queryOf(query)}`) as Promise<Answer<T>>,
    post: <T>(path: string, body: unknown = {}) => send('POST', path, body) as Promise<Answer<T>>,
    patch: <T>(path: string, body: unknown) => send('PATCH', path, body) as Promise<Answer<T>>,
  };
}

const queryOf = (query: Record<string, string | number>): string => {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text && `?${text}`;
};

async function read(response: Response): Promise<Answer<unknown>> {
  const text = await response.text();
  const body = text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {};
  const cost = costOf(response.headers.get('x-cost'));
  if (!response.ok)
    return { status: response.status, data: {}, problem: body.code ? body : { code: `http.${response.status}`, title: text.slice(0, 200) }, cost };
  return { status: response.status, data: body.data ?? body, ...(body.next ? { next: body.next } : {}), cost };
}

/** `x-cost: calls=1, read=0.5, write=8` */
function costOf(header: string | null): Cost {
  const figure = (name: string) => Number(new RegExp(`${name}=([\\d.]+)`).exec(header ?? '')?.[1] ?? 0);
  return { calls: figure('calls'), read: figure('read'), write: figure('write') };
}
