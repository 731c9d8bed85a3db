import type { Item, ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import type { Idempotency, ListRow, Records, Written } from '../context.ts';
import type { HistoryEntry } from './audit.ts';
import { hashedFields } from './guards.ts';
import { history, reveal } from './history.ts';
import { list } from './list.ts';
import { find, get, getMany } from './read.ts';
import { present } from './refusals.ts';
import { throwRepeated } from './repeat.ts';
import type { Scope } from './scope.ts';
import { transact } from './transact.ts';
import type { AnyItem, Row, Write } from './write.ts';

/** The records as the kit itself uses them: what operations see, and what the generated API needs beside it. */
export type Store = Records & {
  getMany(resource: ResourceDefinition, ids: readonly string[]): Promise<AnyItem[]>;
  history(resource: ResourceDefinition, id: string): Promise<HistoryEntry[]>;
  reveal(resource: ResourceDefinition, request: { id: string; fields: readonly string[]; purpose: string }): Promise<Row>;
  /** Makes records into what answers show: masked, `version` being a token. */
  presenter(resource: ResourceDefinition): Promise<(item: AnyItem) => Record<string, unknown>>;
  throwRepeated(idempotency: Idempotency): Promise<void>;
};

/** The records of the office, for one request. */
export function openStore(scope: Scope): Store {
  // Records are stored as their definition says (write.ts takes its values only), so a record read back has its type.
  return {
    get: async <R extends ResourceDefinition>(resource: R, id: string, options?: { consistent?: boolean }) =>
      (await get(scope, resource, { id, isConsistent: options?.consistent ?? false })) as AnyItem as Item<R>,
    find: async <R extends ResourceDefinition>(resource: R, unique: string, values: Row) =>
      (await find(scope, resource, { unique, values })) as AnyItem as Item<R> | undefined,
    list: async <R extends ResourceDefinition>(resource: R, query: Parameters<Records['list']>[1]) =>
      (await list(scope, resource, query)) as unknown as { items: ListRow<R>[]; next?: string },
    write: async <const W extends readonly Write[]>(writes: W, extra?: { idempotency?: Idempotency }) =>
      (await transact(scope, writes, extra?.idempotency)) as unknown as Written<W>,
    getMany: (resource, ids) => getMany(scope, resource, ids),
    history: (resource, id) => history(scope, resource, id),
    reveal: (resource, request) => reveal(scope, resource, request),
    presenter: async (resource) => {
      const secret = hashedFields(resource).length > 0 ? await scope.secret() : undefined;
      return (item) => present(resource, item, secret);
    },
    throwRepeated: (idempotency) => throwRepeated(idempotency, scope),
  };
}
