import { mask } from '../../shared/derive/masking.ts';
import type { RecordAction } from '../../shared/derive/routes.ts';
import { check, createInput, updateInput } from '../../shared/derive/validation.ts';
import { decide, isIn, type RowFilter, type Rule } from '../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { prefixOf } from '../../shared/kit/ids.ts';
import { chosen } from '../kit/chosen.ts';
import type { Idempotency, Opened } from '../kit/context.ts';
import type { Answer, ApiRequest } from '../kit/http.ts';
import { isIdOf } from '../kit/records/read.ts';
import { readToken } from '../kit/records/token.ts';
import type { AnyItem, Row, Write } from '../kit/records/write.ts';
import { moveInput, readInput, revealInput, titlesInput } from './inputs.ts';
import { queryOf } from './query.ts';

/** One request to the generated API. */
export type Asked = Opened & {
  readonly resource: ResourceDefinition;
  readonly id: string;
  readonly transition: string;
  readonly request: ApiRequest;
  readonly idempotency?: Omit<Idempotency, 'answer'>;
};

/** What each route of a record does; the routes stand in `shared/derive/routes.ts`. */
export const actions: Readonly<Record<RecordAction, (asked: Asked) => Promise<Answer>>> = {
  async list(asked) {
    const { resource, store, request } = asked;
    permit(asked, resource.access.read);
    const { items, next } = await store.list(resource, queryOf(resource, request.query));
    // A row of a list has no version: what an index holds of it does not change with every edit.
    const data = items.map((item) => mask(resource, item));
    return { status: 200, body: { data, ...(next ? { next } : {}) } };
  },

  async create(asked) {
    const { resource, request, context } = asked;
    const filter = permit(asked, resource.access.create);
    const values = check(createInput(resource), request.body ?? {}, resource.fields);
    const problems = resource.check?.(values);
    if (problems) fail('request.invalid', { fields: problems });
    const outside = filter && !isIn(filter, { ...values, createdBy: context.actor.id });
    if (outside) failField(filter.anyOf[0]?.field ?? '', 'field.missingRecord');
    await refuseMissing(asked, values);
    const status = resource.states?.initial ?? 'active';
    return save(asked, { kind: 'create', resource, values, status, event: `${resource.name}.created` }, 201);
  },

  async titles(asked) {
    const { resource, store, request } = asked;
    permit(asked, resource.access.read);
    const { ids } = readInput(titlesInput, request.body);
    const found = await store.getMany(resource, ids);
    return { status: 200, body: { data: Object.fromEntries(found.map((item) => [item.id, mask(resource, item)[resource.title]])) } };
  },

  async get(asked) {
    const { resource, id, store, context } = asked;
    permit(asked, resource.access.read);
    const item = await context.records.get(resource, id);
    return { status: 200, body: { data: (await store.presenter(resource))(item as AnyItem) } };
  },

  async update(asked) {
    const { resource, request } = asked;
    const filter = permit(asked, resource.access.update);
    const { version, body } = versioned(request);
    const values = check(updateInput(resource), body, resource.fields);
    if (Object.keys(values).length === 0) fail('request.invalid');
    await refuseMissing(asked, values);
    const changes = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? undefined]));
    const event = `${resource.name}.updated`;
    return save(asked, { kind: 'change', ...known(asked, version), changes, event, ...within(filter) });
  },

  async remove(asked) {
    const { resource, request } = asked;
    const filter = permit(asked, resource.access.remove);
    const { version, body } = versioned(request);
    if (Object.keys(body).length > 0) failField(Object.keys(body)[0] ?? '', 'field.unknown');
    const event = `${resource.name}.removed`;
    await asked.store.write([{ kind: 'remove', ...known(asked, version), event, ...within(filter) }]);
    return { status: 204 };
  },

  async history(asked) {
    const { resource, id, store } = asked;
    permit(asked, resource.access.read);
    return { status: 200, body: { data: isIdOf(resource, id) ? await store.history(resource, id) : fail('record.missing') } };
  },

  async reveal(asked) {
    const { resource, id, request, store } = asked;
    permit(asked, resource.reveal ?? []);
    const { fields, purpose } = readInput(revealInput, request.body);
    return { status: 200, body: { data: await store.reveal(resource, { id, fields, purpose }) } };
  },

  async move(asked) {
    const { resource, request, transition } = asked;
    const { from, to, allow, isReasonNeeded } = resource.states?.transitions[transition] ?? fail('request.route');
    const filter = permit(asked, allow);
    const { version, body } = versioned(request);
    const { reason } = readInput(moveInput, body);
    if (isReasonNeeded && !reason) failField('reason', 'field.required');
    const event = `${resource.name}.${to}`;
    return save(asked, { kind: 'change', ...known(asked, version), changes: {}, from, to, event, ...(reason ? { reason } : {}), ...within(filter) });
  },
};

/** Refuses a post that may do this on no row at all; answers the filter on rows, if there is one. */
function permit({ context, action }: Asked, rule: Rule): RowFilter | undefined {
  const answer = decide(rule, context.actor);
  if (answer === false) fail('access.denied', { parameters: { action } });
  return answer === true ? undefined : answer;
}

/** A field that names a record of another kind names one that is there. */
async function refuseMissing({ resource, context }: Asked, values: Row): Promise<void> {
  for (const [field, among] of Object.entries(resource.names ?? {})) {
    const id = values[field];
    if (typeof id !== 'string') continue;
    const named = among.find(({ idPrefix }) => idPrefix === prefixOf(id)) ?? failField(field, 'field.missingRecord');
    await chosen(context, named, { field, id });
  }
}

const within = (filter: RowFilter | undefined) => (filter ? { within: filter } : {});

/** The version of a body or of the header `If-Match`, and what else the body has. */
function versioned({ body, headers }: ApiRequest): { version: string; body: Row } {
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
    fail('request.json', { parameters: { reason: 'object expected' } });
  const { version = headers['if-match']?.replace(/^"(.*)"$/, '$1'), ...rest } = (body ?? {}) as Row;
  if (version === undefined) return failField('version', 'field.required');
  return typeof version === 'string' ? { version, body: rest } : failField('version', 'field.type');
}

/** The record a write is about. What has no id of the resource does not exist. */
function known({ resource, id }: Asked, version: string) {
  if (!isIdOf(resource, id)) fail('record.missing');
  return { resource, id, base: readToken(resource, version) };
}

/** Writes, and answers what is known of the record afterwards: all of a new one, key fields and changes of an edited one. */
async function save({ store, resource, idempotency }: Asked, write: Write, status = 200): Promise<Answer> {
  const show = await store.presenter(resource);
  const answer = (written: readonly AnyItem[]) => ({ status, body: { data: written[0] && show(written[0]) } });
  return answer((await store.write([write], idempotency ? { idempotency: { ...idempotency, answer } } : {})) as unknown as AnyItem[]);
}
