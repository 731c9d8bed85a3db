import { maskedFields } from '../../../shared/derive/masking.ts';
import { reaches } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { fail } from '../../../shared/kit/errors.ts';
import { type AuditEvent, auditEvent, auditKey, foldHistory, type HistoryEntry } from './audit.ts';
import { marshalMap, unmarshalMap } from './marshal.ts';
import { get } from './read.ts';
import type { Scope } from './scope.ts';
import type { AnyItem, Row } from './write.ts';

/** Events of one record that are read at most; a record of the office has some dozens. */
const mostEvents = 1000;

/**
 * All that happened to a record, the oldest first, as changes from → to per field. A record that was removed keeps its history.
 *
 * @throws RefusalError `record.missing` for a record the actor may not see
 */
export async function history(scope: Scope, resource: ResourceDefinition, id: string): Promise<HistoryEntry[]> {
  const { pk } = auditKey(resource.name, id, { version: 1 });
  const { Items = [] } = await scope.database.query({
    TableName: scope.tables.audit,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: marshalMap({ ':pk': pk }),
    Limit: mostEvents,
  });
  const events = Items.map((item) => {
    const { pk: _pk, sk: _sk, ...event } = unmarshalMap(item);
    return event as AuditEvent; // auditEvent wrote it
  });
  const { entries, known } = foldHistory(events);
  const row: Row = { ...known, createdBy: events[0]?.actor };
  if (events.length === 0 || !reaches(resource.access.read, scope.actor, row)) fail('record.missing');
  return entries;
}

/**
 * Personal values in the clear, for a purpose. The audit event is written before a value leaves.
 *
 * @throws RefusalError `record.missing`; `access.denied` when the rule `reveal` does not reach the record; `request.invalid` for
 *   a field that is not personal
 */
export async function reveal(
  scope: Scope,
  resource: ResourceDefinition,
  { id, fields, purpose }: { id: string; fields: readonly string[]; purpose: string },
): Promise<Row> {
  const known = maskedFields(resource);
  const wrong = fields.filter((name) => !known.includes(name));
  if (wrong.length > 0) fail('request.invalid', { fields: Object.fromEntries(wrong.map((name) => [`fields.${name}`, { key: 'field.choice' }])) });
  const item: AnyItem = await get(scope, resource, { id, isConsistent: true });
  if (!reaches(resource.reveal ?? [], scope.actor, item)) fail('access.denied', { parameters: { action: scope.action } });
  const event = auditEvent(scope, { event: `${resource.name}.revealed`, version: item.version, changes: {}, fields, purpose });
  const key = auditKey(resource.name, id, { version: item.version, after: scope.newId('rvl') });
  await scope.database.put({ TableName: scope.tables.audit, Item: marshalMap({ ...key, ...event }), ConditionExpression: 'attribute_not_exists(pk)' });
  return Object.fromEntries(fields.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]));
}
