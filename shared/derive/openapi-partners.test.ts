import { describe, expect, it } from 'vitest';
import { areas, resources } from '../areas/index.ts';
import { requestProfile } from '../kit/signatures/profile.ts';
import { openApi } from './openapi.ts';

type Parameter = { name: string; in: string; required?: boolean };
type Described = {
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: { properties: object; required?: string[] } }> };
  responses: Record<
    string,
    { headers: object; content: Record<string, { schema: { $ref?: string; properties: Record<string, { type: string; items?: object }> } }> }
  >;
};

const document = openApi(areas);
const endpoints = areas.flatMap((area) => area.endpoints ?? []);
const described = (path: string, method: string): Described => document.paths[path]?.[method] as Described;
const headersOf = ({ parameters }: Described) => parameters.filter((x) => x.in === 'header' && x.required).map(({ name }) => name.toLowerCase());

describe.each(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))('a client of %s', (_, endpoint) => {
  const operation = described(endpoint.path, endpoint.method.toLowerCase());
  const isChanging = endpoint.method === 'POST';

  it('is told every header that the profile asks of the request', () => {
    const { withBody, whenChanging } = requestProfile.components;
    const asked = [...(isChanging ? whenChanging : []), ...(operation.requestBody ? withBody : []), 'signature-input', 'signature'];
    expect(headersOf(operation).toSorted()).toEqual(asked.filter((name) => name !== 'content-type').toSorted());
    expect(Object.keys(operation.requestBody?.content ?? { 'application/json': 0 })).toEqual(['application/json']);
  });

  it('is told each value that it gives, and which it must', () => {
    const body = operation.requestBody?.content['application/json']?.schema;
    const query = operation.parameters.filter((x) => x.in === 'query' && !['limit', 'cursor'].includes(x.name));
    expect(isChanging ? Object.keys(body?.properties ?? {}) : query.map(({ name }) => name)).toEqual(Object.keys(endpoint.input ?? {}));
    const needed = Object.entries(endpoint.input ?? {}).flatMap(([name, schema]) => (schema.safeParse(undefined).success ? [] : [name]));
    expect(isChanging ? (body?.required ?? []) : query.filter((x) => x.required).map(({ name }) => name)).toEqual(needed);
  });

  it('is told what it is answered, signed, and every way of being refused', () => {
    const { [String(endpoint.status ?? 200)]: done, ...refused } = operation.responses;
    const data = done?.content['application/json']?.schema.properties.data as { type: string; items?: { properties: object }; properties?: object };
    const shown = (data.items ?? data) as { properties: Record<string, object> };
    expect(data.type).toBe(endpoint.list || endpoint.shows?.isMany ? 'array' : 'object');
    expect(Object.keys(shown.properties)).toEqual(endpoint.answer);
    for (const [field, schema] of Object.entries(shown.properties)) expect(Object.keys(schema).length, field).toBeGreaterThan(0);
    expect(Object.keys(done?.headers ?? {})).toEqual(expect.arrayContaining(['Signature', 'Signature-Input', 'Content-Digest']));
    expect(Object.keys(refused)).toEqual(['400', '401', '404', '409', '413', '422', '429', '5XX']);
    for (const { content } of Object.values(refused)) expect(content['application/problem+json']?.schema.$ref).toBe('#/components/schemas/PartnerProblem');
  });
});

it('a client is told where the keys are, and may ask for them unsigned', () => {
  expect(document.paths['/.well-known/jwks.json']).toMatchObject({ get: { security: [] } });
  expect(document.servers).toEqual([{ url: '/api' }]);
});

it('a receiver is told every notice: the states of the records that partners see, and no other record', () => {
  const { change } = document.webhooks as {
    change: { post: { requestBody: { content: Record<string, { schema: { properties: { type: { enum: string[] } } } }> } } };
  };
  const types = change.post.requestBody.content['application/json']?.schema.properties.type.enum ?? [];
  expect(new Set(types.map((type) => type.split('.')[0]))).toEqual(new Set(['loan', 'caseMaterial', 'signingMatter', 'disbursement', 'webhook']));
  const states = { ...resources.loan?.states?.all };
  for (const type of types.filter((x) => x.startsWith('loan.'))) expect(states).toHaveProperty(String(type.split('.')[1]));
  expect(types).toContain('loan.inReview');
});
