import type { Bucket, LifecycleRule } from './buckets.ts';
import type { Service } from './call.ts';
import { S3Error } from './errors.ts';
import { assertRemovable } from './lock.ts';
import { removeUpload } from './uploads.ts';
import { findVersion, hideKey, removeVersion, toVersion, type Version } from './versions.ts';

const dayMs = 86_400_000;

/**
 * Applies the buckets' lifecycle rules at each midnight UTC of the clock, and once now. Returns how to stop; `settled`
 * resolves when a run under way is over.
 *
 * @example
 * const lifecycle = startLifecycle(service)
 */
export function startLifecycle(service: Service): { stop(): void; settled(): Promise<void> } {
  let cancel = () => {};
  let running = Promise.resolve();
  const run = () => {
    cancel = service.clock.setTimer(floorToDay(service.clock.now()) + dayMs, run);
    running = running.then(() => applyLifecycle(service)).catch((error) => console.error('s3: lifecycle', error));
  };
  run();
  return { stop: () => cancel(), settled: () => running };
}

/** Applies every enabled rule to what is due now. A locked version stays until its lock ends. */
async function applyLifecycle(service: Service): Promise<void> {
  for (const bucket of service.buckets.values()) {
    for (const rule of bucket.lifecycle) {
      if (!rule.isEnabled) continue;
      await expireCurrent(service, bucket, rule);
      await expireNoncurrent(service, bucket, rule);
      await removeLoneMarkers(service, bucket, rule);
      await abortUploads(service, bucket, rule);
    }
  }
}

async function expireCurrent(service: Service, bucket: Bucket, rule: LifecycleRule): Promise<void> {
  if (rule.expirationDays === undefined) return;
  const rows = service.store
    .sql('SELECT * FROM versions WHERE bucket = ? AND is_latest = 1 AND is_marker = 0 AND modified <= ?')
    .all(bucket.name, cutoff(service, rule.expirationDays));
  for (const version of rows.map(toVersion).filter(under(rule)))
    await service.store.write((transaction) => {
      // Somebody may have written since: only the version that was found due is hidden.
      const current = findVersion(service.store, { bucket: bucket.name, key: version.key });
      if (current?.seq === version.seq) hideKey(service.store, transaction, { bucket, key: version.key, now: service.clock.now() });
    });
}

async function expireNoncurrent(service: Service, bucket: Bucket, rule: LifecycleRule): Promise<void> {
  if (rule.noncurrentDays === undefined) return;
  const rows = service.store
    .sql(`SELECT * FROM (SELECT *, lag(modified) OVER newest AS superseded, row_number() OVER newest AS place
        FROM versions WHERE bucket = ? WINDOW newest AS (PARTITION BY key ORDER BY seq DESC))
      WHERE is_latest = 0 AND superseded <= ? AND place - 1 > ?`)
    .all(bucket.name, cutoff(service, rule.noncurrentDays), rule.newerNoncurrentVersions ?? 0);
  for (const version of rows.map(toVersion).filter(under(rule))) await removeUnlocked(service, version);
}

async function removeLoneMarkers(service: Service, bucket: Bucket, rule: LifecycleRule): Promise<void> {
  if (!rule.expiredObjectDeleteMarker) return;
  const rows = service.store
    .sql(`SELECT * FROM versions AS one WHERE bucket = ? AND is_latest = 1 AND is_marker = 1 AND NOT EXISTS
      (SELECT 1 FROM versions AS other WHERE other.bucket = one.bucket AND other.key = one.key AND other.seq < one.seq)`)
    .all(bucket.name);
  for (const version of rows.map(toVersion).filter(under(rule))) await removeUnlocked(service, version);
}

async function abortUploads(service: Service, bucket: Bucket, rule: LifecycleRule): Promise<void> {
  if (rule.abortIncompleteUploadDays === undefined) return;
  const rows = service.store
    .sql('SELECT id, key FROM uploads WHERE bucket = ? AND initiated <= ?')
    .all(bucket.name, cutoff(service, rule.abortIncompleteUploadDays));
  const due = rows.map((row) => ({ id: String(row.id), key: String(row.key) })).filter(under(rule));
  for (const { id } of due) await service.store.write((transaction) => removeUpload(service.store, transaction, { id, kept: new Set() }));
}

async function removeUnlocked(service: Service, version: Version): Promise<void> {
  try {
    await service.store.write((transaction) => {
      const current = findVersion(service.store, version);
      if (!current) return;
      assertRemovable(current.lock, { now: service.clock.now(), canBypass: false });
      removeVersion(service.store, transaction, current);
    });
  } catch (error) {
    // Locked: its turn comes at a later midnight.
    if (!(error instanceof S3Error && error.code === 'AccessDenied')) throw error;
  }
}

/** S3 counts whole days and rounds up to the next midnight UTC; so what began by this moment is due now. */
function cutoff(service: Service, days: number): number {
  return floorToDay(service.clock.now()) - days * dayMs;
}

function floorToDay(time: number): number {
  return Math.floor(time / dayMs) * dayMs;
}

function under(rule: LifecycleRule): (item: { key: string }) => boolean {
  return ({ key }) => key.startsWith(rule.prefix ?? '');
}
