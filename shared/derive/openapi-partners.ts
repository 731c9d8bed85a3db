import * as z from 'zod';
import type { EndpointDefinition } from '../kit/define-endpoint.ts';
import { partsOf } from '../kit/define-operation.ts';

type Json = Record<string, unknown>;
/** The fields of every resource by its name. */
export type Fields = Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>;
type Tools = { readonly toSchema: (schema: z.ZodType) => Json; readonly resources: Fields };

/** How partners prove who they are: RFC 9421 over a closed set of components. */
export const signatureScheme: Json = {
  type: 'http',
  scheme: 'signature',
  description:
    'RFC 9421 with tag "psp-1" over @method and @target-uri, with a body also content-digest (RFC 9530, sha-256) and content-type, on POST also idempotency-key; ' +
    'parameters created, expires (at most 300 s later), nonce, keyid, tag. Answers are signed with tag "psp-1-response" by a key of /.well-known/jwks.json.',
};

const page: readonly Json[] = [
  { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } },
  { name: 'cursor', in: 'query', schema: { type: 'string' } },
];
const idempotency: Json = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', maxLength: 130 } };

/** Every refusal that partners are told of; that a signature does not hold is told by the status alone. */
const refusals: Readonly<Record<number, string>> = {
  400: 'Malformed message or input',
  401: 'No signature that holds: always the same body',
  404: 'Nothing of the partner’s own at this address: always the same body',
  409: 'Not possible in this state, or being worked on under the same idempotency key',
  413: 'A body over 256 KiB',
  422: 'Wrong fields, or an idempotency key of another request',
  429: 'Too many requests',
};

/** One endpoint of the signed door, as OpenAPI describes an operation. */
export function describeEndpoint(endpoint: EndpointDefinition, tools: Tools): Json {
  const { name, label, method, path, input = {}, list, kinds } = endpoint;
  const isReading = method === 'GET';
  const given = Object.entries(input).map(([field, schema]) => ({
    name: field,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    schema: tools.toSchema(schema),
  }));
  const onRecord = path.includes('{id}') ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] : [];
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    operationId: `partner.${name}`,
    tags: ['partners'],
    summary: `${label.zh} / ${label.en}`,
    description: `For ${kinds.join(', ')}.`,
    security: [{ signature: [] }],
    parameters: [...onRecord, ...(isReading ? given : [idempotency]), ...(list ? page : [])],
    ...(isReading || Object.keys(input).length === 0
      ? {}
      : { requestBody: { content: { 'application/json': { schema: tools.toSchema(z.strictObject(input)) } } } }),
    responses: {
      200: { description: 'Done; the answer is signed', content: { 'application/json': { schema: answerOf(endpoint, tools) } } },
      ...Object.fromEntries(Object.entries(refusals).map(([status, description]) => [status, { description, content: problem }])),
    },
  };
}

/** The fields that an endpoint shows; what is no field of the resource is text or an object that its operation makes. */
function answerOf({ name, answer, list }: EndpointDefinition, { toSchema, resources }: Tools): Json {
  const fields = resources[partsOf(name).resource] ?? {};
  const properties = Object.fromEntries(
    answer.map((field) => [field, fields[field] ? toSchema(fields[field]) : field === 'id' || field === 'status' ? { type: 'string' } : {}]),
  );
  const row = { type: 'object', properties };
  const data = list ? { type: 'array', items: row } : row;
  return { type: 'object', properties: { data, ...(list ? { next: { type: 'string' } } : {}) }, required: ['data'] };
}
