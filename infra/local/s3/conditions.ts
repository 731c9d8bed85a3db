import type { Headers } from './digest.ts';
import { refuse } from './errors.ts';
import type { Version } from './versions.ts';

/**
 * Checks If-None-Match and If-Match of a write against the version it would hide; to be called inside the write, where
 * nobody can come between.
 *
 * @example
 * checkWrite(call.headers, findVersion(store, { bucket, key }))
 */
export function checkWrite(headers: Headers, latest: Version | undefined): void {
  const noneMatch = headers['if-none-match'];
  const match = headers['if-match'];
  const existing = latest?.isMarker ? undefined : latest;
  if (noneMatch !== undefined && noneMatch.trim() !== '*')
    throw refuse('NotImplemented', undefined, { detail: { Header: 'If-None-Match', additionalMessage: 'only * is implemented' } });
  if (noneMatch !== undefined && existing) throw refuse('PreconditionFailed', undefined, { detail: { Condition: 'If-None-Match' } });
  if (match === undefined) return;
  if (!existing) throw refuse('NoSuchKey');
  if (!matches(match, existing.etag)) throw refuse('PreconditionFailed', undefined, { detail: { Condition: 'If-Match' } });
}

/**
 * Checks the four conditions of a read, or with `prefix` those of a copy's source. Answers whether the reader's own
 * copy is still good (304); a failed condition throws PreconditionFailed.
 *
 * @example
 * if (isNotModified(call.headers, version)) return { status: 304 }
 */
export function isNotModified(headers: Headers, version: Version, prefix = ''): boolean {
  const match = headers[`${prefix}if-match`];
  const noneMatch = headers[`${prefix}if-none-match`];
  const since = toTime(headers[`${prefix}if-modified-since`]);
  const unmodifiedSince = toTime(headers[`${prefix}if-unmodified-since`]);
  // HTTP dates have no fractions.
  const modified = Math.floor(version.modified / 1000) * 1000;
  if (match !== undefined) {
    if (!matches(match, version.etag)) throw refuse('PreconditionFailed', undefined, { detail: { Condition: 'If-Match' } });
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince)
    throw refuse('PreconditionFailed', undefined, { detail: { Condition: 'If-Unmodified-Since' } });
  if (noneMatch !== undefined) return matches(noneMatch, version.etag);
  return since !== undefined && modified <= since;
}

/**
 * The bytes a Range header asks for, both ends included; undefined where there is none that S3 would heed.
 * One that lies outside the object is InvalidRange.
 *
 * @example
 * toRange('bytes=-5', 20) // { start: 15, end: 19 }
 */
export function toRange(range: string | undefined, sizeBytes: number): { start: number; end: number } | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? [];
  if (range === undefined || (!first && !last)) return undefined;
  const start = first ? Number(first) : Math.max(sizeBytes - Number(last), 0);
  const end = first && last ? Math.min(Number(last), sizeBytes - 1) : sizeBytes - 1;
  if (first && last && Number(first) > Number(last)) return undefined;
  if (start > end)
    throw refuse('InvalidRange', undefined, {
      detail: { RangeRequested: range, ActualObjectSize: String(sizeBytes) },
      headers: { 'content-range': `bytes */${sizeBytes}` },
    });
  return { start, end };
}

function matches(list: string, etag: string): boolean {
  return list.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '').replaceAll('"', '')));
}

function toTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
