import { describe, expect, it } from 'vitest';
import { areas, operations, resources } from './areas/index.ts';
import { isMasked } from './derive/masking.ts';
import { openApi } from './derive/openapi.ts';
import { partsOf } from './kit/define-operation.ts';
import { isOptional, metaOf } from './kit/fields/field.ts';
import { forms } from './kit/signatures/profile.ts';

const endpoints = areas.flatMap((area) => area.endpoints ?? []);
const named = endpoints.map((endpoint) => [endpoint.name, endpoint] as const);
/** What the records layer keeps that a partner has use for. */
const systemFields = ['id', 'status'];

describe.each(named)('the endpoint %s', (name, endpoint) => {
  const resource = resources[partsOf(name).resource];

  it('is about a resource, has a path of the profile’s alphabet and both its labels', () => {
    expect(resource).toBeDefined();
    expect(endpoint.path.replace('{id}', 'lon_1')).toMatch(forms.path);
    expect(endpoint.label.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(endpoint.label.en).not.toBe('');
    expect(endpoint.kinds.length).toBeGreaterThan(0);
    for (const source of endpoint.source) expect(source).toMatch(/^[A-Z]\d{1,2}$/);
  });

  it('shows no personal and no hidden field, and of a record only fields that it has', () => {
    expect(new Set(endpoint.answer).size).toBe(endpoint.answer.length);
    for (const field of endpoint.answer) {
      const schema = resource?.fields[field];
      if (schema) expect(isMasked(schema) || metaOf(schema).isHidden === true, field).toBe(false);
      else if (!endpoint.operation) expect(systemFields, field).toContain(field);
    }
  });

  it('lists from an index of the partner’s own member record, or of a record in the path, what the index holds', () => {
    if (!endpoint.list) return;
    const { index, by } = endpoint.list;
    const partition = resource?.indexes[index]?.partition ?? [];
    const own = resource?.access.read.flatMap((grant) => (grant.scope === 'ownPartner' ? [grant.field] : [])) ?? [];
    if (by === 'partner') expect(own).toContain(partition[0]);
    else expect([partition, endpoint.path.includes('{id}'), resources[by.parent] !== undefined]).toEqual([[by.field], true, true]);
    expect(Object.keys(endpoint.input ?? {}).toSorted()).toEqual(by === 'partner' ? partition.slice(1).toSorted() : []);
    const { open } = endpoint.list;
    expect(Object.values(endpoint.input ?? {}).every((schema) => isOptional(schema) === (open !== undefined))).toBe(true);
    if (!open) return;
    const { partition: whose, while: states = [] } = resource?.indexes[open] ?? { partition: [] };
    expect([whose, by]).toEqual([partition.slice(0, 1), 'partner']);
    // What is open lies within what the partner sees.
    const seen = resource?.access.read.flatMap((grant) => (grant.scope === 'ownPartner' && 'while' in grant ? (grant.while ?? []) : [])) ?? [];
    expect(states.length).toBeGreaterThan(0);
    expect(states.filter((state) => !seen.includes(state))).toEqual([]);
    for (const field of endpoint.answer) expect([...systemFields, ...(resource?.list ?? []), ...own], field).toContain(field);
  });

  it('lets each of its kinds see the records it is about, by the rule of the resource', () => {
    if (endpoint.isKeyProof) return;
    const kinds = resource?.access.read.flatMap((grant) => (grant.scope === 'ownPartner' ? [grant.partner] : [])) ?? [];
    for (const kind of endpoint.kinds) expect(kinds).toContain(kind);
  });

  it('takes no more than the operation that it performs', () => {
    const operation = operations[endpoint.operation ?? ''];
    if (operation) for (const field of Object.keys(endpoint.input ?? {})) expect(operation.input).toHaveProperty(field);
  });
});

it('every endpoint has a name, and a method and path, of its own', () => {
  for (const of of [endpoints.map(({ name }) => name), endpoints.map(({ method, path }) => `${method} ${path}`)]) expect(new Set(of).size).toBe(of.length);
});

it('the OpenAPI document describes every endpoint under its own kind of signature, and no staff route under it', () => {
  const { paths } = openApi(areas);
  for (const { method, path, name, answer, status = 200 } of endpoints) {
    const described = paths[path]?.[method.toLowerCase()] as { operationId: string; security: unknown; responses: Record<number, unknown> };
    expect(described).toMatchObject({ operationId: `partner.${name}`, security: [{ signature: [] }] });
    for (const field of answer) expect(JSON.stringify(described.responses[status])).toContain(`"${field}"`);
  }
  const signed = Object.entries(paths).filter(([, item]) => JSON.stringify(item).includes('"signature":[]'));
  expect(signed.map(([path]) => path).filter((path) => !path.startsWith('/partner/v1/'))).toEqual([]);
});
