import { mask } from '../../shared/derive/masking.ts';
import type { Actor } from '../../shared/kit/access.ts';
import type { EndpointDefinition } from '../../shared/kit/define-endpoint.ts';
import { partsOf } from '../../shared/kit/define-operation.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { failField, RefusalError } from '../../shared/kit/errors.ts';
import { metaOf } from '../../shared/kit/fields/field.ts';
import { officeItself, openRequest, type Records } from '../kit/context.ts';
import type { Answer } from '../kit/http.ts';
import { type OpenedContext, openContext } from '../kit/open-context.ts';
import { RepeatedRequest } from '../kit/records/repeat.ts';
import type { Office } from '../kit/records/scope.ts';
import type { Row } from '../kit/records/write.ts';
import type { Call, Caller, Outcome } from './call.ts';
import { once, type Repeat } from './once.ts';
import { readInput } from './read-input.ts';
import { shown, shownBody } from './shown.ts';

/** What a performer is given. `opened` acts in the partner's name with the office's eyes; `seen` sees what the partner may see. */
export type Performed = {
  readonly id: string;
  readonly given: Row;
  readonly caller: Caller;
  readonly opened: OpenedContext;
  readonly seen: Records;
  readonly repeat: Repeat;
};
export type Performer = (asked: Performed) => Promise<Answer>;

/** The endpoints of a door, the resources that they are about, and what each operation does, loaded when it is asked for. */
export type DoorTable = {
  readonly endpoints: readonly EndpointDefinition[];
  readonly resources: Readonly<Record<string, ResourceDefinition>>;
  readonly performers: Readonly<Record<string, () => Promise<Performer>>>;
};
type Entry = { call: Call; caller: Caller; endpoint: EndpointDefinition; id: string; office: Office; nowMs: number };
type At = { table: DoorTable; endpoint: EndpointDefinition; resource: ResourceDefinition; id: string; seen: Records; actor: Actor };

/** Schema → idempotency → authorisation → what the endpoint does; what is answered shows the fields that its definition lists. */
export async function answerEndpoint(table: DoorTable, entry: Entry): Promise<Outcome> {
  const { call, caller, endpoint, id } = entry;
  const resource = resourceOf(table, partsOf(endpoint.name).resource);
  const actor: Actor = { id: caller.partner.id, name: caller.partner.name, roles: [], projects: [], partner: memberOf(caller) };
  const { context } = openRequest({ actor, requestId: call.requestId, action: endpoint.label });
  const given = readInput(endpoint, call);
  const at: At = { table, endpoint, resource, id, seen: context.records, actor };
  if (endpoint.method === 'GET' && !endpoint.operation) {
    const body = endpoint.list ? await showList(at, given) : { data: shown(endpoint, mask(resource, await seenRecord(at))) };
    return { status: 200, body, reason: 'accepted' };
  }
  return once(entry, async (repeat) => {
    if (id !== '' && !endpoint.isKeyProof) await seenRecord(at);
    await checkRefs(at, given);
    const opened = inNameOf(actor, entry);
    const perform = await performerOf(table, endpoint);
    const { status, body } = await perform({ id, given, caller, opened, seen: context.records, repeat });
    return { status, body: shownBody(endpoint, body), reason: 'accepted' };
  }).catch((error: unknown) => {
    // A kept answer is shown like the first one was.
    if (error instanceof RepeatedRequest) return { status: error.status, body: shownBody(endpoint, error.body), reason: 'repeated', isRepeated: true };
    throw error;
  });
}

/** A record that the partner may see; another's is answered like one that does not exist. */
async function seenRecord({ table, endpoint, seen, resource, id }: At): Promise<Row> {
  const item: Row = await seen.get(resource, id, { consistent: true });
  if (endpoint.within) await seen.get(resourceOf(table, endpoint.within.resource), String(item[endpoint.within.field]));
  return item;
}

const memberOf = ({ partner }: Caller) => ({ kind: partner.kind, member: partner.member });

/** The office acts in the partner's name: it sees what its own checks need, while everything is stamped with who asked. */
function inNameOf(actor: Actor, { call, endpoint }: Entry): OpenedContext {
  const opened = openContext({ actor: { ...officeItself, id: actor.id, name: actor.name }, requestId: call.requestId, action: endpoint.label });
  return { ...opened, context: { ...opened.context, actor } };
}

function performerOf(table: DoorTable, { name, operation = name }: EndpointDefinition): Promise<Performer> {
  const load = table.performers[operation];
  if (!load) throw new Error(`expected a performer of ${operation}, got none`);
  return load();
}

function resourceOf({ resources }: DoorTable, name: string): ResourceDefinition {
  const resource = resources[name];
  if (!resource) throw new Error(`expected the resource ${name} at the door, got ${Object.keys(resources).join(', ')}`);
  return resource;
}

/** Rows of the partner's own partition, or of a record that it may see. */
async function showList(at: At, given: Row): Promise<{ data: unknown[]; next?: string }> {
  const { table, endpoint, resource, seen, actor, id } = at;
  const { index: whole = '', by = 'partner', open = whole } = endpoint.list ?? {};
  if (typeof by === 'object' && id !== '') await seen.get(resourceOf(table, by.parent), id);
  const { limit, cursor, ...where } = given;
  const index = Object.keys(where).length > 0 ? whole : open;
  const own = typeof by === 'object' ? { [by.field]: id } : { [resource.indexes[index]?.partition[0] ?? '']: actor.partner?.member };
  const rows = await seen.list(resource, {
    index,
    where: { ...where, ...own },
    ...(typeof limit === 'number' ? { limit } : {}),
    ...(typeof cursor === 'string' ? { cursor } : {}),
  });
  return { data: rows.items.map((row) => shown(endpoint, mask(resource, row))), ...(rows.next ? { next: rows.next } : {}) };
}

/** A record that the input names must be in the partner's own sight: the office's eyes are not for it to point. */
async function checkRefs({ table, endpoint, seen }: At, given: Row): Promise<void> {
  for (const [name, schema] of Object.entries(endpoint.input ?? {})) {
    const { to } = metaOf(schema);
    const ids = to === undefined || given[name] === undefined ? [] : [given[name]].flat().map(String);
    for (const id of ids) {
      await seen.get(resourceOf(table, String(to)), id).catch((error: unknown) => {
        if (error instanceof RefusalError && error.code === 'record.missing') failField(name, 'field.missingRecord');
        throw error;
      });
    }
  }
}
