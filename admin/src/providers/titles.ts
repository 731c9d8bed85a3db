import { useSyncExternalStore } from 'react';
import { resourceEntry } from '../office.ts';
import { call } from './api.ts';

/** Requests made within this many milliseconds go together, one for each resource. */
const gatherFor = 12;
/** Most ids of one request. */
const most = 100;

const known = new Map<string, string>();
const asked = new Set<string>();
const waiting = new Map<string, Set<string>>();
const listeners = new Set<() => void>();
let isGathering = false;

/** Titles that came with something else, such as the list of projects. */
export function rememberTitles(titles: Readonly<Record<string, string>>): void {
  for (const [id, title] of Object.entries(titles)) known.set(id, title);
  for (const tell of listeners) tell();
}

/** The title of a record by its id; `undefined` until it is known. */
export function useTitle(resource: string, id: string | undefined): string | undefined {
  return useSyncExternalStore(subscribe, () => {
    if (!id) return undefined;
    if (!known.has(id)) ask(resource, id);
    return known.get(id);
  });
}

/** Titles of many records, for exports. */
export async function titlesOf(resource: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  await load(
    resource,
    ids.filter((id) => !known.has(id)),
  );
  return known;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function ask(resource: string, id: string): void {
  if (asked.has(id)) return;
  asked.add(id);
  const ids = waiting.get(resource) ?? new Set();
  waiting.set(resource, ids.add(id));
  if (!isGathering) setTimeout(flush, gatherFor);
  isGathering = true;
}

function flush(): void {
  isGathering = false;
  for (const [resource, ids] of waiting) {
    // A title that cannot be had leaves the id on the screen; it is asked for again with the next page.
    load(resource, [...ids]).catch(() => {
      for (const id of ids) asked.delete(id);
    });
  }
  waiting.clear();
}

async function load(resource: string, ids: readonly string[]): Promise<void> {
  const distinct = [...new Set(ids)];
  for (let from = 0; from < distinct.length; from += most) {
    const { data } = await call<{ data: Record<string, string> }>(`${resourceEntry(resource).path}/titles`, {
      method: 'POST',
      body: { ids: distinct.slice(from, from + most) },
    });
    // What has no title, such as the person who entered the empty office first, is called by its id.
    const unknown = distinct.slice(from, from + most).filter((id) => data[id] === undefined);
    rememberTitles({ ...data, ...Object.fromEntries(unknown.map((id) => [id, id])) });
  }
}
