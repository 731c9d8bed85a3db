import type { InForce, SettingKey } from '../../shared/areas/settings/known-settings.ts';
import type { Actor } from '../../shared/kit/access.ts';
import type { Item, ResourceDefinition } from '../../shared/kit/define-resource.ts';
import type { Archive } from './archive.ts';
import type { Flows } from './flows.ts';
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

export type Log = { info(message: string, fields?: Record<string, unknown>): void; error(message: string, fields?: Record<string, unknown>): void };

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
