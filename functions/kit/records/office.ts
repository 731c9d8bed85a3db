import { setTimeout as delay } from 'node:timers/promises';
import { recordKey } from '../../../shared/derive/keys.ts';
import { openDatabase } from './database.ts';
import { fromStored } from './item.ts';
import { marshalMap, unmarshalMap } from './marshal.ts';
import type { Office } from './scope.ts';
import { type Secret, secretOf } from './secret.ts';

/** The item that holds the office's own key. */
const keyItem = { pk: 'office!key#signing', sk: '#' };
/** Longest pause between attempts, in milliseconds. */
const longestPauseMs = 60;

/** Opens the tables for the life of a function. @param random answers that many random bytes */
export function openOffice(tables: Office['tables'], random: (bytes: number) => Uint8Array): Office & { close(): void } {
  const database = openDatabase(() => Buffer.from(random(16)).toString('hex'));
  const codes = new Map<string, string>();
  let secret: Promise<Secret> | undefined;

  const readKey = async () => {
    const { Item } = await database.get({ TableName: tables.records, Key: marshalMap(keyItem), ConsistentRead: true });
    return Item && String(unmarshalMap(Item).key);
  };
  const makeKey = async () => {
    const known = await readKey();
    if (known) return known;
    const Item = marshalMap({ ...keyItem, key: Buffer.from(random(32)).toString('base64') });
    const isFirst = await database.put({ TableName: tables.records, Item, ConditionExpression: 'attribute_not_exists(pk)' }).then(() => true, refusedCondition);
    return isFirst ? String(unmarshalMap(Item).key) : String(await readKey());
  };

  return {
    database,
    tables,
    counters: new Map(),
    secret() {
      secret ??= makeKey().then((key) => secretOf(Buffer.from(key, 'base64')));
      // A failure must not last: the next request tries again.
      secret.catch(() => {
        secret = undefined;
      });
      return secret;
    },
    async projectCode(id) {
      const known = codes.get(id);
      if (known) return known;
      const { Item } = await database.get({ TableName: tables.records, Key: marshalMap(recordKey('project', id)) });
      const code = Item && fromStored(Item).code;
      if (typeof code === 'string') codes.set(id, code);
      return typeof code === 'string' ? code : undefined;
    },
    pause: (attempt) => delay((Math.min(longestPauseMs, attempt * 4) * (random(1)[0] ?? 0)) / 255),
    close: database.close,
  };
}

function refusedCondition(error: unknown): false {
  if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
  throw error;
}
