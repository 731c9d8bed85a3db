import type { Engine, StreamView, Table } from './tables.ts';
import { attributeOf, type Item, itemSize } from './values.ts';

/** Who changed an item, when it was not a request. */
export type Cause = { PrincipalId: string; Type: string };
type Change = { before?: Item; after?: Item; cause?: Cause };

/** A change as stored; the record that GetRecords answers is made of it. */
export type StoredRecord = {
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  Keys: Item;
  NewImage?: Item;
  OldImage?: Item;
  SizeBytes: number;
  userIdentity?: Cause;
};

/** Images each view type carries. */
const images: Record<StreamView, { hasNew: boolean; hasOld: boolean }> = {
  KEYS_ONLY: { hasNew: false, hasOld: false },
  NEW_IMAGE: { hasNew: true, hasOld: false },
  OLD_IMAGE: { hasNew: false, hasOld: true },
  NEW_AND_OLD_IMAGES: { hasNew: true, hasOld: true },
};

/**
 * Appends a change to the stream of a table. Runs in the transaction of the change.
 *
 * @example
 * appendRecord(engine, table, { before: undefined, after: item }) // INSERT
 */
export function appendRecord(engine: Engine, table: Table, { before, after, cause }: Change): void {
  if (!table.stream) return;
  const view = images[table.stream.view];
  const Keys = keysOf(table, after ?? before ?? {});
  const NewImage = view.hasNew ? after : undefined;
  const OldImage = view.hasOld ? before : undefined;
  const record: StoredRecord = {
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    Keys,
    NewImage,
    OldImage,
    SizeBytes: [Keys, NewImage, OldImage].reduce((sum, image) => sum + (image ? itemSize(image) : 0), 0),
    userIdentity: cause,
  };
  engine.store.statement('INSERT INTO records(stream, at, record) VALUES(?,?,?)').run(table.stream.id, engine.clock.now(), JSON.stringify(record));
  engine.hasNews = true;
}

/** The key attributes of an item. */
function keysOf(table: Table, item: Item): Item {
  return Object.fromEntries(table.keys.map((name) => [name, attributeOf(item, name) ?? {}]));
}
