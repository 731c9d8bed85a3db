import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contract } from '../areas/contracts/contract.resource.ts';
import { filing } from '../areas/contracts/filing.resource.ts';
import { customer } from '../areas/customers/customer.resource.ts';
import { areas, operations, resources } from '../areas/index.ts';
import { todo } from '../areas/organisation/todo.resource.ts';
import { RefusalError } from '../kit/errors.ts';
import { indexKeys, keyFields, partitionKey, sortKey } from './keys.ts';
import { mask, maskedFields } from './masking.ts';
import { openApi } from './openapi.ts';
import { leadingKeys } from './policies.ts';
import { operationPath } from './routes.ts';
import { check, createInput, updateInput } from './validation.ts';

const problems = (work: () => unknown): Record<string, string> => {
  try {
    work();
  } catch (error) {
    if (error instanceof RefusalError) return Object.fromEntries(Object.entries(error.fields).map(([name, { key }]) => [name, key]));
    throw error;
  }
  return {};
};

describe('keys', () => {
  it('put a row into each index whose values it has, and in no other', () => {
    const row = { project: 'prj_1', contract: 'ctr_1', number: 'BA-1', status: 'sealed' };
    expect(indexKeys(filing, row)).toEqual({ gsi1pk: 'filing#ctr_1', gsi1sk: 'BA-1', gsi2pk: 'filing#prj_1', gsi2sk: 'BA-1' });
    const submitted = { ...row, status: 'submitted', isProvisional: true, pickUpOn: '2026-03-10' };
    expect(indexKeys(filing, submitted)).toMatchObject({ gsi3pk: 'filing#true', gsi3sk: '2026-03-10' });
    expect(indexKeys(filing, { ...submitted, status: 'collected' })).not.toHaveProperty('gsi3pk');
  });

  it('name the fields that they are made of, and leave the status to every write', () => {
    expect(keyFields(customer)).toEqual(['project', 'createdAt', 'phone']);
    expect(keyFields(contract)).toEqual(['project', 'number']);
  });

  it('sort numbers as numbers, negative ones before', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e12 }), fc.integer({ min: -1e9, max: 1e12 }), (a, b) => {
        const [x, y] = [sortKey([a]), sortKey([b])];
        expect(x < y).toBe(a < b);
      }),
    );
  });

  it('are the same for the same values only, whatever signs stand in them', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('#', '%', '2', '3', '5', 'a') }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(partitionKey('x', a) === partitionKey('x', b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('begin with the resource, so that a policy bounds them', () => {
    const patterns = leadingKeys(['todo']).map((pattern) => new RegExp(`^${pattern.replace('*', '.*')}$`));
    const keys = [...Object.entries(indexKeys(todo, { role: 'legal', status: 'open', dueAt: '2026', subject: 's', openedAt: '2026' }))];
    const partitions = [...keys.filter(([name]) => name.endsWith('pk')).map(([, key]) => key), 'todo#tdo_1', 'todo!openStep#a#b#c', partitionKey('todo', [])];
    for (const key of partitions)
      expect(
        patterns.some((pattern) => pattern.test(key)),
        key,
      ).toBe(true);
    for (const key of ['todos#1', 'contract#todo', 'office!key#signing'])
      expect(
        patterns.some((pattern) => pattern.test(key)),
        key,
      ).toBe(false);
  });
});

describe('masking', () => {
  it('masks personal values, also in tables, and drops what is hidden', () => {
    const row = {
      id: 'cus_1',
      name: '欧阳娜娜',
      phone: '13800138000',
      coBuyers: [{ name: '李雷', idNumber: '11010519491231002X' }],
      wish: '三房',
      constructor: 1,
    };
    expect(mask(customer, row)).toEqual({ ...row, name: '欧阳*', phone: '138****8000', coBuyers: [{ name: '李*', idNumber: '110***********002X' }] });
    expect(mask(todo, { token: 't', outcome: {}, step: 's' })).toEqual({ step: 's' });
    expect(maskedFields(customer)).toEqual(['name', 'phone', 'idNumber', 'address', 'coBuyers']);
  });

  it('lets no personal value through that is not of the expected type', () => {
    expect(mask(customer, { phone: 13_800_138_000, name: { first: '王' } })).toEqual({ phone: '***', name: '***' });
  });
});

describe('validation', () => {
  it('takes what a person may give, normalised', () => {
    const given = { project: 'prj_1', name: '王小明', phone: '１３８００１３８０００', channel: 'visit' };
    expect(check(createInput(customer), given, customer.fields)).toEqual({ ...given, phone: '13800138000' });
    expect(check(updateInput(customer), { wish: null }, customer.fields)).toEqual({ wish: null });
  });

  it('names each wrong field, with the reason', () => {
    expect(problems(() => check(createInput(customer), { project: 1, channel: 'x', constructor: 1, toString: 2 }, customer.fields))).toEqual({
      project: 'field.ref',
      name: 'field.required',
      phone: 'field.required',
      channel: 'field.choice',
      constructor: 'field.unknown',
      toString: 'field.unknown',
    });
    expect(problems(() => check(updateInput(customer), { project: 'prj_1', phone: null }, customer.fields))).toEqual({
      project: 'field.fixed',
      phone: 'field.type',
    });
    expect(problems(() => check(updateInput(contract), { price: 1 }, contract.fields))).toEqual({ price: 'field.owned' });
  });

  it('takes every list of known keys and no other key, for every resource', () => {
    for (const resource of Object.values(resources)) {
      expect(problems(() => check(createInput(resource), { nonsense: 1 }, resource.fields))).toMatchObject({ nonsense: 'field.unknown' });
      expect(problems(() => check(updateInput(resource), { id: 'x' }, resource.fields))).toMatchObject({ id: 'field.unknown' });
    }
  });
});

describe('the OpenAPI document', () => {
  const document = openApi(areas);

  it('has a path for every route of every definition', () => {
    for (const resource of Object.values(resources))
      expect(document.paths).toHaveProperty([`/${resource.area}/${resource.name.replace(/[A-Z]/g, (x) => `-${x.toLowerCase()}`)}`, 'get']);
    for (const operation of Object.values(operations)) {
      const path = operationPath(operation);
      if (path) expect(document.paths).toHaveProperty([path, (operation.method ?? 'POST').toLowerCase(), 'operationId'], operation.name);
    }
    expect(document.paths).toHaveProperty(['/customers/customer/{id}/reveal']);
    expect(document.paths).not.toHaveProperty(['/projects/project/{id}/reveal']);
    expect(document.paths).not.toHaveProperty(['/contracts/contract', 'post']);
    expect(document.paths).toHaveProperty(['/projects/unit/{id}/reserve', 'post', 'summary'], '内部保留 / Reserve');
  });

  it('refers only to what it has, gives each operation one id, and shows nothing hidden', () => {
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) expect(document.components.schemas).toHaveProperty([String(name)]);
    const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(100);
    expect(document.components.schemas.Todo).not.toHaveProperty(['properties', 'token']);
    for (const word of ['isOwned', 'idNumber","mask', '$defs', '"zh":"身份证号']) expect(text.includes(word), word).toBe(false);
  });

  it('is what clients know', () => {
    expect(Object.entries(document.paths).map(([path, item]) => `${Object.keys(item).join(' ')} ${path}`)).toMatchSnapshot();
    expect(document.components.schemas.Customer).toMatchSnapshot();
    expect(document.components.schemas.CustomerCreate).toMatchSnapshot();
  });
});
