import { refuse } from './errors.ts';

export type LockMode = 'COMPLIANCE' | 'GOVERNANCE';
/** `until` in ms since the epoch. */
export type Retention = { mode: LockMode; until: number };
export type DefaultRetention = { mode: LockMode; days?: number; years?: number };
/** The lock on one version. A legal hold that was never set is null, not OFF. */
export type Lock = { retention: Retention | null; legalHold: 'ON' | 'OFF' | null };

const dayMs = 86_400_000;

/**
 * Refuses the permanent removal of a version under a legal hold or an unexpired retention. Only GOVERNANCE yields to a
 * caller who may bypass it.
 *
 * @example
 * assertRemovable(version.lock, { now: clock.now(), canBypass: false }) // throws AccessDenied while locked
 */
export function assertRemovable(lock: Lock, at: { now: number; canBypass: boolean }): void {
  if (lock.legalHold === 'ON') throw locked();
  if (isActive(lock.retention, at.now) && !(lock.retention.mode === 'GOVERNANCE' && at.canBypass)) throw locked();
}

/**
 * Refuses to weaken an active retention: a period never gets shorter and a mode never changes, save for GOVERNANCE in
 * the hands of a caller who may bypass it.
 *
 * @example
 * assertRetentionChange(current, { mode: 'COMPLIANCE', until: later }, { now, canBypass: false })
 */
export function assertRetentionChange(current: Retention | null, next: Retention | null, at: { now: number; canBypass: boolean }): void {
  if (!isActive(current, at.now)) return;
  const isKept = next !== null && next.mode === current.mode && next.until >= current.until;
  if (!isKept && !(current.mode === 'GOVERNANCE' && at.canBypass)) throw locked();
}

/**
 * Reads a retention a client asks for: both halves or neither, a known mode, a moment ahead.
 *
 * @example
 * toRetention('GOVERNANCE', '2027-01-01T00:00:00Z', clock.now())
 */
export function toRetention(mode: string | undefined, until: string | undefined, now: number): Retention | null {
  if (mode === undefined && until === undefined) return null;
  if (mode === undefined || until === undefined)
    throw refuse('InvalidArgument', 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied');
  if (mode !== 'COMPLIANCE' && mode !== 'GOVERNANCE') throw refuse('InvalidArgument', 'Unknown wormMode directive.');
  const moment = Date.parse(until);
  if (Number.isNaN(moment)) throw refuse('InvalidArgument', 'The retain until date must be provided in ISO 8601 format');
  if (moment <= now) throw refuse('InvalidArgument', 'The retain until date must be in the future!');
  return { mode, until: moment };
}

/**
 * Reads a legal hold's status.
 *
 * @example
 * toLegalHold('ON')
 */
export function toLegalHold(status: string | undefined): 'ON' | 'OFF' | null {
  if (status === undefined) return null;
  if (status !== 'ON' && status !== 'OFF') throw refuse('InvalidArgument', 'Legal Hold must be either of ON or OFF');
  return status;
}

/**
 * The retention a bucket's default gives to a version made now. A year counts 365 days, as in S3.
 *
 * @example
 * defaultRetention({ mode: 'COMPLIANCE', years: 30 }, clock.now())
 */
export function defaultRetention(rule: DefaultRetention | null, now: number): Retention | null {
  if (!rule) return null;
  return { mode: rule.mode, until: now + (rule.days ?? (rule.years ?? 0) * 365) * dayMs };
}

function isActive(retention: Retention | null, now: number): retention is Retention {
  return retention !== null && retention.until > now;
}

function locked() {
  return refuse('AccessDenied', 'Access Denied because object protected by object lock.');
}
