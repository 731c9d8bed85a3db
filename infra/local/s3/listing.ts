import type { Store } from './store.ts';
import { toVersion, type Version } from './versions.ts';

/**
 * Where a listing goes on: at `key`, or after it. With `seq`, after that version of `key`, the older ones still to come.
 */
export type Position = { key: string; isAfter: boolean; seq?: number };

export type Page = {
  versions: Version[];
  /** Common prefixes: what stands for all keys that share it up to the delimiter. */
  prefixes: string[];
  /** Where the next page begins and what ended this one; undefined on the last page. */
  next?: { position: Position; last: { key: string; versionId?: string } };
};

type Query = { bucket: string; prefix: string; delimiter: string; from: Position; limit: number; allVersions: boolean };

const objects = `SELECT * FROM versions
  WHERE bucket = ? AND key >= ? AND is_latest = 1 AND is_marker = 0 ORDER BY key`;
const versions = 'SELECT * FROM versions WHERE bucket = ? AND key >= ? ORDER BY key, seq DESC';

/**
 * One page of a bucket in UTF-8 order of keys, newest version first. A common prefix counts as one entry, and the rows
 * under it are jumped over, not read.
 *
 * @example
 * const page = listPage(store, { bucket, prefix: '', delimiter: '/', from: start, limit: 1000, allVersions: false })
 */
export function listPage(store: Store, query: Query): Page {
  const page: Page = { versions: [], prefixes: [] };
  if (query.limit === 0) return page;
  let from: Position | undefined = inOrder(query.from.key, query.prefix) < 0 ? { key: query.prefix, isAfter: false } : query.from;
  while (from) from = walk(store, { ...query, from }, page);
  return page;
}

/**
 * The first position behind all keys with a prefix; undefined when there can be none.
 *
 * @example
 * afterPrefix('a/') // { key: 'a0', isAfter: false }
 */
export function afterPrefix(prefix: string): Position | undefined {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const code = last.codePointAt(0) ?? 0;
    if (code === 0x10ffff) continue;
    // Surrogates are no characters of their own.
    const next = code === 0xd7ff ? 0xe000 : code + 1;
    return { key: points.join('') + String.fromCodePoint(next), isAfter: false };
  }
  return undefined;
}

/**
 * The part of a key up to the first delimiter behind the prefix, or undefined.
 *
 * @example
 * commonPrefix('a/b/c', { prefix: 'a/', delimiter: '/' }) // 'a/b/'
 */
export function commonPrefix(key: string, query: { prefix: string; delimiter: string }): string | undefined {
  if (query.delimiter === '') return undefined;
  const at = key.indexOf(query.delimiter, query.prefix.length);
  return at < 0 ? undefined : key.slice(0, at + query.delimiter.length);
}

/** Fills the page; returns where to go on after a common prefix, undefined at the end. */
function walk(store: Store, query: Query, page: Page): Position | undefined {
  const { from, limit } = query;
  const rows = store.sql(query.allVersions ? versions : objects).iterate(query.bucket, from.key);
  for (const row of rows) {
    const key = String(row.key);
    if (!key.startsWith(query.prefix)) return undefined;
    if (key === from.key && isBehind(from, Number(row.seq))) continue;
    const count = page.versions.length + page.prefixes.length;
    const prefix = commonPrefix(key, query);
    if (count === limit) {
      page.next = nextOf(page);
      return undefined;
    }
    if (prefix !== undefined) {
      page.prefixes.push(prefix);
      return afterPrefix(prefix);
    }
    page.versions.push(toVersion(row));
  }
  return undefined;
}

function nextOf(page: Page): Page['next'] {
  const version = page.versions.at(-1);
  const prefix = page.prefixes.at(-1);
  if (prefix !== undefined && (!version || inOrder(prefix, version.key) > 0)) {
    const position = afterPrefix(prefix);
    return position && { position, last: { key: prefix } };
  }
  if (!version) return undefined;
  const { key, versionId, seq } = version;
  return { position: { key, isAfter: true, seq }, last: { key, versionId } };
}

function isBehind(from: Position, seq: number): boolean {
  return from.seq === undefined ? from.isAfter : seq >= from.seq;
}

function inOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
