import type { RowFilter } from '../../../shared/kit/access.ts';
import type { Item, ResourceDefinition, SystemFields, Values } from '../../../shared/kit/define-resource.ts';

/** Values by field name, of whatever resource. */
export type Row = Readonly<Record<string, unknown>>;
/** A record of whatever resource. */
export type AnyItem = SystemFields & Row;

/** What a write knows of the record it starts from. `row` holds at least the values its index keys and guards are made of. */
export type Base = {
  readonly version: number;
  readonly status: string;
  readonly row: Row;
  /** Only of a base that a client's token brought: keyed hashes of the personal values that stand in guards. */
  readonly hashes?: Readonly<Record<string, string>>;
};

type Common<R extends ResourceDefinition> = { readonly resource: R; readonly event: string; readonly reason?: string };

export type CreateWrite<R extends ResourceDefinition = ResourceDefinition> = Common<R> & {
  readonly kind: 'create';
  readonly id?: string;
  readonly status: string;
  readonly values: Row;
};
export type ChangeWrite<R extends ResourceDefinition = ResourceDefinition> = Common<R> & {
  readonly kind: 'change';
  readonly id: string;
  readonly base: Base;
  readonly changes: Row;
  readonly to?: string;
  readonly from?: readonly string[];
  /** The actor's row filter: the stored record must be inside. */
  readonly within?: RowFilter;
};
export type RemoveWrite<R extends ResourceDefinition = ResourceDefinition> = Common<R> & {
  readonly kind: 'remove';
  readonly id: string;
  readonly base: Base;
  readonly within?: RowFilter;
};
export type GuardWrite<R extends ResourceDefinition = ResourceDefinition> = {
  readonly kind: 'guard';
  readonly resource: R;
  readonly id: string;
  readonly base: Base;
};

/** One part of a transaction. */
export type Write<R extends ResourceDefinition = ResourceDefinition> = CreateWrite<R> | ChangeWrite<R> | RemoveWrite<R> | GuardWrite<R>;

/**
 * Makes a record. Serial numbers are filled in when it is written; the id too unless it is given.
 *
 * @example create(subscription, { unit: unit.id, … }, { id: context.newId('sub'), event: 'subscription.made' })
 */
export function create<R extends ResourceDefinition>(
  resource: R,
  values: Partial<Values<R>>,
  options: { id?: string; event?: string; status?: string; reason?: string } = {},
): Write<R> {
  const { id, reason } = options;
  return {
    kind: 'create',
    resource,
    values: { ...values },
    event: options.event ?? `${resource.name}.created`,
    status: options.status ?? resource.states?.initial ?? 'active',
    ...(id ? { id } : {}),
    ...(reason ? { reason } : {}),
  };
}

/**
 * Changes fields of a record that was read, and moves it when `to` is given. It holds only if nobody has written the record
 * since. A field whose value is `undefined` is removed.
 *
 * @param options.from states from which the move is allowed
 * @example change(contract, item, { signedOn }, { event: 'contract.signed', from: ['checked'], to: 'signed' })
 */
export function change<R extends ResourceDefinition>(
  resource: R,
  item: Item<R>,
  changes: Partial<Values<R>>,
  options: { event: string; to?: string; from?: readonly string[]; reason?: string },
): Write<R> {
  return { kind: 'change', resource, id: item.id, base: baseOf(item), changes: { ...changes }, ...options };
}

/** Removes a record that was read. */
export function remove<R extends ResourceDefinition>(resource: R, item: Item<R>, options: { event?: string; reason?: string } = {}): Write<R> {
  const { reason } = options;
  return { kind: 'remove', resource, id: item.id, base: baseOf(item), event: options.event ?? `${resource.name}.removed`, ...(reason ? { reason } : {}) };
}

/** Writes nothing, but the whole transaction holds only if the record is still as it was read. */
export function guardVersion<R extends ResourceDefinition>(resource: R, item: Item<R>): Write<R> {
  return { kind: 'guard', resource, id: item.id, base: baseOf(item) };
}

const baseOf = (item: SystemFields): Base => ({ version: item.version, status: item.status, row: item as AnyItem });
