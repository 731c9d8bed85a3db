import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer } from '../shared/areas/customers/customer.resource.ts';
import { building } from '../shared/areas/projects/building.resource.ts';
import { project } from '../shared/areas/projects/project.resource.ts';
import { naughty } from './fixture/naughty.ts';
import { givenTo, type Values } from './fixture/samples.ts';
import { inTurns, recordCall, type Site, wholeOffice } from './fixture/whole-office.ts';
import type { Answered, Call } from './kit/testing.ts';

let site: Site;
let home: string;

beforeAll(async () => {
  site = await wholeOffice();
  home = (await site.make(project, '')).id;
});
afterAll(() => site.stop());

const makeBuyer = (values: Values): Promise<Answered> => site.ask({ ...recordCall(customer, 'create'), body: { ...givenTo(customer, home), ...values } });
/** A value as it was kept. */
async function kept(id: string, field: string): Promise<unknown> {
  const { json } = await site.ask({ ...recordCall(customer, 'reveal', { id }), body: { fields: [field], purpose: '核对' } });
  return json.data[field];
}

/** Names with what is kept of them, or the key of the refusal. */
const names: readonly [name: string, outcome: string][] = [
  ['𠮷野', '𠮷野'],
  ['㐂川', '㐂川'],
  ['王\u{2b740}', '王\u{2b740}'],
  ['王\u{30000}', '王\u{30000}'],
  ['〇一', '〇一'],
  ['買買提·艾力', '買買提·艾力'],
  ['买买提•艾力', '买买提·艾力'],
  ['买买提・艾力', '买买提·艾力'],
  ['王 小明', '王小明'],
  [' 王小明 ', '王小明'],
  ['王\u3000小明', '王小明'],
  ['Mary-Ann O’Neil Jr.', 'Mary-Ann O’Neil Jr.'],
  ['Jose\u0301', 'José'],
  ['豈'.replace('豈', '\uf900'), 'name.tooShort'],
  ['\uf900王', '\u8c48王'],
  [`阿${'卜'.repeat(49)}`, `阿${'卜'.repeat(49)}`],
  ['𠮷'.repeat(50), '𠮷'.repeat(50)],
  ['𠮷'.repeat(51), 'name.tooLong'],
  ['阿'.repeat(51), 'name.tooLong'],
  ['王', 'name.tooShort'],
  ['··', 'name.empty'],
  ['\u3000', 'name.empty'],
  ['⼀王', 'name.character'],
  ['⽟王', 'name.character'],
  ['⺩王', 'name.character'],
  ['王１', 'name.character'],
  ['王1', 'name.character'],
  ['Ｗａｎｇ 王', 'Ｗａｎｇ 王'],
  ['王😀', 'name.character'],
  ['王山さん', 'name.character'],
  ...[
    '\u200b',
    '\u200c',
    '\u200d',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u034f',
    '\u061c',
    '\u180e',
    '\u0600',
    '\ufff9',
    '\u3164',
    '\ufe00',
    '\ufe0f',
    '\u{e0100}',
    '\u{e01ef}',
  ].map((hidden): [string, string] => [`王${hidden}小明`, 'name.forbidden']),
  ...['\u202a', '\u202b', '\u202d', '\u202e', '\u202c', '\u2066', '\u2067', '\u2068', '\u2069', '\u200e', '\u200f'].map((turn): [string, string] => [
    `王${turn}小明`,
    'name.forbidden',
  ]),
  ...['\u0000', '\n', '\u007f', '\u2028', '\ue000', '\ufdd0', '\u{1fffe}', '\u2800'].map((odd): [string, string] => [`王${odd}小明`, 'name.forbidden']),
];

describe('the name', () => {
  it.each(names.map(([name, outcome]) => [JSON.stringify(name).slice(0, 30), outcome.slice(0, 20), name, outcome] as const))(
    '%s gives %s',
    async (_, _shown, name, outcome) => {
      const answer = await makeBuyer({ name });
      if (!outcome.startsWith('name.')) {
        expect(answer.status, answer.text).toBe(201);
        expect(await kept(answer.json.data.id, 'name')).toBe(outcome);
        return;
      }
      expect(answer.json).toMatchObject({ status: 422, errors: { name: { key: outcome } } });
      expect(Object.keys(answer.json.errors)).toEqual(['name']);
      for (const text of Object.values(answer.json.errors.name.messages)) expect(text).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
    },
  );
});

/** Numbers as people type them, with what is kept. */
const numbers: readonly [field: string, typed: string, outcome: string | undefined][] = [
  ['phone', '１３９１２３４９９９９', '13912349999'],
  ['phone', '１３９ １２３４ ９９９８', '13912349998'],
  ['phone', '139-1234-9997', '13912349997'],
  ['phone', '+8613912349996', '13912349996'],
  ['phone', '①③⑨①②③④⑨⑨⑨⑤', undefined],
  ['phone', '139\u200b12349994', undefined],
  ['phone', '一三九一二三四九九九三', undefined],
  ['phone', '١٣٩١٢٣٤٩٩٩٢', undefined],
  ['phone', '１２９１２３４９９９１', undefined],
  ['idNumber', '１１０１０５１９４９１２３１００２Ｘ', '11010519491231002X'],
  ['idNumber', '１１０１０５１９４９１２３１００２ｘ', '11010519491231002X'],
  ['idNumber', '11010519491231002Х', undefined],
  ['idNumber', '11010519491231002\u200bX', undefined],
  ['idNumber', '110105194912310021', undefined],
  ['idNumber', '11010519490230002X', undefined],
  ['idNumber', '①①⓪①⓪⑤①⑨④⑨①②③①⓪⓪②X', undefined],
];

describe('a number', () => {
  it.each(numbers)('%s %s is kept as %s', async (field, typed, outcome) => {
    const answer = await makeBuyer({ [field]: typed });
    if (outcome === undefined && answer.status !== 201) {
      expect(Object.keys(answer.json.errors)).toEqual([field]);
      expect(answer.json.status).toBe(422);
    } else {
      expect(answer.status, answer.text).toBe(201);
      // Compatibility digits may be folded to the number they stand for, never kept as they are.
      expect(await kept(answer.json.data.id, field)).toMatch(outcome === undefined ? /^[\dX]+$/ : new RegExp(`^${outcome}$`));
    }
  });
});

/** What must never be kept, said apart from the code: format, control, private and unassigned-for-ever characters. */
const hidden = /[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|[^\P{Cc}\n\r\t]/u;

async function expectExactOrNamed(text: string, answer: Answered, field: string): Promise<void> {
  const about = JSON.stringify(text).slice(0, 60);
  expect(answer.status, about).toBeLessThan(500);
  if (answer.status >= 400) {
    expect([about, answer.status, Object.keys(answer.json.errors ?? {})]).toEqual([about, 422, [field]]);
    return;
  }
  expect(answer.json.data[field], about).toBe(text.trim());
  expect(hidden.test(String(answer.json.data[field])), about).toBe(false);
}

describe('whatever is written', () => {
  it('comes back as it was, or is refused by its field', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom(...naughty));
    await fc.assert(
      fc.asyncProperty(text, async (wish) => {
        if (wish.isWellFormed()) await expectExactOrNamed(wish, await makeBuyer({ wish }), 'wish');
      }),
      { numRuns: 150, seed: 20_260_302 },
    );
  });

  it('of 150 texts that break things comes back as it was, or is refused by its field, and is in no log', async () => {
    expect(naughty.length).toBeGreaterThanOrEqual(150);
    const from = site.logged.length;
    await inTurns(naughty, async (text) => {
      await expectExactOrNamed(text, await makeBuyer({ wish: text }), 'wish');
      await expectExactOrNamed(text, await site.ask({ ...recordCall(building, 'create'), body: { project: home, name: text } }), 'name');
    });
    expectNotLogged(from);
  });

  it('in an address, a parameter, a header or a reason is answered without failing, and is in no log', async () => {
    const { id } = (await makeBuyer({})).json.data;
    const from = site.logged.length;
    const asked = naughty.flatMap((text): Call[] => [
      { ...recordCall(customer, 'get', { id: text }) },
      { ...recordCall(customer, 'get', { id: encodeURIComponent(text.slice(0, 500)) }) },
      { ...recordCall(customer, 'history', { id: text }) },
      { method: 'POST', path: `/customers/customer/${id}/${text}`, body: {} },
      { method: 'GET', path: `/${text}/customer` },
      { ...recordCall(customer, 'list'), query: { project: text } },
      { ...recordCall(customer, 'list'), query: { project: home, cursor: text } },
      { ...recordCall(customer, 'list'), query: { project: home, from: text, until: text } },
      { ...recordCall(customer, 'update', { id }), body: { wish: 'x' }, headers: { 'If-Match': text } },
      { ...recordCall(customer, 'get', { id }), headers: { 'accept-language': text, 'x-forwarded-for': text } },
      { ...recordCall(customer, 'reveal', { id }), body: { fields: [text], purpose: text } },
      { ...recordCall(customer, 'move', { id, transition: 'mature' }), body: { version: text, reason: text } },
      { method: text, path: '/customers/customer' },
    ]);
    await inTurns(asked, async (call) => {
      const answer = await site.ask(call);
      expect(answer.status, `${call.method} ${call.path}`.slice(0, 120)).toBeLessThan(500);
      expect(Object.entries(answer.headers).join()).not.toMatch(/[\r\n]/);
    });
    expectNotLogged(from);
  });
});

/** What was sent is not in the lines that were logged since; a text of a letter or two proves nothing. */
function expectNotLogged(from: number): void {
  const lines = site.logged.slice(from);
  expect(lines.length).toBeGreaterThan(50);
  const telling = naughty.map((text) => text.trim()).filter((text) => text.length > 4 && !['false', '1/0'].includes(text));
  for (const line of lines) expect(line).toMatch(/^\{"message":"served","action":"[a-zA-Z.]+","requestId":"test-request","actor":"[\w.-]+"/);
  for (const text of telling) expect(lines.filter((line) => line.includes(JSON.stringify(text).slice(1, -1)))).toEqual([]);
}
