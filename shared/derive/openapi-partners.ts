import * as z from 'zod';
import type { EndpointDefinition } from '../kit/define-endpoint.ts';
import { partsOf } from '../kit/define-operation.ts';
import type { ResourceDefinition } from '../kit/define-resource.ts';
import { isOptional } from '../kit/fields/field.ts';

type Json = Record<string, unknown>;
type Resources = Readonly<Record<string, ResourceDefinition>>;
type Tools = { readonly toSchema: (schema: z.ZodType) => Json; readonly resources: Resources };

/** How partners prove who they are: RFC 9421 over a closed set of components. */
export const signatureScheme: Json = {
  type: 'http',
  scheme: 'signature',
  description:
    'RFC 9421 with tag "psp-1" over @method and @target-uri, with a body also content-digest (RFC 9530, sha-256) and content-type, on POST also idempotency-key; ' +
    'parameters created, expires (at most 300 s later), nonce, keyid, tag. Answers are signed with tag "psp-1-response" by a key of /.well-known/jwks.json.',
};

const text = (description: string, more: Json = {}): Json => ({ type: 'string', description, ...more });
const header = (name: string, schema: Json, required = true): Json => ({ name, in: 'header', required, schema });
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const tags = ['partners'];

/** What is said of refusals and keys, besides the office's own schemas. */
export const partnerSchemas: Json = {
  PartnerProblem: {
    type: 'object',
    description: 'RFC 9457. Who has proved nothing is told type, title and status alone, and of a status always the same bytes.',
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: text('What programs decide by, such as todo.notOpen'),
      messages: { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } },
      errors: { type: 'object', additionalProperties: { type: 'object', properties: { key: { type: 'string' }, message: { type: 'string' } } } },
    },
    required: ['type', 'title', 'status'],
  },
  PartnerNotice: {
    type: 'object',
    description: 'Says that something changed, never what: ask for the record.',
    properties: {
      type: text('The record and the state that it is in now'),
      timestamp: text('When it changed', { format: 'date-time' }),
      data: { type: 'object', properties: { id: text('The record') }, required: ['id'] },
    },
    required: ['type', 'timestamp', 'data'],
  },
  OfficeKeySet: {
    type: 'object',
    description: 'RFC 7517. A key is published a day before nbf, the second from which it signs.',
    properties: {
      keys: {
        type: 'array',
        items: {
          type: 'object',
          properties: { kty: { const: 'OKP' }, crv: { const: 'Ed25519' }, x: { type: 'string' }, kid: text('RFC 7638 thumbprint'), nbf: { type: 'integer' } },
          required: ['kty', 'crv', 'x', 'kid', 'nbf'],
        },
      },
    },
    required: ['keys'],
  },
};

/** The keys of the office, which anybody may read. */
export const keySetItem: Json = {
  get: {
    operationId: 'partner.keySet',
    tags,
    summary: '本系统公钥 / Keys of the office',
    security: [],
    responses: { 200: { description: 'Done', content: { 'application/json': { schema: ref('OfficeKeySet') } } } },
  },
};

const signatureInput = text('psp=(…);created=…;expires=…;nonce="…";keyid="…";tag="psp-1"');
const signature = text('psp=:base64:');
const contentDigest = text('sha-256=:base64:');
const signedBy: readonly Json[] = [header('Signature-Input', signatureInput), header('Signature', signature)];
const idempotency = header(
  'Idempotency-Key',
  text('A string of RFC 8941; the same in every repetition of a request', { pattern: '^"[A-Za-z0-9_.:-]{1,128}"$' }),
);
const page: readonly Json[] = [
  { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } },
  { name: 'cursor', in: 'query', schema: text('`next` of the page before') },
];

const ofAnswer: Json = {
  'Signature-Input': { schema: text('psp=(…);created=…;expires=…;nonce="<of the request>";keyid="…";tag="psp-1-response"') },
  Signature: { schema: signature },
  'Content-Digest': { schema: contentDigest },
  'X-Request-Id': { schema: text('What to name when you ask us about it') },
};
const repeated: Json = { 'Idempotent-Replayed': { description: 'There where an earlier request was answered the same', schema: { const: 'true' } } };

/** Every refusal that partners are told of; that a signature does not hold is told by the status alone. */
const refusals: Readonly<Record<string, string>> = {
  400: 'Malformed message or input',
  401: 'No signature that holds: always the same body',
  404: 'Nothing of the partner’s own at this address: always the same body',
  409: 'Not possible in this state, or being worked on under the same idempotency key',
  413: 'A body over 256 KiB',
  422: 'Wrong fields, or an idempotency key of another request',
  429: 'Too many requests',
  '5XX': 'The office could not; repeat with the same idempotency key',
};
const problem: Json = { 'application/problem+json': { schema: ref('PartnerProblem') } };
const retryAfter: Json = { 'Retry-After': { schema: text('Seconds') } };

/** One endpoint of the signed door, as OpenAPI describes an operation. */
export function describeEndpoint(endpoint: EndpointDefinition, tools: Tools): Json {
  const { name, label, method, path, input = {}, kinds } = endpoint;
  const hasBody = method !== 'GET' && Object.keys(input).length > 0;
  const done = { description: 'Done; the answer is signed', headers: { ...ofAnswer, ...(method === 'GET' ? {} : repeated) } };
  return {
    operationId: `partner.${name}`,
    tags,
    summary: `${label.zh} / ${label.en}`,
    description: `For ${kinds.join(', ')}.${openOf(endpoint, tools)}`,
    security: [{ signature: [] }],
    parameters: [
      ...(path.includes('{id}') ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } }] : []),
      ...(method === 'GET' ? queryOf(endpoint, tools) : [idempotency]),
      ...(hasBody ? [header('Content-Digest', contentDigest)] : []),
      ...signedBy,
    ],
    ...(hasBody ? { requestBody: { required: true, content: { 'application/json': { schema: tools.toSchema(z.strictObject(input)) } } } } : {}),
    responses: {
      [endpoint.status ?? 200]: { ...done, content: { 'application/json': { schema: answerOf(endpoint, tools) } } },
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          { description, headers: { ...ofAnswer, ...(status === '429' ? retryAfter : {}) }, content: problem },
        ]),
      ),
    },
  };
}

/** What a partner is sent when a record changes that it may see, by the read rules of the records that the endpoints are about. */
export function describeNotice(endpoints: readonly EndpointDefinition[], resources: Resources): Json {
  const about = [...new Set(endpoints.map(({ name }) => partsOf(name).resource))].flatMap((name) => resources[name] ?? []);
  const types = about.flatMap((resource) => statesSeen(resource).map((state) => `${resource.name}.${state}`));
  const base = partnerSchemas.PartnerNotice as Json; // an object schema, see above
  const schema = { ...base, properties: { ...(base.properties as Json), type: { enum: [...types, 'webhook.test'] } } };
  return {
    post: {
      operationId: 'partner.notice',
      tags,
      summary: '变更通知 / Something changed',
      description: 'Standard Webhooks. Answer 2xx within 15 s; anything else is tried again, ten times in some 75 hours. 410 ends it.',
      security: [],
      parameters: [
        header('webhook-id', text('The same in every attempt: what came twice is known by it')),
        header('webhook-timestamp', text('Seconds of the attempt, at most 300 away from your clock')),
        header('webhook-signature', text('v1a,base64 of Ed25519 over id.timestamp.body; several, parted by a space, while a key is replaced')),
      ],
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: { '2XX': { description: 'Taken' }, 410: { description: 'The address is gone' } },
    },
  };
}

function statesSeen({ access, states }: ResourceDefinition): string[] {
  const grants = access.read.filter((grant) => grant.scope === 'ownPartner' && grant.field !== 'createdBy');
  return [...new Set(grants.flatMap((grant) => ('while' in grant && grant.while) || Object.keys(states?.all ?? {})))];
}

/** What a list shows to those who name no state. */
function openOf({ name, list }: EndpointDefinition, { resources }: Tools): string {
  const states = resources[partsOf(name).resource]?.indexes[list?.open ?? '']?.while;
  return states ? ` Without status: all that is open (${states.join(', ')}), in the order of their numbers.` : '';
}

function queryOf({ input = {}, list }: EndpointDefinition, { toSchema }: Tools): Json[] {
  const given = Object.entries(input).map(([name, schema]) => ({ name, in: 'query', required: !isOptional(schema), schema: toSchema(schema) }));
  return [...given, ...(list ? page : [])];
}

/** What operations make besides fields of a record. */
const made: Readonly<Record<string, Json>> = {
  url: text('For a few minutes', { format: 'uri' }),
  expiresAt: { type: 'string', format: 'date-time' },
  headers: { type: 'object', description: 'Send these with the bytes', additionalProperties: { type: 'string' } },
};

/** The fields that an endpoint shows. Those that every record has are always there. */
function answerOf({ name, answer, list, shows }: EndpointDefinition, { toSchema, resources }: Tools): Json {
  const resource = resources[shows?.resource ?? partsOf(name).resource];
  const own: Readonly<Record<string, Json>> = { id: { type: 'string' }, status: { enum: Object.keys(resource?.states?.all ?? { active: true }) } };
  const schemaOf = (field: string): Json => {
    const schema = resource?.fields[field];
    return own[field] ?? made[field] ?? (schema ? toSchema(schema) : {});
  };
  const isSure = (field: string) => field in own || field in made || (resource?.fields[field] !== undefined && !isOptional(resource.fields[field]));
  const row = { type: 'object', properties: Object.fromEntries(answer.map((field) => [field, schemaOf(field)])), required: answer.filter(isSure) };
  const data = list || shows?.isMany ? { type: 'array', items: row } : row;
  return { type: 'object', properties: { data, ...(list ? { next: text('Cursor of the next page, where there is one') } : {}) }, required: ['data'] };
}
