import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contract } from '../../../shared/areas/contracts/contract.resource.ts';
import { customer } from '../../../shared/areas/customers/customer.resource.ts';
import { operations, resources } from '../../../shared/areas/index.ts';
import { unit } from '../../../shared/areas/projects/unit.resource.ts';
import { f } from '../../../shared/kit/fields/f.ts';
import { type FieldKind, metaOf } from '../../../shared/kit/fields/field.ts';
import { wordsIn } from '../providers/i18n.tsx';
import { codecs, textOf } from './codec.ts';
import { changesOf, collect, draftsOf, isMasked, openFields, type Shape } from './drafts.ts';

/** A valid value for each kind of field. */
const samples: Readonly<Record<FieldKind, unknown>> = {
  text: '一行',
  note: '两\n行',
  serial: '2026-YQL-00001',
  ref: 'unt_01abc',
  refs: ['prj_01abc'],
  money: 123_456_789,
  area: 888_800,
  rate: 300,
  count: 12,
  flag: false,
  date: '2026-03-01',
  instant: '2026-03-01T01:30:00.000Z',
  choice: undefined,
  choices: undefined,
  personName: '欧阳娜娜',
  phone: '13800138000',
  idNumber: '11010519491231002X',
  address: '青岛市城阳区正阳路123号',
  creditCode: '91350211M000100Y46',
  hash: 'a'.repeat(64),
  rows: undefined,
  data: { count: 6, unit: 'workday' },
};

const shapes: readonly (readonly [string, Shape])[] = [
  ...Object.values(resources).map((resource) => [resource.name, resource.fields] as const),
  ...Object.values(operations).map((operation) => [operation.name, operation.input] as const),
];

function sampleOf(schema: Shape[string]): unknown {
  const { kind, options, columns } = metaOf(schema);
  if (kind === 'choice') return Object.keys(options ?? {})[0];
  if (kind === 'choices') return Object.keys(options ?? {}).slice(0, 2);
  if (kind === 'count') return [12, 30, 1].find((count) => schema.safeParse(count).success);
  if (kind === 'rows') return [Object.fromEntries(Object.entries(columns ?? {}).map(([name, column]) => [name, sampleOf(column)]))];
  return samples[kind];
}

/** What a person would enter for a value, also for one that is masked. */
function enteredOf(schema: Shape[string], value: unknown): unknown {
  const { kind, columns } = metaOf(schema);
  const entered = ([name, cell]: [string, unknown]) => [name, columns?.[name] ? enteredOf(columns[name], cell) : cell];
  return kind === 'rows' && Array.isArray(value)
    ? value.map((row) => Object.fromEntries(Object.entries(Object(row)).map(entered)))
    : codecs[kind].toDraft(value);
}

describe.each(shapes)('the form of %s', (_, fields) => {
  test('gives every value back as it was', () => {
    for (const [name, schema] of Object.entries(fields)) {
      const value = sampleOf(schema);
      const meta = metaOf(schema);
      // Masked values never become drafts, so they are entered as a person would.
      const drafts = isMasked(meta) ? { [name]: enteredOf(schema, value) } : draftsOf({ [name]: schema }, { [name]: value });
      expect({ name, ...collect({ [name]: schema }, drafts) }).toEqual({ name, values: { [name]: value }, problems: {} });
    }
  });

  test('asks for every field that is needed, in words without symbols', () => {
    const { problems } = collect(fields, {});
    for (const [path, problem] of Object.entries(problems)) {
      expect(path in fields).toBe(true);
      expect(wordsIn('zh').problemText(problem)).toBe('请填写');
    }
    for (const [name, schema] of Object.entries(fields)) expect(name in problems).toBe(!schema.safeParse(undefined).success);
  });

  test('has a text for every value', () => {
    for (const schema of Object.values(fields)) {
      for (const language of ['zh', 'en'] as const)
        expect(textOf(sampleOf(schema), metaOf(schema), wordsIn(language))).not.toMatch(/undefined|\[object|NaN|^$/);
    }
  });
});

test('every kind of field has an entry', () => {
  expect(Object.keys(codecs).toSorted()).toEqual(Object.keys(samples).toSorted());
});

describe('what people type', () => {
  const price = { price: f.money('价', 'Price') };

  test.each([
    ['1234567.89', 123_456_789],
    ['１，２３４．５', 123_450],
    ['￥98万元', 98_000_000],
  ])('reads %s as an amount', (text, fen) => {
    expect(collect(price, { price: text }).values.price).toBe(fen);
  });

  test.each([
    ['abc', '“abc”不是数字'],
    ['-1', '金额不能为负：-1'],
    ['1.234', '金额最多精确到分：1.234'],
  ])('says what is wrong with %s', (text, message) => {
    const { problems } = collect(price, { price: text });
    expect(problems.price && wordsIn('zh').problemText(problems.price)).toBe(message);
  });

  test('keeps every amount through the form', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (fen) => collect(price, draftsOf(price, { price: fen })).values.price === fen));
  });

  test('names the cell of a row that is wrong', () => {
    const { problems } = collect(customer.fields, { coBuyers: [{ name: '王芳', idNumber: '110105194912310021' }] });
    expect(Object.keys(problems)).toContain('coBuyers.0.idNumber');
    expect(Object.keys(problems)).not.toContain('coBuyers.0.name');
  });
});

describe('an edit', () => {
  const record = { id: 'cus_1', project: 'prj_1', name: '王*', phone: '138****8000', channel: 'visit', budget: 100, wish: '朝南' };
  const fields = openFields(customer.fields, 'edit');

  test('sends nothing when nothing was touched', () => {
    expect(changesOf(fields, record, draftsOf(fields, record))).toEqual({ changes: {}, problems: {} });
  });

  test('sends only what was changed, and null for what was emptied', () => {
    const drafts = { ...draftsOf(fields, record), budget: '2', wish: '' };
    expect(changesOf(fields, record, drafts).changes).toEqual({ budget: 200, wish: null });
  });

  test('never carries a masked value', () => {
    const drafts = draftsOf(fields, record);
    expect(Object.keys(drafts).filter((name) => ['name', 'phone', 'idNumber', 'address', 'coBuyers'].includes(name))).toEqual([]);
    expect(changesOf(fields, record, { ...drafts, phone: '１３９００１３９０００' }).changes).toEqual({ phone: '13900139000' });
  });

  test('refuses to empty a needed field', () => {
    expect(changesOf(fields, record, { ...draftsOf(fields, record), channel: undefined }).problems).toEqual({ channel: { key: 'field.required' } });
  });

  test('offers neither fixed nor owned fields', () => {
    expect(Object.keys(openFields(unit.fields, 'edit'))).not.toContain('code');
    expect(Object.keys(openFields(contract.fields, 'edit'))).toEqual(['remark']);
    expect(Object.keys(openFields(contract.fields, 'create'))).not.toContain('price');
  });
});
