import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { type Answered, type Call, office, person, type TestOffice } from '../kit/testing.ts';
import { handler } from './records.ts';
import { serveRecords } from './serve-records.ts';

let site: TestOffice;
let home: string;
let phones = 13_700_000_000;

beforeAll(async () => {
  site = await office();
  site.at('2026-03-02T01:00:00.000Z');
  const made = await post('/projects/project', { body: projectBody, actor: leader });
  home = made.json.data.id;
});
afterAll(() => site.stop());

const leader = person('Chen', ['generalManager', 'systemAdmin'], '*');
const projectBody = {
  code: 'QD',
  name: '海岸花园',
  city: '青岛',
  developer: '青岛某某置业有限公司',
  developerCode: '91350100M000100Y43',
  filingOffice: '一号窗口',
  taxOffice: '二号窗口',
};
const clerk = () => person('Zhang', ['backOffice', 'salesperson'], [home]);
const stranger = () => person('Li', ['backOffice', 'salesperson'], ['prj_other']);
const buyer = (more: object = {}) => ({ project: home, name: '王小明', phone: String(++phones), channel: 'visit', ...more });
const call = (call: Call): Promise<Answered> => site.call(handler, { actor: clerk(), ...call });
const post = (path: string, rest: Partial<Call>): Promise<Answered> => call({ method: 'POST', path, ...rest });
const get = (path: string, rest: Partial<Call> = {}): Promise<Answered> => call({ method: 'GET', path, ...rest });
const path = '/customers/customer';
const made = async (more: object = {}): Promise<{ id: string; version: string }> => (await post(path, { body: buyer(more) })).json.data;

describe('a record by its routes', () => {
  it('is made, read, edited, moved and listed, with personal values masked everywhere', async () => {
    const born = await post(path, { body: buyer({ phone: '１３８ ００００ １１１１', idNumber: '11010519491231002X', address: '青岛市城阳区正阳路123号' }) });
    expect(born.status).toBe(201);
    const { id, version } = born.json.data;
    const edited = await call({ method: 'PATCH', path: `${path}/${id}`, body: { version, wish: '三房', address: null } });
    expect(edited.json.data).toMatchObject({ id, wish: '三房' });
    const moved = await post(`${path}/${id}/mature`, { body: { version: edited.json.data.version } });
    expect(moved.json.data).toMatchObject({ status: 'interested' });
    const read = await get(`${path}/${id}`);
    expect(read.json.data).toMatchObject({
      name: '王*',
      phone: '138****1111',
      idNumber: '110***********002X',
      wish: '三房',
      status: 'interested',
      version: moved.json.data.version,
    });
    expect(read.json.data).not.toHaveProperty('address');
    const listed = await get(path, { query: { index: 'byStage', project: home, status: 'interested' } });
    expect(listed.json.data).toEqual([{ id, status: 'interested', project: home, name: '王*', phone: '138****1111', channel: 'visit' }]);
    const titles = await post(`${path}/titles`, { body: { ids: [id, 'cus_none', 'prj_1'] } });
    expect(titles.json.data).toEqual({ [id]: '王*' });
    const history = await get(`${path}/${id}/history`);
    expect(history.json.data.map((x: { event: string }) => x.event)).toEqual(['customer.created', 'customer.updated', 'customer.interested']);
    expect(history.json.data[1].changes).toEqual({ wish: { to: '三房' }, address: { from: '青岛市城阳区正阳路***' } });
    const everything = [born, edited, moved, read, listed, titles, history].map((x) => x.text).join();
    for (const secret of ['13800001111', '王小明', '11010519491231002X', '正阳路123号']) expect(everything).not.toContain(secret);
    expect(read.headers).toMatchObject({ 'cache-control': 'no-store', 'x-request-id': 'test-request', 'content-type': 'application/json' });
  });

  it('keeps a reason, and asks for one where it is needed', async () => {
    const { json } = await post('/projects/project', { body: { ...projectBody, code: 'R1' }, actor: leader });
    const opened = await post(`/projects/project/${json.data.id}/open`, { body: { version: json.data.version }, actor: leader });
    const without = await post(`/projects/project/${json.data.id}/close`, { body: { version: opened.json.data.version }, actor: leader });
    expect(without.json).toMatchObject({ code: 'request.invalid', errors: { reason: { key: 'field.required', message: '请填写' } } });
    await post(`/projects/project/${json.data.id}/close`, { body: { version: opened.json.data.version, reason: '售罄' }, actor: leader });
    const { json: history } = await get(`/projects/project/${json.data.id}/history`, { actor: leader });
    expect(history.data.at(-1)).toMatchObject({ event: 'project.closed', reason: '售罄', changes: { status: { from: 'onSale', to: 'closed' } } });
  });

  it('is removed where its rule allows, and keeps its history', async () => {
    const { json } = await post('/projects/building', { body: { project: home, name: '待删栋' } });
    const gone = await call({ method: 'DELETE', path: `/projects/building/${json.data.id}`, headers: { 'If-Match': `"${json.data.version}"` } });
    expect(gone).toMatchObject({ status: 204, text: '' });
    expect((await get(`/projects/building/${json.data.id}`)).status).toBe(404);
    const { json: history } = await get(`/projects/building/${json.data.id}/history`);
    expect(history.data.map((x: { event: string }) => x.event)).toEqual(['building.created', 'building.removed']);
    expect((await post('/projects/building', { body: { project: home, name: '待删栋' } })).status).toBe(201);
    const { id, version } = await made();
    expect((await call({ method: 'DELETE', path: `${path}/${id}`, body: { version } })).json).toMatchObject({ status: 403, code: 'access.denied' });
  });
});

describe('a conflict', () => {
  it('answers 409 with the current record, masked', async () => {
    const { id, version } = await made();
    await call({ method: 'PATCH', path: `${path}/${id}`, body: { version, wish: '一' } });
    const late = await call({ method: 'PATCH', path: `${path}/${id}`, body: { version, wish: '二' } });
    expect(late).toMatchObject({ status: 409, headers: { 'content-type': 'application/problem+json' } });
    expect(late.json).toMatchObject({ type: 'urn:anchang:record.stale', detail: { current: { id, wish: '一', name: '王*' } } });
    const again = await call({ method: 'PATCH', path: `${path}/${id}`, body: { version: late.json.detail.current.version, wish: '二' } });
    expect(again.status).toBe(200);
  });

  it('lets one of 32 simultaneous edits through, and answers 409 to thirty-one (D9)', async () => {
    const { id, version } = await made();
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, i) => call({ method: 'PATCH', path: `${path}/${id}`, body: { version, wish: `愿望${i}` } })),
    );
    expect(answers.map((x) => x.status).toSorted()).toEqual([200, ...Array(31).fill(409)]);
    expect(new Set(answers.filter((x) => x.status === 409).map((x) => x.json.code))).toEqual(new Set(['record.stale']));
  });

  it('names the fields that are taken, in both languages, and not by whom', async () => {
    const { id } = await made({ phone: '13666660000' });
    const second = await post(path, { body: buyer({ phone: '13666660000' }) });
    expect(second.json).toMatchObject({
      status: 409,
      code: 'field.taken',
      title: '手机号已被使用',
      messages: { en: 'Mobile is already taken' },
      errors: { phone: { key: 'field.taken' } },
    });
    expect(second.text).not.toContain(id);
    expect((await post(path, { body: buyer({ phone: '13666660000' }), headers: { 'accept-language': 'en-GB,en;q=0.9' } })).json.title).toBe(
      'Mobile is already taken',
    );
  });

  it('takes a version that was altered for an old one', async () => {
    const { id, version } = await made();
    const other = await made();
    const [number = '', body = ''] = version.split('.');
    const content = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forge = (change: object) => `${number}.${Buffer.from(JSON.stringify({ ...content, ...change })).toString('base64url')}`;
    const otherContent = JSON.parse(Buffer.from(other.version.split('.')[1] ?? '', 'base64url').toString());
    for (const forged of [
      forge({ s: 'closed' }),
      forge({ k: { ...content.k, project: 'prj_x' } }),
      forge({ k: {} }),
      forge({ h: {} }),
      forge({ h: otherContent.h }),
    ]) {
      const answer = await call({ method: 'PATCH', path: `${path}/${id}`, body: { version: forged, phone: String(++phones) } });
      expect(answer.json.code).toBe('record.stale');
    }
    for (const broken of [
      '1',
      `${number}.e30`,
      forge({ k: { name: 'x' } }),
      forge({ k: { project: { a: 1 } } }),
      `0.${body}`,
      'x.y',
      `1.${'A'.repeat(5000)}`,
    ]) {
      const answer = await call({ method: 'PATCH', path: `${path}/${id}`, body: { version: broken, wish: 'x' } });
      expect(answer.json).toMatchObject({ code: 'request.invalid', errors: { version: { key: 'field.format' } } });
    }
    expect((await call({ method: 'PATCH', path: `${path}/${id}`, body: { wish: 'x' } })).json.errors).toHaveProperty('version');
  });

  it('frees the old value and takes the new one when a personal unique value is edited', async () => {
    const { id, version } = await made({ phone: '13555550001' });
    const edited = await call({ method: 'PATCH', path: `${path}/${id}`, body: { version, phone: '13555550002' } });
    expect(edited.status).toBe(200);
    expect((await post(path, { body: buyer({ phone: '13555550002' }) })).status).toBe(409);
    expect((await post(path, { body: buyer({ phone: '13555550001' }) })).status).toBe(201);
    const third = await call({ method: 'PATCH', path: `${path}/${id}`, body: { version: edited.json.data.version, phone: '13555550003' } });
    expect(third.status).toBe(200);
    expect((await post(path, { body: buyer({ phone: '13555550002' }) })).status).toBe(201);
  });

  it('is answered for a move from another state', async () => {
    const { id, version } = await made();
    const moved = await post(`${path}/${id}/mature`, { body: { version } });
    const again = await post(`${path}/${id}/mature`, { body: { version: moved.json.data.version } });
    expect(again.json).toMatchObject({
      code: 'record.state',
      title: '当前状态“意向客户”不能进行“转为意向客户”',
      messages: { en: '“Mark interested” is not possible in the state “Interested”' },
    });
  });
});

describe('who may do what', () => {
  it('answers another project’s record like a missing one, byte for byte', async () => {
    const { id, version } = await made();
    const missing = 'cus_01hf7yat00abcdefghjkmn';
    const requests: Call[] = [
      { method: 'GET', path: `${path}/ID` },
      { method: 'GET', path: `${path}/ID/history` },
      { method: 'PATCH', path: `${path}/ID`, body: { version, wish: 'x' } },
      { method: 'POST', path: `${path}/ID/mature`, body: { version } },
      { method: 'POST', path: `${path}/ID/reveal`, body: { fields: ['phone'], purpose: '回访' } },
    ];
    for (const request of requests) {
      const [foreign, none] = await Promise.all([id, missing].map((x) => call({ ...request, path: request.path.replace('ID', x), actor: stranger() })));
      expect(foreign?.status).toBe(404);
      expect(foreign).toEqual(none);
    }
    const lists = await Promise.all([home, 'prj_none'].map((project) => get(path, { query: { project }, actor: stranger() })));
    expect(lists[0]).toEqual(lists[1]);
    expect((await post(`${path}/titles`, { body: { ids: [id] }, actor: stranger() })).json).toEqual({ data: {} });
    const creates = await Promise.all([home, 'prj_none'].map((project) => post(path, { body: buyer({ project, phone: '13500000000' }), actor: stranger() })));
    expect(creates[0]?.json).toMatchObject({ code: 'request.invalid', errors: { project: { key: 'field.missingRecord' } } });
    expect(creates[0]).toEqual(creates[1]);
  });

  it('refuses posts that may not, and a rule that reaches other rows than those one sees', async () => {
    expect((await post(path, { body: buyer(), actor: person('Wu', ['finance'], [home]) })).json).toMatchObject({
      status: 403,
      title: '您的岗位不能进行“新建客户”',
    });
    const { id, version } = await made();
    const seesAll = person('Zhao', ['deputyGeneralManager', 'salesperson'], ['prj_other']);
    expect((await call({ method: 'PATCH', path: `${path}/${id}`, body: { version, wish: 'x' }, actor: seesAll })).json.code).toBe('access.denied');
    expect((await get(path, { query: { project: home }, actor: null })).json).toMatchObject({ status: 401, code: 'access.signIn' });
    expect((await post('/contracts/contract', { body: {}, actor: leader })).status).toBe(403);
  });

  it('reveals for a purpose only, and writes the event before the values leave', async () => {
    const { id } = await made({ phone: '13444440000', coBuyers: [{ name: '李雷', idNumber: '11010519491231002X' }] });
    const url = `${path}/${id}/reveal`;
    expect((await post(url, { body: { fields: ['phone'] } })).json.errors).toHaveProperty('purpose');
    expect((await post(url, { body: { fields: ['wish'], purpose: '回访' } })).json.errors).toHaveProperty('fields.wish');
    expect((await post(url, { body: { fields: [], purpose: '回访' } })).status).toBe(422);
    expect((await post(url, { body: { fields: ['phone'], purpose: '回访' }, actor: person('Wu', ['salesperson'], [home]) })).status).toBe(403);
    expect((await get(`${path}/${id}/history`)).json.data).toHaveLength(1);
    const shown = await post(url, { body: { fields: ['phone', 'coBuyers'], purpose: '签约核对' } });
    expect(shown.json.data).toEqual({ phone: '13444440000', coBuyers: [{ name: '李雷', idNumber: '11010519491231002X' }] });
    const { json } = await get(`${path}/${id}/history`);
    expect(json.data.at(-1)).toMatchObject({ event: 'customer.revealed', fields: ['phone', 'coBuyers'], purpose: '签约核对', actor: 'emp_Zhang' });
    expect(JSON.stringify(json)).not.toContain('13444440000');
    const table = process.env.AUDIT_TABLE;
    process.env.AUDIT_TABLE = 'Absent-audit';
    const unlogged = await post(url, { body: { fields: ['phone'], purpose: '回访' } });
    process.env.AUDIT_TABLE = table;
    expect(unlogged.status).toBe(500);
    expect(unlogged.text).not.toContain('13444440000');
  });
});

describe('a repeated request', () => {
  it('has one effect and one answer, also when repeated at once', async () => {
    const body = buyer();
    const headers = { 'idempotency-key': 'form-1' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(path, { body, headers })));
    expect(new Set(answers.map((x) => x.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((x) => x.text)).size).toBe(1);
    const other = await post(path, { body: { ...body, wish: '另一内容' }, headers });
    expect(other.json).toMatchObject({ status: 422, code: 'request.repeated' });
    expect((await post(path, { body, headers, actor: { ...clerk(), id: 'emp_other' } })).json.code).toBe('field.taken');
    expect((await post(path, { body: buyer(), headers: { 'idempotency-key': 'a b' } })).json.code).toBe('request.header');
    const { id, version } = JSON.parse(answers[0]?.text ?? '').data;
    const edit = () => call({ method: 'PATCH', path: `${path}/${id}`, body: { version, wish: '三房' }, headers: { 'idempotency-key': 'edit-1' } });
    const [first, second] = [await edit(), await edit()];
    expect(second).toMatchObject({ status: first.status, json: first.json, headers: { 'idempotent-replayed': 'true' } });
    // Longer than what is kept as it is.
    const long = { body: { ...buyer(), wish: '临湖高层🏠'.repeat(200) }, headers: { 'idempotency-key': 'form-long' } };
    const [once, again] = [await post(path, long), await post(path, long)];
    expect(once).toMatchObject({ status: 201, json: { data: { wish: long.body.wish } } });
    expect(again).toMatchObject({ text: once.text, headers: { 'idempotent-replayed': 'true' } });
    expect(first.status).toBe(200);
  });
});

describe('addresses and lists', () => {
  it('refuses what has no address', async () => {
    for (const wrong of [
      '/customers/nothing',
      '/nowhere/customer',
      '/customers',
      `${path}/cus_1/history/more`,
      `${path}/cus_1/unknown-move`,
      `${path}/%2e%2e/x`,
      `${path}/cus 1`,
    ]) {
      expect((await post(wrong, { body: { version: '1.e30' } })).json).toMatchObject({ status: 404, code: 'request.route' });
    }
    expect((await call({ method: 'PUT', path: `${path}/cus_1`, body: {} })).status).toBe(404);
    const ofUnits = serveRecords([unit]);
    expect((await site.call(ofUnits, { method: 'GET', path, query: { project: home }, actor: clerk() })).json.code).toBe('request.route');
  });

  it('names an unknown index, a missing partition and wrong parameters', async () => {
    expect((await get(path, { query: { index: 'byName', project: home } })).json).toMatchObject({ code: 'request.index', status: 400 });
    expect((await get(path, { query: { index: 'byStage', project: home } })).json.title).toContain('status');
    expect((await get(path, { query: { project: home, colour: 'red' } })).json.errors).toHaveProperty('colour');
    for (const limit of ['0', '101', '1e2', '-1', 'all']) expect((await get(path, { query: { project: home, limit } })).json.errors).toHaveProperty('limit');
    expect((await get(path, { query: { project: home, order: 'up' } })).json.errors).toHaveProperty('order');
    expect((await get(path, { query: { project: home, cursor: 'x' } })).json.code).toBe('request.cursor');
  });
});

/** Bodies that a lenient reader would let through, with what must be said. */
const badJson: Readonly<Record<string, [text: string, says: string]>> = {
  'a prototype key': ['{"__proto__":{"isAdmin":true}}', 'request.json'],
  'a prototype key by escape': ['{"\\u005f_proto__":{"isAdmin":true}}', 'request.json'],
  'a constructor that reaches a prototype': ['{"constructor":{"prototype":{"a":1}}}', 'request.json'],
  'a bare constructor': ['{"constructor":"x"}', 'field.unknown'],
  'a duplicate key': ['{"wish":"a","wish":"b"}', 'request.json'],
  'a duplicate key by escape': ['{"wish":"a","\\u0077ish":"b"}', 'request.json'],
  'a number beyond 2^53': ['{"budget":9007199254740993}', 'request.json'],
  'an infinite number': ['{"budget":1e400}', 'request.json'],
  'minus zero': ['{"budget":-0}', 'request.json'],
  'half a surrogate pair': ['{"wish":"\\ud800"}', 'request.json'],
  'deep nesting': [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'request.json'],
  'a byte order mark': ['\ufeff{}', 'request.json'],
  'text after the value': ['{} {}', 'request.json'],
  'a comment': ['{/* x */}', 'request.json'],
  'a trailing comma': ['{"wish":"a",}', 'request.json'],
  'a single quote': ["{'wish':'a'}", 'request.json'],
  'not a number': ['{"budget":NaN}', 'request.json'],
  'a leading zero': ['{"budget":01}', 'request.json'],
  'a raw line break in a text': ['{"wish":"a\nb"}', 'request.json'],
  'an array': ['[]', 'request.json'],
  'a text': ['"x"', 'request.json'],
  'null alone': ['null', 'field.required'],
  'nothing but space': [' ', 'request.json'],
};

describe('a bad body', () => {
  it.each(Object.entries(badJson))('with %s is refused', async (_, [text, says]) => {
    const answer = await post(path, { text });
    expect([answer.json.code, ...Object.values(answer.json.errors ?? {}).map((x) => (x as { key: string }).key)]).toContain(says);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it('of another type, charset or encoding, or too long, is refused', async () => {
    for (const type of ['text/plain', 'application/json; charset=gbk', 'application/xml', '']) {
      expect((await post(path, { body: buyer(), headers: { 'content-type': type } })).json.code).toBe('request.header');
    }
    expect((await post(path, { body: buyer(), headers: { 'content-type': 'application/json;charset=UTF-8' } })).status).toBe(201);
    const wide = { wish: 'x'.repeat(256 * 1024) };
    expect((await post(path, { body: wide })).json).toMatchObject({ status: 413, code: 'request.tooLarge' });
  });
});

/** Values of one field of a customer, with the refusal of that field; undefined where it is taken. */
const values: readonly [field: string, value: unknown, key: string | undefined, kept?: string][] = [
  ['name', '欧阳娜娜', undefined],
  ['name', '阿卜杜拉·买买提', undefined],
  ['name', '𠮷野', undefined],
  ['name', '王\u200b小明', 'name.forbidden'],
  ['name', '王\u202e小明', 'name.forbidden'],
  ['name', '王\ufeff小明', 'name.forbidden'],
  ['name', '', 'name.empty'],
  ['name', '王'.repeat(60), 'name.tooLong'],
  ['name', '<script>', 'name.character'],
  ['phone', '１３９００００００００', undefined, '139****0000'],
  ['phone', '12345678901', 'phone.structure'],
  ['phone', 13_900_000_000, 'field.type'],
  ['idNumber', '11010519491231002x', undefined, '110***********002X'],
  ['idNumber', '１１０１０５１９４９１２３１００２Ｘ', undefined, '110***********002X'],
  ['idNumber', '110105194912310021', 'identifier.checksum'],
  ['wish', '第一行\n第二行', undefined],
  ['wish', '隐\u2066藏', 'text.forbidden'],
  ['wish', 'x'.repeat(2001), 'field.tooLong'],
  ['budget', 1.5, 'field.money'],
  ['budget', -1, 'field.tooSmall'],
  ['budget', '100', 'field.money'],
  ['budget', 1e15, 'field.tooLarge'],
  ['channel', 'letter', 'field.choice'],
  ['adviser', 'not an id', 'field.ref'],
  ['status', 'closed', 'field.unknown'],
  ['createdBy', 'emp_1', 'field.unknown'],
  ['id', 'cus_1', 'field.unknown'],
  ['coBuyers', [{ name: '李雷', idNumber: '110105194912310021' }], 'identifier.checksum'],
];

describe('a value', () => {
  it.each(values.map((x) => [`${x[0]} ${JSON.stringify(x[1]).slice(0, 40)} is ${x[2] ?? 'taken'}`, x] as const))('%s', async (_, [field, value, key, kept]) => {
    const answer = await post(path, { body: buyer({ [field]: value }) });
    const problems = Object.entries((answer.json.errors ?? {}) as Record<string, { key: string; messages: { zh: string; en: string } }>);
    if (key === undefined) {
      expect(answer.status, answer.text).toBe(201);
      if (kept) expect(answer.json.data[field]).toBe(kept);
      return;
    }
    expect(answer.status).toBe(422);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.[0].split('.')[0]).toBe(field);
    expect(problems[0]?.[1]).toMatchObject({ key, messages: { zh: expect.stringMatching(/[\u4e00-\u9fff]/), en: expect.stringMatching(/[a-z]/i) } });
  });

  it('that the server owns or that is fixed is refused by that name', async () => {
    const { id, version } = await made();
    const fixed = await call({ method: 'PATCH', path: `${path}/${id}`, body: { version, project: 'prj_2' } });
    expect(fixed.json.errors).toMatchObject({ project: { key: 'field.fixed' } });
    const owned = await post('/projects/price-list', { body: { project: home, importedCount: 3 } });
    expect(owned.json.errors).toMatchObject({ importedCount: { key: 'field.owned' }, name: { key: 'field.required' } });
    expect((await call({ method: 'PATCH', path: `${path}/${id}`, body: { version } })).status).toBe(422);
  });
});
