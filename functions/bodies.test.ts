import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusalError } from '../shared/kit/errors.ts';
import { type TwoProjects, twoProjects } from './fixture/two-projects.ts';
import { inTurns, type Site, wholeOffice } from './fixture/whole-office.ts';
import { type WritingRoute, writingRoutes } from './fixture/writing-routes.ts';
import type { HttpHandler } from './kit/http.ts';
import { readJson } from './kit/read-json.ts';
import type { Answered } from './kit/testing.ts';

let site: Site;
let world: TwoProjects;
let routes: WritingRoute[];

beforeAll(async () => {
  site = await wholeOffice();
  world = await twoProjects(site);
  routes = writingRoutes(world);
});
afterAll(() => site.stop());

const deep = (levels: number, open = '[', close = ']', inner = ''): string => `${open.repeat(levels)}${inner}${close.repeat(levels)}`;

/** Texts that are no JSON, or that readers of JSON take in different ways. */
const notJson: Readonly<Record<string, string>> = {
  'a prototype key': '{"__proto__":{"isAdmin":true}}',
  'a prototype key that is text': '{"__proto__":"x"}',
  'a prototype key deep inside': '{"a":[{"b":{"__proto__":{"isAdmin":true}}}]}',
  'a prototype key by escapes': '{"\\u005f\\u005fproto\\u005f\\u005f":{"isAdmin":true}}',
  'a constructor with a prototype': '{"constructor":{"prototype":{"isAdmin":true}}}',
  'a constructor with a prototype deep inside': '{"a":{"constructor":{"prototype":{"isAdmin":true}}}}',
  'a key twice': '{"a":1,"a":2}',
  'a key twice, by escapes': '{"a":1,"\\u0061":2}',
  'a key twice deep inside': '{"x":[{"a":1,"a":1}]}',
  'ten thousand arrays': deep(10_000),
  'ten thousand objects': deep(10_000, '{"a":', '}', '1'),
  'ten thousand open arrays': '['.repeat(10_000),
  '33 levels': deep(33),
  'an infinite number': '{"a":1e400}',
  'an infinite number below zero': '{"a":-1e400}',
  'minus zero': '{"a":-0}',
  'minus zero with decimals': '{"a":-0.0}',
  'a number beyond 2^53': '{"a":9007199254740993}',
  'a number far beyond 2^53': `{"a":${'9'.repeat(4000)}}`,
  'half a surrogate pair': '{"a":"\\ud800"}',
  'the other half': '{"a":"\\udfff"}',
  'a pair the wrong way round': '{"a":"\\udc00\\ud800"}',
  'half a pair in a key': '{"\\ud800":1}',
  'a byte order mark': '\ufeff{}',
  'text after the value': '{}x',
  'two values': '{}{}',
  'a NUL after the value': '{}\u0000',
  'a trailing comma': '{"a":1,}',
  'a comment': '{"a":1/**/}',
  'single quotes': "{'a':1}",
  'a bare key': '{a:1}',
  NaN: '{"a":NaN}',
  Infinity: '{"a":Infinity}',
  hexadecimal: '{"a":0x10}',
  'an octal number': '{"a":010}',
  'a plus sign': '{"a":+1}',
  'a number without a beginning': '{"a":.5}',
  'a raw control character': '{"a":"\u0001"}',
  'a raw line break': '{"a":"\n"}',
  'an unknown escape': '{"a":"\\x41"}',
  'an escape cut short': '{"a":"\\u00"}',
  'no end': '{"a":1',
  'a no-break space': '\u00a0{}',
  'an ideographic space': '{}\u3000',
  'full-width brackets': '｛"a":1｝',
  'only space': ' \n',
  'a form': 'a=1&b=2',
  XML: '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
};

/** Valid JSON that is no object. */
const noObject = ['[]', '[{}]', '"x"', '1', 'true', '[null]'];

function expectRefused(answer: Answered, about: string): void {
  expect([about, answer.status, answer.json.code, answer.headers['content-type']]).toEqual([about, 400, 'request.json', 'application/problem+json']);
  expect(answer.json.messages).toEqual({ zh: expect.stringContaining('不是有效的 JSON'), en: expect.stringContaining('not valid JSON') });
}

describe('a body', () => {
  it('that is no JSON, or not plainly JSON, is refused by every route and changes nothing', async () => {
    const before = await site.image();
    const tries = routes.flatMap(({ name, call: { body: _, ...call } }) => Object.entries(notJson).map(([what, text]) => ({ name, call, what, text })));
    await inTurns(tries, async ({ name, call, what, text }) => expectRefused(await site.ask({ ...call, text }), `${name}: ${what}`));
    expect(tries.length).toBeGreaterThan(2000);
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    expect(await site.image()).toBe(before);
  });

  it('that is no object is refused by every route', async () => {
    for (const { name, call } of routes) {
      for (const text of noObject) expectRefused(await site.ask({ ...call, body: undefined, text }), `${name}: ${text}`);
    }
  });

  it('that is missing or empty is answered with the fields it lacks', async () => {
    for (const { name, call } of routes) {
      if (Object.keys(call.body).length === 0) continue;
      for (const text of [undefined, '', '{}']) {
        const answer = await site.ask({ ...call, body: undefined, ...(text === undefined ? {} : { text }) });
        expect([name, answer.status]).toEqual([name, 422]);
        expect(Object.keys(answer.json.errors).length).toBeGreaterThan(0);
      }
    }
  });

  it('of another type or charset is refused by every route', async () => {
    const types = ['', 'text/plain', 'text/json', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
    const charsets = [
      'application/json; charset=gbk',
      'application/json; charset=utf-16',
      'application/json, text/html',
      'application/json;',
      'application/jsonp',
    ];
    const tries = routes.flatMap(({ call }) => [...types, ...charsets].map((type) => ({ ...call, headers: { 'content-type': type } })));
    await inTurns(tries, async (call) => expect((await site.ask(call)).json).toMatchObject({ status: 400, code: 'request.header' }));
  });
});

/** Sends bytes as the gateway does with what it takes for binary. */
async function sendBytes(bytes: Uint8Array): Promise<Answered> {
  const route = routes.find((x) => x.name === 'customer.create');
  if (!route) throw new Error('expected the route');
  const { records } = await import('./records/records.ts').then(({ handler }) => ({ records: handler }));
  const asBytes: HttpHandler = (event) => records({ ...event, body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true });
  return site.call(asBytes, { ...route.call, body: {} });
}

describe('bytes', () => {
  const text = '{"name":"王小明"}';
  const utf16 = Buffer.from(text, 'utf16le');
  const bad: Readonly<Record<string, Uint8Array>> = {
    'UTF-16, little end first': utf16,
    'UTF-16, big end first': Buffer.from(utf16).swap16(),
    'UTF-16 with a mark': Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
    'UTF-8 with a mark': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
    GBK: Buffer.from([...Buffer.from('{"name":"'), 0xcd, 0xf5, 0xd0, 0xa1, ...Buffer.from('"}')]),
    'a character written too long': Buffer.from([...Buffer.from('{"name":"'), 0xc0, 0xaf, ...Buffer.from('"}')]),
    'a surrogate in UTF-8': Buffer.from([...Buffer.from('{"name":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]),
    'a character cut short': Buffer.from(text).subarray(0, 11),
    compressed: Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0]),
    'a NUL': Buffer.from([0]),
  };
  it.each(Object.entries(bad))('of %s are refused', async (what, bytes) => expectRefused(await sendBytes(bytes), what));

  it('of UTF-8 are read', async () => {
    expect((await sendBytes(Buffer.from(text))).json.errors).not.toHaveProperty('name');
    expect((await sendBytes(Buffer.from('{"name":"\u{20bb7}野"}'))).json.errors).not.toHaveProperty('name');
  });

  it('are counted: 256 KiB are read, one more is too many', async () => {
    const most = 256 * 1024;
    for (const character of [' ', '王']) {
      const fill = character === ' ' ? ' '.repeat(most - 2) : '';
      const wide = '王'.repeat((most - 11) / 3);
      const whole = character === ' ' ? `{}${fill}` : `{"name":"${wide}${' '.repeat(most - 11 - Buffer.byteLength(wide))}"}`;
      expect(Buffer.byteLength(whole)).toBe(most);
      expect((await sendBytes(Buffer.from(whole))).json.code).toBe('request.invalid');
      expect((await sendBytes(Buffer.from(`${whole} `))).json).toMatchObject({ status: 413, code: 'request.tooLarge' });
      const route = routes.find((x) => x.name === 'customer.create');
      expect((await site.ask({ method: 'POST', path: '', ...route?.call, body: undefined, text: `${whole} ` })).status).toBe(413);
    }
  });
});

describe('reading JSON', () => {
  const outcome = (text: string): unknown => {
    try {
      return readJson(text);
    } catch (error) {
      if (error instanceof RefusalError && error.code === 'request.json') return 'refused';
      throw error;
    }
  };
  const parsed = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return 'refused';
    }
  };

  it('gives what JSON.parse gives of whatever value was written, but numbers and keys that would change', () => {
    const values = fc.jsonValue({ maxDepth: 6, noUnicodeString: false });
    fc.assert(
      fc.property(values, fc.nat(3), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const got = outcome(text);
        if (got === 'refused' && value !== 'refused') expect(text).toMatch(/__proto__|"constructor"|\d{16}|[eE]|-0|\\ud/);
        else expect(got).toEqual(JSON.parse(text));
      }),
      { numRuns: 500, seed: 20_260_302 },
    );
  });

  it('never takes what JSON.parse refuses, whatever is broken', () => {
    const broken = fc.tuple(
      fc.json({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '0', '-', 'e', ' ', '\u0000', '\ufeff', 'é'),
    );
    fc.assert(
      fc.property(broken, ([text, at, put]) => {
        const cut = at % (text.length + 1);
        const changed = text.slice(0, cut) + put + text.slice(cut + 1);
        const got = outcome(changed);
        if (got !== 'refused') expect(got).toEqual(parsed(changed));
      }),
      { numRuns: 2000, seed: 20_260_302 },
    );
  });

  it('takes no longer for a body made to be slow', () => {
    const most = 250_000;
    const ends = [
      `"${'\\'.repeat(most)}`,
      `{"a":"${'\\u0041'.repeat(most / 6)}`,
      '['.repeat(most),
      `[${'1,'.repeat(most / 2)}`,
      ' '.repeat(most),
      `-${'1'.repeat(most)}x`,
    ];
    // The short one comes first: where time doubles with each character, it fails while the long one would never end.
    for (const text of [`"${'a'.repeat(26)}`, `"${'a'.repeat(most)}`, ...ends]) {
      const start = performance.now();
      expect(outcome(text)).toBe('refused');
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});
