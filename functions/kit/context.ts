import type { InForce, SettingKey } from '../../shared/areas/settings/known-settings.ts';
import type { Actor } from '../../shared/kit/access.ts';
import { shanghaiDate } from '../../shared/kit/calendar/plain-date.ts';
import type { Item, ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { makeId } from '../../shared/kit/ids.ts';
import type { Label } from '../../shared/kit/label.ts';
import { roleNames } from '../../shared/kit/roles.ts';
import type { Archive } from './archive.ts';
import type { Flows } from './flows.ts';
import { type Log, log } from './log.ts';
import type { Spent } from './records/database.ts';
import { openOffice } from './records/office.ts';
import type { Office } from './records/scope.ts';
import { openStore, type Store } from './records/store.ts';
import type { AnyItem, Write } from './records/write.ts';

/** A row of a list: the id, the status and the list columns of its definition. */
export type ListRow<R extends ResourceDefinition> = Partial<Item<R>> & { readonly id: string; readonly status: string };
export type ListQuery = {
  readonly index: string;
  readonly where: Readonly<Record<string, unknown>>;
  readonly order?: 'asc' | 'desc';
  /** At most 100; 50 unless told. */
  readonly limit?: number;
  readonly cursor?: string;
  /** Bounds of the sort fields, both inclusive. */
  readonly from?: string;
  readonly until?: string;
};
/** The answers of a transaction, one for each write. */
export type Written<W extends readonly Write[]> = { [K in keyof W]: W[K] extends Write<infer R> ? Item<R> : never };

export type Records = {
  /** One record that the actor may see. @throws RefusalError `record.missing` */
  get<R extends ResourceDefinition>(resource: R, id: string, options?: { consistent?: boolean }): Promise<Item<R>>;
  /** The record that holds these values of a unique rule, if the actor may see it. */
  find<R extends ResourceDefinition>(
    resource: R,
    unique: string & keyof NonNullable<R['unique']>,
    values: Readonly<Record<string, unknown>>,
  ): Promise<Item<R> | undefined>;
  /** A page of the rows the actor may see. */
  list<R extends ResourceDefinition>(resource: R, query: ListQuery): Promise<{ items: ListRow<R>[]; next?: string }>;
  /** All of it or nothing, with an audit event for each change. Serial numbers stand in the answers. */
  write<const W extends readonly Write[]>(writes: W, extra?: WriteExtra): Promise<Written<W>>;
};
/** Makes a repeated request answer what the first one did: the answer is stored in the same transaction. */
export type Idempotency = {
  readonly resource: string;
  readonly key: string;
  readonly fingerprint: string;
  answer(written: readonly AnyItem[]): { status: number; body: unknown };
};
export type WriteExtra = { readonly idempotency?: Idempotency };

/** Dated settings: what the office has set itself, before the presets. Cached for up to 60 s. */
export type Settings = {
  /** The value in force on a day (today unless told). */
  get<K extends SettingKey>(key: K, on?: string): Promise<InForce<K>>;
  all(on?: string): Promise<{ [K in SettingKey]: InForce<K> }>;
};

/** What every operation is given. */
export type Context = {
  readonly actor: Actor;
  /** The instant of the request, UTC. */
  readonly now: string;
  /** The date in Shanghai at that instant. */
  readonly today: string;
  readonly requestId: string;
  newId(prefix: string): string;
  readonly records: Records;
  readonly settings: Settings;
  readonly archive: Archive;
  readonly flows: Flows;
  readonly log: Log;
};

/** What every function has, whatever it does; those of operations have more (`open-context.ts`). */
export type Opened = {
  readonly context: Omit<Context, 'settings' | 'archive' | 'flows'>;
  readonly store: Store;
  readonly action: Label;
  readonly spent: Readonly<Spent>;
  readonly office: Office;
};

/** Flows and schedules act as the office itself. */
export const officeItself: Actor = { id: 'office', name: '系统', roles: roleNames, projects: '*' };

/**
 * Opens the office for one request. This file is the only one that asks the machine for time, randomness and its environment.
 *
 * @param request.action what is done, in the words of a refusal
 */
export function openRequest(request: { actor: Actor; requestId: string; action: Label }): Opened {
  const { actor, requestId, action } = request;
  const office = officeHere();
  const nowMs = currentMs();
  const now = new Date(nowMs).toISOString();
  const today = shanghaiDate(now);
  const newId = (prefix: string) => makeId(prefix, nowMs, random);
  const store = openStore({ ...office, ...request, now, today, newId });
  return { context: { actor, now, today, requestId, newId, records: store, log }, store, action, spent: office.database.spent, office };
}

/** A value of the environment; '' when there is none. */
export const environment = (name: string): string => process.env[name] ?? '';

/** Milliseconds since 1970. An office on one machine may have its clock moved: what moves it leaves its offset here. */
export function currentMs(): number {
  const offset: unknown = Reflect.get(globalThis, Symbol.for('anchang.clockOffset'));
  return Date.now() + (typeof offset === 'function' ? Number(offset()) : 0);
}

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

/** What outlives a request, for each set of tables that this process has been pointed at. */
const known = new Map<string, Office>();

function officeHere(): Office {
  const tables = { records: environment('RECORDS_TABLE'), audit: environment('AUDIT_TABLE') };
  const key = `${tables.records} ${tables.audit} ${environment('AWS_ENDPOINT_URL_DYNAMODB')}`;
  const office = known.get(key) ?? openOffice(tables, random);
  known.set(key, office);
  return office;
}
