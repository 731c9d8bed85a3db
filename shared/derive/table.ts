import { slots } from './keys.ts';

/** The shape of the records table: what declares it and what tests it must read the same figures. */
export const recordsTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds after which an item may vanish (answers kept for repeated requests). */
  ttl: 'ttl',
  stream: 'NEW_AND_OLD_IMAGES',
  /** List columns and status, not the version: an edit that touches neither writes to no index. */
  indexes: slots.map((name) => ({ name, partitionKey: `${name}pk`, sortKey: `${name}sk`, attributes: ['l', 's'] })),
} as const;

/** The shape of the audit table. Nothing in it is ever changed or removed, so its stream needs no old images. */
export const auditTable = { partitionKey: 'pk', sortKey: 'sk', stream: 'NEW_IMAGE' } as const;

/** The partition key under which a function finds the key that it signs cursors with, or makes it at the first use. */
export const signingKeyPattern = 'office!key#*';
