import { checkPolicy, type PolicyDocument } from '../access.ts';
import { refuse } from './errors.ts';
import type { DefaultRetention } from './lock.ts';
import type { Store } from './store.ts';

export type CorsRule = {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders?: string[];
  exposedHeaders?: string[];
  maxAgeSeconds?: number;
};

/** Days count from the moment a version is made, or stops being the newest, to the next midnight UTC. */
export type LifecycleRule = {
  id?: string;
  isEnabled: boolean;
  prefix?: string;
  expirationDays?: number;
  /** Removes a delete marker that is the only version left. */
  expiredObjectDeleteMarker?: boolean;
  noncurrentDays?: number;
  /** How many noncurrent versions stay whatever their age. */
  newerNoncurrentVersions?: number;
  abortIncompleteUploadDays?: number;
};

/** What a template declares of a bucket. `objectLock: {}` switches Object Lock on without a default retention. */
export type BucketOptions = {
  name: string;
  versioning: boolean;
  objectLock?: { mode?: DefaultRetention['mode']; days?: number; years?: number };
  cors?: CorsRule[];
  lifecycle?: LifecycleRule[];
  policy?: PolicyDocument;
};

type Settings = {
  isLockEnabled: boolean;
  defaultRetention: DefaultRetention | null;
  cors: CorsRule[];
  lifecycle: LifecycleRule[];
  policy?: PolicyDocument;
};

export type Bucket = Settings & { name: string; created: number; versioning: 'Enabled' | 'Suspended' | null };
export type Buckets = Map<string, Bucket>;

/**
 * The buckets on disk, brought to what the template declares. A bucket the template no longer names keeps its objects.
 * A declaration that cannot be is an Error naming the bucket: a lock without versioning, a lock taken away.
 *
 * @example
 * const buckets = await openBuckets(store, options.buckets, clock.now())
 */
export async function openBuckets(store: Store, declared: BucketOptions[], now: number): Promise<Buckets> {
  const rows = store.sql('SELECT name, created, versioning, settings FROM buckets').all();
  const buckets: Buckets = new Map();
  for (const row of rows) {
    const settings: Settings = JSON.parse(String(row.settings));
    const versioning = row.versioning === 'Enabled' || row.versioning === 'Suspended' ? row.versioning : null;
    buckets.set(String(row.name), { ...settings, name: String(row.name), created: Number(row.created), versioning });
  }
  for (const options of declared) buckets.set(options.name, fromOptions(options, buckets.get(options.name), now));
  await Promise.all(declared.map(({ name }) => buckets.get(name)).map((bucket) => bucket && saveBucket(store, bucket)));
  return buckets;
}

/**
 * Writes a bucket's row.
 *
 * @example
 * await saveBucket(store, { ...bucket, versioning: 'Suspended' })
 */
export function saveBucket(store: Store, bucket: Bucket): Promise<void> {
  const { name, created, versioning, ...settings } = bucket;
  return store.write(() => {
    store
      .sql(`INSERT INTO buckets (name, created, versioning, settings) VALUES (?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET versioning = excluded.versioning, settings = excluded.settings`)
      .run(name, created, versioning, JSON.stringify(settings));
  });
}

/**
 * A bucket made by CreateBucket: no rules and no policy.
 *
 * @example
 * newBucket('inbox', { isLockEnabled: false, now: clock.now() })
 */
export function newBucket(name: string, options: { isLockEnabled: boolean; now: number }): Bucket {
  if (!isBucketName(name)) throw refuse('InvalidBucketName', undefined, { detail: { BucketName: name } });
  const { isLockEnabled, now } = options;
  const versioning = isLockEnabled ? 'Enabled' : null;
  return { name, created: now, versioning, isLockEnabled, defaultRetention: null, cors: [], lifecycle: [] };
}

function fromOptions(options: BucketOptions, known: Bucket | undefined, now: number): Bucket {
  const fail = (problem: string) => new Error(`bucket ${options.name}: ${problem}`);
  const lock = options.objectLock;
  if (!isBucketName(options.name)) throw fail('expected a name of 3 to 63 lower-case letters, digits, dots and hyphens');
  if (lock && !options.versioning) throw fail('Object Lock needs versioning');
  if (known?.isLockEnabled && !lock) throw fail('Object Lock cannot be switched off');
  if (options.policy) checkBucketPolicy(options.policy, fail);
  return {
    name: options.name,
    created: known?.created ?? now,
    // A bucket that was versioned once can only be suspended.
    versioning: options.versioning ? 'Enabled' : known?.versioning ? 'Suspended' : null,
    isLockEnabled: lock !== undefined,
    defaultRetention: toDefault(lock, fail),
    cors: options.cors ?? [],
    lifecycle: options.lifecycle ?? [],
    policy: options.policy,
  };
}

function toDefault(lock: BucketOptions['objectLock'], fail: (problem: string) => Error): DefaultRetention | null {
  if (!lock?.mode) return null;
  if ((lock.days === undefined) === (lock.years === undefined)) throw fail('expected a default retention of days or years');
  if ((lock.days ?? lock.years ?? 0) < 1) throw fail('expected a default retention of at least one day');
  return { mode: lock.mode, days: lock.days, years: lock.years };
}

function checkBucketPolicy(policy: PolicyDocument, fail: (problem: string) => Error): void {
  checkPolicy(policy);
  for (const statement of [policy.Statement].flat()) {
    if (statement.NotPrincipal !== undefined) throw fail('NotPrincipal in a bucket policy is not implemented');
    if (statement.Principal === undefined) throw fail('a statement of the bucket policy names no Principal');
  }
}

function isBucketName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/.test(name);
}
