import { errorTable } from '../../../shared/kit/errors.ts';
import type { Language } from '../../../shared/kit/label.ts';
import { resourceEntry } from '../office.ts';
import type { DataProvider } from '../refine.ts';
import { ApiProblem, call } from './api.ts';

/** A record as the API gives it: rows of a list carry its columns and no version, one record alone all fields and its version. */
export type Row = { readonly id: string; readonly status: string; readonly version?: string | number } & Readonly<Record<string, unknown>>;
export type ListMeta = {
  readonly index?: string;
  readonly partition?: Readonly<Record<string, string>>;
  readonly order?: 'asc' | 'desc';
  /** Limits of the first field that the index sorts by, themselves included. */
  readonly from?: string;
  readonly until?: string;
  readonly limit?: number;
  readonly cursor?: string;
};
export type Page = { readonly data: readonly Row[]; readonly next?: string };

/** One page of a list. */
export const listPage = (resource: string, { index, partition, order, from, until, limit = 50, cursor }: ListMeta): Promise<Page> =>
  call<Page>(resourceEntry(resource).path, { query: { index, ...partition, order, from, until, limit: String(limit), cursor } });

/** The records of a list in full: a list carries only its columns. Meant for the few that belong to one record. */
export async function wholeRows(resource: string, meta: ListMeta): Promise<readonly Row[]> {
  const { path } = resourceEntry(resource);
  const page = await listPage(resource, { limit: 100, ...meta });
  return Promise.all(page.data.map(async ({ id }) => (await call<{ data: Row }>(`${path}/${id}`)).data));
}

/** Refine's data provider on the office's API. Resources are named as in the definitions. */
export const dataProvider = {
  getApiUrl: () => '/api',
  getList: async ({ resource, meta }: { resource: string; meta?: ListMeta }) => {
    const page = await listPage(resource, meta ?? {});
    return { data: page.data, total: -1, next: page.next };
  },
  getOne: ({ resource, id }: { resource: string; id: string | number }) => call(`${resourceEntry(resource).path}/${id}`),
  create: ({ resource, variables }: { resource: string; variables: unknown }) => call(resourceEntry(resource).path, { method: 'POST', body: variables }),
  update: ({ resource, id, variables }: { resource: string; id: string | number; variables: unknown }) =>
    call(`${resourceEntry(resource).path}/${id}`, { method: 'PATCH', body: variables }),
  deleteOne: ({ resource, id }: { resource: string; id: string | number }) => call(`${resourceEntry(resource).path}/${id}`, { method: 'DELETE' }),
} as unknown as DataProvider; // Refine's generic signatures promise any TData; the API's answers are typed where they are used

/** What a failed request says to the person who made it. */
export function failureText(error: unknown, language: Language, offline: string): string {
  if (!(error instanceof ApiProblem)) return String(error instanceof Error ? error.message : error);
  if (error.statusCode === 0) return offline;
  const details = Object.values(error.errors).map(({ message }) => message);
  // What answers in place of the office, such as a gateway that is overloaded, has no words for people.
  const busy = error.statusCode >= 500 || error.statusCode === 429 ? errorTable['server.busy'] : undefined;
  return [(error.messages ?? busy)?.[language] ?? error.message, ...details].join('；');
}
