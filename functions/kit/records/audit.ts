import { isMasked, maskValue } from '../../../shared/derive/masking.ts';
import type { Actor } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import type { Row } from './write.ts';

/** What happened to a record: who, when, and the new values of what changed. */
export type AuditEvent = {
  readonly at: string;
  readonly actor: string;
  readonly actorName: string;
  readonly event: string;
  readonly version: number;
  readonly requestId: string;
  readonly changes: Row;
  readonly reason?: string;
  /** Of a reveal: which fields, and what for. */
  readonly fields?: readonly string[];
  readonly purpose?: string;
};
export type HistoryEntry = Omit<AuditEvent, 'changes'> & { readonly changes: Readonly<Record<string, { from?: unknown; to?: unknown }>> };

/** Digits of a version in a sort key. */
const versionDigits = 10;

/** Keys of an event. `after` sets an event that changed nothing behind the version it saw. */
export const auditKey = (resource: string, id: string, { version, after }: { version: number; after?: string }): { pk: string; sk: string } => ({
  pk: `${resource}#${id}`,
  sk: `${String(version).padStart(versionDigits, '0')}${after ? `~${after}` : ''}`,
});

/** Changed values as the log keeps them: personal ones masked, hidden ones absent, an emptied field as null. */
export function loggedChanges(resource: ResourceDefinition, changes: Row): Record<string, unknown> {
  const logged: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(changes)) {
    const schema = Object.hasOwn(resource.fields, name) ? resource.fields[name] : undefined;
    if (schema && metaOf(schema).isHidden) continue;
    logged[name] = value === undefined ? null : schema && isMasked(schema) ? maskValue(schema, value) : value;
  }
  return logged;
}

export const auditEvent = (
  by: { actor: Actor; now: string; requestId: string },
  what: Pick<AuditEvent, 'event' | 'version' | 'changes' | 'fields' | 'purpose' | 'reason'>,
): AuditEvent => ({ at: by.now, actor: by.actor.id, actorName: by.actor.name, requestId: by.requestId, ...what });

/** Turns new values into changes from → to, starting from `known`; answers the entries and what is known at their end. */
export function foldHistory(events: readonly AuditEvent[], known: Row = {}): { entries: HistoryEntry[]; known: Row } {
  let state: Record<string, unknown> = { ...known };
  const entries = events.map((event) => {
    const changes: Record<string, { from?: unknown; to?: unknown }> = {};
    for (const [name, to] of Object.entries(event.changes)) {
      const from = state[name];
      changes[name] = { ...(from === undefined || from === null ? {} : { from }), ...(to === null ? {} : { to }) };
    }
    state = { ...state, ...event.changes };
    return { ...event, changes };
  });
  return { entries, known: state };
}
