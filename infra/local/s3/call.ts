import type { AccessKeys } from '../access.ts';
import type { Clock } from '../clock.ts';
import type { Piece } from './blobs.ts';
import type { Bucket, Buckets } from './buckets.ts';
import type { ChunkSigning } from './chunked.ts';
import type { Headers } from './digest.ts';
import { refuse } from './errors.ts';
import type { Store } from './store.ts';

/** What all requests share. */
export type Service = {
  store: Store;
  buckets: Buckets;
  clock: Clock;
  keys: AccessKeys;
  region: string;
  account: string;
  partition: string;
};

/** `hash` is x-amz-content-sha256: a hex SHA-256, UNSIGNED-PAYLOAD or one of the streaming forms. */
export type Payload = { hash: string; signing: ChunkSigning };

/** An authenticated request to one operation. */
export type Call = {
  service: Service;
  bucketName: string;
  /** The bucket named in the path. Throws NoSuchBucket. */
  bucket(): Bucket;
  key: string;
  query: URLSearchParams;
  /** Lower-case names; in a presigned URL also the x-amz-* parameters that stand for headers. */
  headers: Headers;
  payload: Payload;
  body: AsyncIterable<Buffer>;
  /** Whether the caller may do this; on the request's own bucket and key unless told otherwise. */
  allows(action: string, target?: Target): boolean;
  /** Throws AccessDenied, naming action and resource, where `allows` says no. */
  demand(action: string, target?: Target): void;
};

export type Target = { bucket?: string; key?: string; versionId?: string; context?: Record<string, string> };

const maxKeyBytes = 1024;

export type Reply = {
  status: number;
  headers?: Record<string, string>;
  /** An XML document. */
  document?: string;
  /** Bytes of an object; `release` is called when they were sent, or not. */
  data?: { pieces: Piece[]; start: number; end: number; release(): void };
};

/**
 * The version a request names, or undefined for the latest. An id that cannot be one is InvalidArgument.
 *
 * @example
 * const versionId = versionIdOf(call)
 */
export function versionIdOf(call: Pick<Call, 'query'>): string | undefined {
  const versionId = call.query.get('versionId');
  if (versionId === null) return undefined;
  return checkVersionId(versionId);
}

/**
 * Refuses a version id that this server never gave out.
 *
 * @example
 * checkVersionId('null')
 */
export function checkVersionId(versionId: string): string {
  if (!/^(?:null|[\w-]{32})$/.test(versionId)) throw refuse('InvalidArgument', 'Invalid version id specified');
  return versionId;
}

/**
 * Refuses a key longer than S3's 1,024 bytes of UTF-8, or with a NUL, where SQLite would end it.
 *
 * @example
 * checkKey('案场/合同.pdf')
 */
export function checkKey(key: string): string {
  if (Buffer.byteLength(key) > maxKeyBytes) throw refuse('KeyTooLongError');
  if (key.includes('\0')) throw refuse('InvalidURI', 'A key must not contain NUL.');
  return key;
}

/**
 * A whole number in the query, or the fallback where it is absent.
 *
 * @example
 * const limit = Math.min(wholeNumber(call, 'max-keys', 1000), 1000)
 */
export function wholeNumber(call: Pick<Call, 'query'>, name: string, fallback: number): number {
  const text = call.query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text)) throw refuse('InvalidArgument', `Provided ${name} not an integer or within integer range`);
  return Number(text);
}

/**
 * Whether the caller asks to step over GOVERNANCE, and may.
 *
 * @example
 * assertRemovable(version.lock, { now, canBypass: canBypass(call) })
 */
export function canBypass(call: Call, target?: Target): boolean {
  const asked = call.headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true';
  return asked && call.allows('s3:BypassGovernanceRetention', target);
}
