import * as z from 'zod';
import type { AreaDefinition } from '../kit/define-area.ts';
import { type OperationDefinition, partsOf } from '../kit/define-operation.ts';
import { type ResourceDefinition, systemFields } from '../kit/define-resource.ts';
import { isOptional, metaOf } from '../kit/fields/field.ts';
import { kebab, type Label } from '../kit/label.ts';
import { indexSlots } from './keys.ts';
import { describeEndpoint, describeNotice, keySetItem, partnerSchemas, signatureScheme } from './openapi-partners.ts';
import { operationPath, type RecordAction, recordRoutes, resourcePath } from './routes.ts';
import { createInput, operationInput, updateInput } from './validation.ts';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of the office: a path for every route of every definition, and a schema for every record.
 *
 * @example openApi(areas).paths['/customers/customer'] // { get: …, post: … }
 */
export function openApi(areas: readonly AreaDefinition[]): Json & { paths: Record<string, Json>; components: { schemas: Json; securitySchemes: Json } } {
  const paths: Record<string, Json> = {};
  const schemas: Json = { Problem: problem, Version: version };
  for (const area of areas) {
    for (const resource of area.resources) {
      Object.assign(schemas, resourceSchemas(resource));
      for (const [path, item] of resourcePaths(resource)) paths[path] = { ...paths[path], ...item };
    }
    for (const operation of area.operations) {
      const path = operationPath(operation);
      if (path) paths[path] = { ...paths[path], [(operation.method ?? 'POST').toLowerCase()]: describeOperation(operation) };
    }
  }
  const endpoints = areas.flatMap((area) => area.endpoints ?? []);
  const resources = Object.fromEntries(areas.flatMap((area) => area.resources.map((resource) => [resource.name, resource])));
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: describeEndpoint(endpoint, { toSchema, resources }) };
  }
  if (endpoints.length > 0) {
    paths['/.well-known/jwks.json'] = keySetItem;
    Object.assign(schemas, partnerSchemas);
  }
  return {
    openapi: '3.1.0',
    info: { title: '案场 Anchang', version: '1', description: 'The back office of a real-estate developer. Personal values are masked in every answer.' },
    servers: [{ url: '/api' }],
    security: [{ bearer: [] }],
    tags: areas.map((area) => ({ name: area.name, description: textOf(area.label) })),
    paths,
    webhooks: { change: describeNotice(endpoints, resources) },
    components: { schemas, securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, signature: signatureScheme } },
  };
}

const textOf = (label: Label): string => `${label.zh} / ${label.en}`;
const schemaName = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ 'application/json': { schema } });
const ofData = (schema: Json): Json => ({ type: 'object', properties: { data: schema }, required: ['data'] });
const toSchema = (schema: z.ZodType): Json => plain(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: keepPlain })) as Json;

/** A schema that may stand inside the document: free JSON, which zod describes by a reference to the root, becomes anything. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('$ref' in schema) return {};
  const members = Object.entries(schema).filter(([name]) => name !== '$defs' && name !== '$schema');
  return Object.fromEntries(members.map(([name, value]) => [name, plain(value)]));
}

/** Field metadata says more than a client needs, and its labels are objects: a text takes their place. */
function keepPlain({ jsonSchema }: { jsonSchema: object }): void {
  const schema = jsonSchema as Json; // JSON Schema's own keys and what .meta() added
  const { label, kind } = schema;
  for (const key of ['kind', 'label', 'help', 'group', 'options', 'columns', 'pattern', 'mask', 'isOwned', 'isFixed', 'isHidden', 'source', 'to']) {
    if (key !== 'pattern' || kind === 'serial') delete schema[key];
  }
  if (typeof label === 'object' && label !== null) schema.description = textOf(label as Label);
}

const version: Json = { type: 'string', description: 'Opaque. A write names the version it starts from, here or in If-Match.' };
const problem: Json = {
  type: 'object',
  description: 'RFC 9457',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    messages: { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } },
    errors: { type: 'object', additionalProperties: { type: 'object', properties: { key: { type: 'string' }, message: { type: 'string' } } } },
    detail: { type: 'object' },
  },
  required: ['type', 'title', 'status', 'code', 'messages'],
};

function resourceSchemas(resource: ResourceDefinition): Json {
  const name = schemaName(resource.name);
  const shown = Object.entries(resource.fields).filter(([, schema]) => !metaOf(schema).isHidden);
  const own = Object.fromEntries(shown.map(([field, schema]) => [field, toSchema(metaOf(schema).mask ? z.string().meta({ ...metaOf(schema) }) : schema)]));
  const states = Object.keys(resource.states?.all ?? { active: true });
  const system = { id: { type: 'string' }, status: { type: 'string', enum: states }, version: ref('Version') };
  const stamps = Object.fromEntries(systemFields.filter((x) => !(x in system)).map((x) => [x, { type: 'string' }]));
  const required = ['id', 'status', 'version', ...shown.filter(([, schema]) => !isOptional(schema)).map(([field]) => field)];
  return {
    [name]: { type: 'object', description: textOf(resource.label), properties: { ...system, ...own, ...stamps }, required },
    [`${name}Create`]: toSchema(createInput(resource)),
    [`${name}Update`]: withVersion(toSchema(updateInput(resource))),
  };
}

const withVersion = (schema: Json): Json => ({ ...schema, properties: { ...(schema.properties as Json), version: ref('Version') } });

/** The paths of a resource, from the table of record routes; a move stands once for each of its transitions. */
function resourcePaths(resource: ResourceDefinition): [path: string, item: Json][] {
  const base = resourcePath(resource.area, resource.name);
  const isOffered: Partial<Record<RecordAction, boolean>> = {
    create: resource.access.create.length > 0,
    update: resource.access.update.length > 0,
    remove: resource.access.remove.length > 0,
    reveal: resource.reveal !== undefined,
  };
  const items = recordRoutes
    .filter((route) => isOffered[route.action] ?? true)
    .flatMap((route): [string, string, Json][] => {
      const path = route.tail === '' ? base : `${base}/${route.tail}`;
      if (route.action !== 'move') return [[path, route.method, describeRoute(resource, route.action)]];
      return Object.entries(resource.states?.transitions ?? {}).map(([name, { label }]) => [
        path.replace('{transition}', kebab(name)),
        route.method,
        describe(resource.area, { id: `${resource.name}.${name}`, label, isOnRecord: true, body: moveBody, answer: ref(schemaName(resource.name)) }),
      ]);
    });
  const byPath = new Map<string, Json>();
  for (const [path, method, item] of items) byPath.set(path, { ...byPath.get(path), [method.toLowerCase()]: item });
  return [...byPath];
}

const moveBody: Json = { type: 'object', properties: { version: ref('Version'), reason: { type: 'string' } }, additionalProperties: false };
const idsBody: Json = { type: 'object', properties: { ids: { type: 'array', items: { type: 'string' }, maxItems: 100 } }, required: ['ids'] };
const revealBody: Json = {
  type: 'object',
  properties: { fields: { type: 'array', items: { type: 'string' } }, purpose: { type: 'string' } },
  required: ['fields', 'purpose'],
};

/** What each route takes and answers; `record` stands for the resource's own schema. */
const shapes: Readonly<Record<Exclude<RecordAction, 'move'>, { label: Label; body?: Json | 'Create' | 'Update'; answer: Json | 'record' | 'rows' | 'none' }>> =
  {
    list: { label: { zh: '列表', en: 'List' }, answer: 'rows' },
    create: { label: { zh: '新建', en: 'Create' }, body: 'Create', answer: 'record' },
    titles: { label: { zh: '名称', en: 'Titles' }, body: idsBody, answer: { type: 'object', additionalProperties: { type: 'string' } } },
    get: { label: { zh: '查看', en: 'Get' }, answer: 'record' },
    update: { label: { zh: '修改', en: 'Edit' }, body: 'Update', answer: 'record' },
    remove: { label: { zh: '删除', en: 'Remove' }, body: { type: 'object', properties: { version: ref('Version') } }, answer: 'none' },
    history: { label: { zh: '历史', en: 'History' }, answer: { type: 'array', items: { type: 'object' } } },
    reveal: { label: { zh: '查看完整信息', en: 'Reveal' }, body: revealBody, answer: { type: 'object' } },
  };

function describeRoute(resource: ResourceDefinition, action: Exclude<RecordAction, 'move'>): Json {
  const { label, body, answer } = shapes[action];
  const name = schemaName(resource.name);
  const parameters = action === 'list' ? listParameters(resource) : [];
  const isOnRecord = ['get', 'update', 'remove', 'history', 'reveal'].includes(action);
  const answered: Record<string, Json> = {
    record: ref(name),
    rows: { type: 'array', items: { type: 'object', description: `${name}: id, status, list columns` } },
  };
  return describe(resource.area, {
    id: `${resource.name}.${action}`,
    label: { zh: `${label.zh}${resource.label.zh}`, en: `${label.en} ${resource.label.en}` },
    isOnRecord,
    parameters,
    ...(body ? { body: typeof body === 'string' ? ref(`${name}${body}`) : body } : {}),
    ...(answer === 'none' ? {} : { answer: typeof answer === 'string' ? (answered[answer] ?? {}) : answer }),
    status: action === 'create' ? 201 : action === 'remove' ? 204 : 200,
  });
}

function listParameters(resource: ResourceDefinition): Json[] {
  const partitions = [...new Set(indexSlots(resource).flatMap((slot) => slot.partition))];
  const query = (name: string, schema: Json): Json => ({ name, in: 'query', schema });
  return [
    query('index', { enum: Object.keys(resource.indexes) }),
    query('order', { enum: ['asc', 'desc'] }),
    query('limit', { type: 'integer', minimum: 1, maximum: 100 }),
    query('cursor', { type: 'string' }),
    query('from', { type: 'string' }),
    query('until', { type: 'string' }),
    ...partitions.map((name) => query(name, { type: 'string' })),
  ];
}

function describeOperation(operation: OperationDefinition): Json {
  const schema = toSchema(operationInput(operation));
  const isReading = operation.method === 'GET';
  const properties = Object.entries((schema.properties ?? {}) as Json);
  return describe(operation.area, {
    id: operation.name,
    label: operation.label,
    isOnRecord: operation.on === 'record',
    answer: operation.writes.includes(partsOf(operation.name).resource) && !isReading ? { type: 'object' } : {},
    ...(isReading ? { parameters: properties.map(([name, value]) => ({ name, in: 'query', schema: value })) } : { body: schema }),
  });
}

type Described = { id: string; label: Label; isOnRecord: boolean; parameters?: Json[]; body?: Json; answer?: Json; status?: number };

function describe(area: string, { id, label, isOnRecord, parameters = [], body, answer, status = 200 }: Described): Json {
  const path = isOnRecord ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : [];
  return {
    operationId: id,
    tags: [area],
    summary: textOf(label),
    parameters: [...path, ...parameters],
    ...(body ? { requestBody: { content: json(body) } } : {}),
    responses: {
      [status]: { description: 'Done', ...(answer ? { content: json(ofData(answer)) } : {}) },
      default: { description: 'Refused', content: { 'application/problem+json': { schema: ref('Problem') } } },
    },
  };
}
