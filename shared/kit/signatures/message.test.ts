import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from './bytes.ts';
import { requestShapes } from './fixture/requests.ts';
import { generateKey, type SigningKey } from './keys.ts';
import { type KnownKey, type SignOptions, signRequest, signResponse, type VerifyOptions, verifyRequest, verifyResponse } from './message.ts';
import { type KeyState, limits, refusals, requestProfile } from './profile.ts';
import { describeRequest, sign } from './rfc9421.ts';
import { type Field, type RequestMessage, type ResponseMessage, valuesOf } from './wire.ts';

const now = 1_800_000_000;
const nonce = 'n0nceOfTheSigner_000001';
const decision = shape('a decision with a body');
const list = shape('a list with a query');
let key: SigningKey;
let other: SigningKey;

beforeAll(async () => {
  [key, other] = await Promise.all([generateKey('ed25519'), generateKey('ed25519')]);
});

it('is refused for its size before anything else of it is looked at', async () => {
  const large = { ...decision, path: '/not a path', body: new Uint8Array(limits.bodyBytes + 1) };
  expect(await reasonOf(large)).toBe('request.size');
});

describe('the clock', () => {
  const made = [
    ['300 s ago', -300, 300, undefined],
    ['301 s ago', -301, 300, 'signature.clock.old'],
    ['now', 0, 300, undefined],
    ['60 s ahead', 60, 300, undefined],
    ['61 s ahead', 61, 300, 'signature.clock.future'],
    ['10 s ago for 10 s', -10, 10, undefined],
    ['10 s ago for 9 s', -10, 9, 'signature.clock.old'],
    ['now for 1 s', 0, 1, undefined],
    ['now for no time', 0, 0, 'signature.expires.early'],
    ['ahead, to expire before that', 30, -1, 'signature.expires.early'],
    ['now for 300 s', 0, 300, undefined],
    ['now for 301 s', 0, 301, 'signature.expires.long'],
    ['299 s ago for 301 s', -299, 301, 'signature.expires.long'],
  ] as const;

  it.each(made)('made %s', async (_, offset, lifetimeSeconds, reason) => {
    expect(await reasonOf(await signed(decision, { now: now + offset, lifetimeSeconds }))).toBe(reason);
  });

  const tighter = { ageSeconds: 60, futureSeconds: 30 };
  it.each([
    [-60, undefined],
    [-61, 'signature.clock.old'],
    [30, undefined],
    [31, 'signature.clock.future'],
  ] as const)('a partner with a tighter clock, made at %i s', async (offset, reason) => {
    expect(await reasonOf(await signed(decision, { now: now + offset }), { clock: tighter })).toBe(reason);
  });

  it('cannot be made wider for a partner', async () => {
    const wide = { ageSeconds: 9_999, futureSeconds: 9_999 };
    expect(await reasonOf(await signed(decision, { now: now - 301 }), { clock: wide })).toBe('signature.clock.old');
    expect(await reasonOf(await signed(decision, { now: now + 61 }), { clock: wide })).toBe('signature.clock.future');
  });

  it.each(['created', 'expires', 'nonce', 'keyid'])('needs %s', async (name) => {
    const parameters = { created: now, expires: now + 300, nonce, keyid: key.keyId, tag: 'psp-1' };
    const { [name as 'nonce']: _, ...rest } = parameters;
    expect(await reasonOf(await signedWith(list, rest))).toBe('signature.parameters');
  });
});

describe('the life of a key', () => {
  it.each([
    ['pending', 'signature.key.state'],
    ['active', undefined],
    ['retiring', undefined],
    ['retired', 'signature.key.state'],
    ['revoked', 'signature.key.state'],
  ] as const)('%s', async (state, reason) => {
    expect(await reasonOf(await signed(decision), known({ state }))).toBe(reason);
  });

  it.each([
    ['a second before it begins', now + 1, now + 9, 'signature.key.validity'],
    ['in its first second', now, now + 9, undefined],
    ['in its last second', now - 9, now, undefined],
    ['a second after its end', now - 9, now - 1, 'signature.key.validity'],
  ] as const)('%s', async (_, notBefore, notAfter, reason) => {
    expect(await reasonOf(await signed(decision), known({ notBefore, notAfter }))).toBe(reason);
  });

  it('is unknown', async () => {
    expect(await verifyRequest(await signed(decision), { now, keyOf: async () => undefined })).toEqual({
      ok: false,
      reason: 'signature.key.unknown',
      keyId: key.keyId,
    });
  });

  it('is unknown where the store answers with another key', async () => {
    const wrong: KnownKey = { key: other, state: 'active', notBefore: 0, notAfter: now };
    expect(await reasonOf(await signed(decision), { keyOf: async () => wrong })).toBe('signature.key.unknown');
  });

  it('is not asked for under an id that is no thumbprint', async () => {
    const request = await signedWith(list, { created: now, expires: now + 300, nonce, keyid: '../../keys', tag: 'psp-1' });
    const asked: string[] = [];
    const outcome = await verifyRequest(request, { now, keyOf: async (id) => void asked.push(id) });
    expect(outcome).toMatchObject({ ok: false, reason: 'signature.key.unknown' });
    expect(asked).toEqual([]);
  });

  it('is of another algorithm than the signature says', async () => {
    const p256 = await generateKey('ecdsa-p256-sha256');
    const parameters = { created: now, expires: now + 300, nonce, keyid: key.keyId, tag: 'psp-1' };
    expect(await reasonOf(await signedWith(list, { ...parameters, alg: 'ed25519' }))).toBe(undefined);
    const lying = await signedWith(list, { ...parameters, alg: 'ecdsa-p256-sha256' }, { ...key, algorithm: 'ecdsa-p256-sha256', sign: p256.sign });
    expect(await reasonOf(lying)).toBe('signature.algorithm');
  });
});

describe('what is signed', () => {
  const parameters = () => ({ created: now, expires: now + 300, nonce, keyid: key.keyId, tag: 'psp-1' });
  const all = ['@method', '@target-uri', 'content-digest', 'content-type', 'idempotency-key'];

  it.each(all)('must have %s', async (name) => {
    const rest = all.filter((x) => x !== name);
    expect(await reasonOf(await signedWith(await withDigest(decision), parameters(), key, rest))).toBe('signature.coverage');
  });

  it('may have the fields of the list, of which there are at most twelve', async () => {
    const { extra } = requestProfile.components;
    expect(extra.length).toBeLessThanOrEqual(12);
    const message = { ...list, fields: extra.map((name): Field => [name, 'x']) };
    expect(await reasonOf(await signed(message, { extra }))).toBe(undefined);
    expect(await reasonOf(await signedWith(message, parameters(), key, ['@method', '@target-uri', ...extra].reverse()))).toBe(undefined);
  });

  it.each(['@authority', '@path', '@query', '@scheme', 'host', 'cookie', 'x-anything'])('may not have %s', async (name) => {
    const message = { ...list, fields: [...list.fields, [name.replace('@', 'x-'), 'x']] as Field[] };
    const more = name.startsWith('@') ? message : { ...message, fields: [...message.fields, [name, 'x']] as Field[] };
    expect(await reasonOf(await signedWith(more, parameters(), key, ['@method', '@target-uri', name]))).toMatch(/^signature\.coverage|^request\.header/);
  });

  it('may not have a field that is there twice', async () => {
    const message = {
      ...list,
      fields: [
        ['accept', 'a'],
        ['Accept', 'b'],
      ] as Field[],
    };
    expect(await reasonOf(await signed(message, { extra: ['accept'] }))).toBe('request.header');
  });

  it('must have the authorization where there is one, and then accepts it', async () => {
    const message = { ...list, fields: [...list.fields, ['Authorization', 'Bearer one']] as Field[] };
    expect(await reasonOf(await signed(message))).toBe(undefined);
    expect(await reasonOf(await signedWith(message, parameters(), key, ['@method', '@target-uri']))).toBe('signature.coverage');
  });

  it.each([
    ['a parameter of the dictionary', '"accept";key="a"'],
    ['the strict form', '"accept";sf'],
    ['the byte form', '"accept";bs'],
    ['a trailer', '"accept";tr'],
    ['a part of the request', '"@method";req'],
    ['a query parameter', '"@query-param";name="page"'],
    ['a component twice', '"@method"'],
    ['a name in upper case', '"Accept"'],
    ['a token', 'accept'],
    ['a field that is not there', '"date"'],
    ['no component the standard knows', '"@signature-params"'],
  ])('may not be %s', async (_, item) => {
    const message = await signed(list);
    const altered = edit(message, 'signature-input', (text) => text.replace('"@target-uri"', `"@target-uri" ${item}`));
    expect(await reasonOf(altered)).toBe('signature.coverage');
  });

  it('cannot be signed where the message lacks a field of the profile', async () => {
    await expect(signed({ ...decision, fields: [['content-type', 'application/json']] })).rejects.toThrow('idempotency-key');
    await expect(signed({ ...decision, fields: [] })).rejects.toThrow('content-type');
    await expect(signed(decision, { nonce: 'short' })).rejects.toThrow('nonce');
  });
});

describe('the form of a message', () => {
  const headers: [string, (message: RequestMessage) => RequestMessage, string | undefined][] = [
    ['names in other cases', (x) => ({ ...x, fields: x.fields.map(([name, value]) => [name.toUpperCase(), value]) }), undefined],
    ['fields in another order', (x) => ({ ...x, fields: x.fields.toReversed() }), undefined],
    ['a field that nobody signed', (x) => add(x, ['user-agent', '案场/1.0 (测试)']), undefined],
    ['an unsigned field twice', (x) => add(x, ['x-forwarded-for', '192.0.2.1'], ['x-forwarded-for', '192.0.2.2']), undefined],
    ['a field name with a space', (x) => add(x, ['content-type ', 'text/plain']), 'request.header'],
    ['an empty field name', (x) => add(x, ['', 'x']), 'request.header'],
    ['a signed field twice', (x) => add(x, ['Content-Type', 'application/json']), 'request.header'],
    ['a signed field empty', (x) => edit(x, 'content-type', () => ''), 'request.header'],
    ['a folded field', (x) => edit(x, 'content-type', (text) => text.replace(';', ';\r\n ').concat('\r\n x')), 'request.header'],
    ['a tab in a field', (x) => edit(x, 'content-type', (text) => `${text}\tx`), 'request.header'],
    ['white space around a value', (x) => edit(x, 'content-type', (text) => ` ${text}`), 'request.header'],
    ['a byte order mark in a field', (x) => edit(x, 'content-type', (text) => `\ufeff${text}`), 'request.header'],
    ['Chinese in a signed field', (x) => edit(x, 'idempotency-key', () => '"幂等"'), 'request.header'],
    ['the digest joined with a second one', (x) => edit(x, 'content-digest', (text) => `${text}, ${text}`), 'signature.value'],
    ['a byte order mark before the body', (x) => ({ ...x, body: utf8(`\ufeff${new TextDecoder().decode(x.body)}`) }), 'signature.digest'],
    ['a line feed after the body', (x) => ({ ...x, body: utf8(`${new TextDecoder().decode(x.body)}\n`) }), 'signature.digest'],
    ['no body', (x) => ({ ...x, body: utf8('') }), 'signature.digest'],
    ['headers of 10,240 bytes', (x) => add(x, ['x-filler', 'x'.repeat(10_241 - lineAndHeaders(x) - 13)]), undefined],
    ['headers of 10,241 bytes', (x) => add(x, ['x-filler', 'x'.repeat(10_242 - lineAndHeaders(x) - 13)]), 'request.size'],
    ['a method in lower case', (x) => ({ ...x, method: 'post' }), 'request.method'],
    ['a method that is not listed', (x) => ({ ...x, method: 'HEAD' }), 'request.method'],
    ['another public origin', (x) => ({ ...x, origin: 'https://api.example.net' }), 'signature.value'],
    ['the origin without its s', (x) => ({ ...x, origin: 'http://api.example.com' }), 'signature.value'],
  ];
  it.each(headers)('%s', async (_, alter, reason) => {
    expect(await reasonOf(alter(await signed(decision)))).toBe(reason);
  });

  it('a body of 256 KiB and one byte more', async () => {
    expect(await reasonOf(await signed({ ...decision, body: new Uint8Array(limits.bodyBytes) }))).toBe(undefined);
    expect(await reasonOf(await signed({ ...decision, body: new Uint8Array(limits.bodyBytes + 1) }))).toBe('request.size');
  });

  const paths = [
    '',
    '/',
    'partner',
    '//partner',
    '/partner/',
    '/a//b',
    '/./a',
    '/a/../b',
    '/a/..',
    '/a%2Fb',
    '/a b',
    '/案场',
    '/a;b',
    '/a:b',
    '/a+b',
    '/a?b',
    '/a#b',
    '/a\\b',
    '/a\u0000',
  ];
  it.each(paths)('the path %j', async (path) => {
    expect(await reasonOf({ ...(await signed(list)), path })).toBe('request.path');
  });

  it.each(['a b', 'a%2', 'a%zz', '案场', 'a#b', 'a"b', 'a<b', 'a\\b', 'a\nb', 'a[0]=1'])('the query %j', async (query) => {
    expect(await reasonOf({ ...(await signed(list)), query })).toBe('request.query');
  });

  it.each(['/partner/cases', '/a.b/c_d~e-f', '/a/...'])('the path %j is taken', async (path) => {
    expect(await reasonOf(await signed({ ...list, path }))).toBe(undefined);
  });

  it.each(['api.example.com', 'https://api.example.com/', 'https://API.example.com', 'ftp://x', 'https://a@b'])(
    'does not take %s as its public origin',
    async (origin) => {
      await expect(signed({ ...list, origin })).rejects.toThrow('public origin');
    },
  );
});

describe('the signature fields', () => {
  const input = (change: (text: string) => string) => (x: RequestMessage) => edit(x, 'signature-input', change);
  const value = (change: (text: string) => string) => (x: RequestMessage) => edit(x, 'signature', change);
  const alterations: [string, (message: RequestMessage) => RequestMessage, string | undefined][] = [
    ['absent', (x) => drop(x, 'signature', 'signature-input'), 'signature.tag.none'],
    ['one of them absent', (x) => drop(x, 'signature'), 'signature.parse'],
    ['the other absent', (x) => drop(x, 'signature-input'), 'signature.parse'],
    [
      'both empty',
      (x) =>
        edit(
          edit(x, 'signature', () => ''),
          'signature-input',
          () => '',
        ),
      'signature.parse',
    ],
    ['no dictionary', input(() => '((('), 'signature.parse'],
    ['an item for a list', input(() => 'psp=1'), 'signature.parse'],
    ['a list for bytes', value(() => 'psp=("a")'), 'signature.parse'],
    ['parameters at the bytes', value((text) => `${text};a=1`), 'signature.parse'],
    ['no bytes', value(() => 'psp=::'), 'signature.value'],
    ['bytes cut short', value((text) => text.replace(/.{6}==:$/, 'AB==:')), 'signature.parse'],
    ['one byte less', value((text) => text.replace(/..==:$/, ':')), 'signature.value'],
    [
      'other letters for the same bytes',
      value((text) => text.replace(/(.)==:$/, (_, x) => `${String.fromCharCode(x.charCodeAt(0) + 1)}==:`)),
      'signature.parse',
    ],
    ['no padding', value((text) => text.replace('==:', ':')), 'signature.parse'],
    ['a leading zero', input((text) => text.replace('created=', 'created=0')), 'signature.parse'],
    ['a decimal', input((text) => text.replace(/created=(\d+)/, 'created=$1.0')), 'signature.parse'],
    ['a decimal that is no integer', input((text) => text.replace(/created=(\d+)/, 'created=$1.5')), 'signature.parameters'],
    ['a string for a number', input((text) => text.replace(/created=(\d+)/, 'created="$1"')), 'signature.parameters'],
    ['a token for a string', input((text) => text.replace(/tag="psp-1"/, 'tag=psp-1')), 'signature.tag.none'],
    ['a parameter twice', input((text) => `${text};created=1`), 'signature.parse'],
    ['a parameter that is not listed', input((text) => `${text};context="a"`), 'signature.parameters'],
    ['two spaces', input((text) => text.replace(' ', '  ')), 'signature.parse'],
    ['a label twice', input((text) => `${text}, ${text}`), 'signature.parse'],
    ['a label twice, on two lines', (x) => add(x, ['signature', 'psp=:AAAA:']), 'signature.parse'],
    ['a label without its counterpart', (x) => add(x, ['signature', 'sig=:AAAA:']), 'signature.parse'],
    ['a date of RFC 9651', input((text) => text.replace('created=', 'created=@')), 'signature.parse'],
    ['a nonce of 21 characters', input((text) => text.replace(nonce, nonce.slice(2))), 'signature.nonce.form'],
    ['a nonce of 65 characters', input((text) => text.replace(nonce, 'x'.repeat(65))), 'signature.nonce.form'],
    ['a nonce of other characters', input((text) => text.replace(nonce, `${nonce}=`)), 'signature.nonce.form'],
    ['a label of another name', (x) => edit(edit(x, 'signature', relabel), 'signature-input', relabel), undefined],
    ['a signature of another tag beside it', (x) => add(x, ...foreign('proxy')), undefined],
    [
      'the same on one line, joined without a space',
      (x) => foreign('proxy').reduce((y, [name, more]) => edit(y, name, (text) => `${text},${more}`), x),
      undefined,
    ],
    [
      'two signatures of our tag',
      (x) => add(x, ...foreign('two').map(([name, text]): Field => [name, text.replace('"proxy"', '"psp-1"')])),
      'signature.tag.many',
    ],
    ['seven others', (x) => add(x, ...[...'abcdefg'].flatMap(foreign)), undefined],
    ['eight others', (x) => add(x, ...[...'abcdefgh'].flatMap(foreign)), 'signature.parse'],
  ];
  it.each(alterations)('%s', async (_, alter, reason) => {
    expect(await reasonOf(alter(await signed(decision)))).toBe(reason);
  });
});

it('answers any other text in the signature fields with a refusal, and throws nothing', async () => {
  const base = await signed(decision);
  const odd = [
    '1.123',
    '999999999999.9999',
    '-0',
    '?1',
    '@1',
    '%"a"',
    ':AA==:',
    'tok/en',
    '"\\"',
    '((',
    ')',
    ';',
    '=',
    ',',
    ' ',
    '\t',
    '*',
    '"',
    '\u0000',
    'é',
    'psp',
    '999999999999999',
    '9'.repeat(16),
    '0.0005',
  ];
  const splice = fc.record({
    name: fc.constantFrom('signature', 'signature-input'),
    at: fc.nat(400),
    cut: fc.nat(12),
    more: fc.array(fc.constantFrom(...odd), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(splice, { minLength: 1, maxLength: 3 }), async (splices) => {
      const altered = splices.reduce(
        (x, { name, at, cut, more }) => edit(x, name, (text) => text.slice(0, at % text.length) + more.join('') + text.slice((at % text.length) + cut)),
        base,
      );
      const outcome = await verifyRequest(altered, { now, ...known({}) });
      expect(outcome.ok).toBe(textsOf(altered) === textsOf(base));
    }),
    { numRuns: 3_000, seed: 8_941 },
  );
});

describe('a response', () => {
  const answer: ResponseMessage = { status: 200, fields: [['Content-Type', 'application/json']], body: utf8('{"accepted":true}') };
  const ask = async () => ({ ...(await signed(decision)), nonce });
  const reply = async (response: ResponseMessage, request: RequestMessage, options: Partial<SignOptions> = {}) => {
    const more = await signResponse(response, request, { key, now, nonce, ...options });
    return { ...response, fields: [...response.fields, ...more] };
  };
  const outcomeOf = async (response: ResponseMessage, request: RequestMessage & { nonce: string }, options: Partial<VerifyOptions> = {}) => {
    const outcome = await verifyResponse(response, request, { now, ...known({}), ...options });
    return outcome.ok ? undefined : outcome.reason;
  };

  it('is accepted for the request it answers', async () => {
    const request = await ask();
    expect(await outcomeOf(await reply(answer, request), request)).toBe(undefined);
    const empty = { status: 204, fields: [], body: utf8('') };
    expect(await outcomeOf(await reply(empty, request), request)).toBe(undefined);
  });

  it('answers a request without a body', async () => {
    const request = { ...(await signed(list)), nonce };
    expect(await outcomeOf(await reply(answer, request), request)).toBe(undefined);
  });

  const alterations: [string, (response: ResponseMessage) => ResponseMessage, string][] = [
    ['another status', (x) => ({ ...x, status: 201 }), 'signature.value'],
    ['another body', (x) => ({ ...x, body: utf8('{"accepted":null}') }), 'signature.digest'],
    ['no body', (x) => ({ ...x, body: utf8('') }), 'signature.digest'],
    ['another type', (x) => ({ ...x, fields: x.fields.map(([name, text]) => [name, text.replace('json', 'xml')]) }), 'signature.value'],
    ['no signature', (x) => ({ ...x, fields: x.fields.slice(0, 2) }), 'signature.tag.none'],
    ['no digest', (x) => ({ ...x, fields: x.fields.filter(([name]) => name !== 'content-digest') }), 'signature.coverage'],
    ['a body over the limit', (x) => ({ ...x, body: new Uint8Array(limits.bodyBytes + 1) }), 'request.size'],
  ];
  it.each(alterations)('is refused with %s', async (_, alter, reason) => {
    const request = await ask();
    expect(await outcomeOf(alter(await reply(answer, request)), request)).toBe(reason);
  });

  it('is refused for another request', async () => {
    const request = await ask();
    const response = await reply(answer, request);
    expect(await outcomeOf(response, { ...request, method: 'PUT' })).toBe('signature.value');
    expect(await outcomeOf(response, { ...request, path: `${request.path}s` })).toBe('signature.value');
    const shorter = { ...(await signed({ ...decision, body: utf8('{}') })), nonce };
    expect(await outcomeOf(response, shorter)).toBe('signature.value');
    expect(await outcomeOf(response, { ...(await signed(list)), nonce })).toBe('signature.coverage');
  });

  it('is refused for a later request that is equal but for its nonce', async () => {
    const request = await ask();
    expect(await outcomeOf(await reply(answer, request), { ...request, nonce: 'n0nceOfALaterRequest_01' })).toBe('signature.nonce.other');
  });

  it('is not a request, nor a request a response', async () => {
    const request = await ask();
    const echoed = { ...answer, fields: [...answer.fields, ...request.fields.filter(([name]) => name.startsWith('signature'))] };
    expect(await outcomeOf(echoed, request)).toBe('signature.tag.none');
    const response = await reply(answer, request);
    expect(await reasonOf({ ...decision, fields: [...decision.fields, ...response.fields.slice(1)] })).toBe('signature.tag.none');
  });
});

it('answers every refusal with a client error, and says what it means', () => {
  for (const [reason, { status, meaning }] of Object.entries(refusals)) {
    expect([400, 401, 413], reason).toContain(status);
    expect(meaning).not.toBe('');
  }
});

function shape(name: string): RequestMessage {
  const request = requestShapes[name];
  if (!request) throw new Error(`expected a shape, got ${name}`);
  return request;
}

async function signed(request: RequestMessage, options: Partial<SignOptions> = {}): Promise<RequestMessage> {
  return add(request, ...(await signRequest(request, { key, now, nonce, ...options })));
}

/** Signed with parameters or components that `signRequest` would not make. */
async function signedWith(
  request: RequestMessage,
  parameters: Readonly<Record<string, string | number>>,
  signer: SigningKey = key,
  components: readonly string[] = ['@method', '@target-uri'],
): Promise<RequestMessage> {
  return add(request, ...(await sign(describeRequest(request, components), { label: 'psp', key: signer, components, parameters })));
}

async function withDigest(request: RequestMessage): Promise<RequestMessage> {
  const [digest] = await signRequest(request, { key, now, nonce });
  return digest ? add(request, digest) : request;
}

const known = (life: { state?: KeyState; notBefore?: number; notAfter?: number }): Pick<VerifyOptions, 'keyOf'> => ({
  keyOf: async (keyId) => (keyId === key.keyId ? { key, state: 'active', notBefore: now - 1, notAfter: now + 1, ...life } : undefined),
});

async function reasonOf(request: RequestMessage, options: Partial<VerifyOptions> = {}): Promise<string | undefined> {
  const outcome = await verifyRequest(request, { now, ...known({}), ...options });
  return outcome.ok ? undefined : outcome.reason;
}

const add = (message: RequestMessage, ...fields: readonly Field[]): RequestMessage => ({ ...message, fields: [...message.fields, ...fields] });

const drop = (message: RequestMessage, ...names: readonly string[]): RequestMessage => ({
  ...message,
  fields: message.fields.filter(([name]) => !names.includes(name.toLowerCase())),
});

const edit = (message: RequestMessage, name: string, change: (value: string) => string): RequestMessage => ({
  ...message,
  fields: message.fields.map(([x, text]) => [x, x.toLowerCase() === name ? change(text) : text]),
});

/** What is left of the signature fields when white space at commas, which may change, is taken away. */
const textsOf = (message: RequestMessage): string =>
  message.fields.flatMap(([name, text]) => (name.startsWith('signature') ? [text.replace(/[ \t]*,[ \t]*/g, ',')] : [])).join('\n');

const relabel = (text: string): string => text.replace('psp=', 'bank-7=');

/** A signature of another application: its components and bytes are not looked at. */
const foreign = (label: string): Field[] => [
  ['signature-input', `${label}=("@query-param";name="a" "via");created=1;tag="proxy"`],
  ['signature', `${label}=:AAAA:`],
];

const lineAndHeaders = (message: RequestMessage): number =>
  message.method.length +
  message.path.length +
  message.query.length +
  message.fields.reduce((sum, [name]) => sum + name.length + valuesOf(message.fields, name.toLowerCase()).join().length + 4, 0);
