import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, HeadObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, until } from '../../../infra/rehearsal/case.ts';
import { samplePdf } from '../../../infra/rehearsal/papers.ts';
import { finalText } from '../../../infra/rehearsal/steps.ts';
import { addMonths, endOfDay } from '../../../shared/kit/calendar/plain-date.ts';
import { bootOffice, type Order, type Row, sha256, type TestOffice } from './testing.ts';

let site: TestOffice;
beforeAll(async () => {
  site = await bootOffice();
});
afterAll(() => site?.close());

type Sent = { body?: unknown; text?: string; headers?: Record<string, string>; token?: string };
type Problems = Readonly<Record<string, { key: string; messages: { zh: string; en: string } }>>;
/** What an answer has: data, or the problems of a refusal. */
type Got<T> = { status: number; text: string; headers: Headers; json: { data: T; next?: string; errors?: Problems } };

/** One request as it is, without what a well-behaved client does. */
async function send<T = unknown>(who: string, method: string, path: string, { body, text, headers, token }: Sent = {}): Promise<Got<T>> {
  const authorization = `Bearer ${token ?? (await site.token(who, false))}`;
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${site.cloud.origin}/api${path}`, {
    method,
    headers: { authorization, ...(content === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(content === undefined ? {} : { body: content }),
  });
  const answer = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(answer) : undefined;
  return { status: response.status, text: answer, headers: response.headers, json };
}
const subscribe = '/contracts/subscription/subscribe';

describe('an order with a mistake', () => {
  let order: Order;
  beforeAll(async () => {
    order = await site.orderOf();
  });

  const mistakes: [string, object, string, string][] = [
    ['a field that does not exist', { discount: 1 }, 'discount', 'field.unknown'],
    ['a field called constructor', { constructor: 1 }, 'constructor', 'field.unknown'],
    ['a missing field', { unit: undefined }, 'unit', 'field.required'],
    ['text where money belongs', { deposit: '5000000' }, 'deposit', 'field.money'],
    ['a negative amount', { deposit: -1 }, 'deposit', 'field.tooSmall'],
    ['half a fen', { deposit: 0.5 }, 'deposit', 'field.money'],
    ['an amount beyond all money', { deposit: 9e15 }, 'deposit', 'field.tooLarge'],
    ['a number where a record belongs', { unit: 7 }, 'unit', 'field.ref'],
    ['an unknown option', { paymentMethod: 'barter' }, 'paymentMethod', 'field.choice'],
    ['a day that does not exist', { subscribedOn: '2026-02-30' }, 'subscribedOn', 'date.format'],
    ['a day of another age', { subscribedOn: '0001-01-01' }, 'subscribedOn', 'date.range'],
    ['a day to come', { subscribedOn: '2199-12-31' }, 'subscribedOn', 'date.future'],
  ];
  it.each(mistakes)('(%s) is refused by the field, in both languages', async (_, more, field, key) => {
    const { status, json } = await send('liuwei', 'POST', subscribe, { body: { ...order, ...more } });
    expect(status).toBe(422);
    expect(json).toMatchObject({ code: 'request.invalid', errors: { [field]: { key } } });
    const { messages } = json.errors?.[field] ?? expect.unreachable();
    expect(messages.zh).toMatch(/\p{Script=Han}/u);
    expect(messages.en).toMatch(/^[\x20-\x7e]+$/);
  });

  const broken: [string, (order: Order) => string, number, string][] = [
    ['no JSON', () => '{"unit":', 400, 'request.json'],
    ['a key given twice', (x) => JSON.stringify(x).replace('{', '{"deposit":1,'), 400, 'request.json'],
    ['a prototype', (x) => JSON.stringify(x).replace('{', '{"__proto__":{"price":1},'), 400, 'request.json'],
    ['too many levels', (x) => JSON.stringify({ ...x, price: 0 }).replace('"price":0', `"price":${'['.repeat(40)}${']'.repeat(40)}`), 400, 'request.json'],
    ['too many bytes', (x) => JSON.stringify({ ...x, remark: '长'.repeat(100_000) }), 413, 'request.tooLarge'],
    ['a list instead of an object', () => '[]', 400, 'request.json'],
  ];
  it.each(broken)('(%s) is refused as a whole', async (_, text, status, code) => {
    const answer = await send('liuwei', 'POST', subscribe, { text: text(order) });
    expect(answer).toMatchObject({ status, json: { code } });
  });

  it('changes nothing: it can be taken when it is right', async () => {
    expect((await site.read<Row>(`/projects/unit/${order.unit}`)).status).toBe('available');
    expect((await send('liuwei', 'POST', subscribe, { body: order })).status).toBe(201);
  });
});

describe('a buyer', () => {
  const buyer = { name: '欧阳志远', phone: '13712345678', channel: 'visit' };
  const register = (more: object) =>
    send<{ id: string; version: string }>('liuwei', 'POST', '/customers/customer', { body: { project: site.project, ...buyer, ...more } });

  it.each([
    ['a zero-width character in the name', { name: '欧阳\u200b志远' }, 'name'],
    ['a change of direction in the name', { name: '欧阳\u202e志远' }, 'name'],
    ['an identity number with a wrong check character', { idNumber: '110105194912310021' }, 'idNumber'],
    ['an identity number of 15 digits', { idNumber: '431389760616601' }, 'idNumber'],
    ['a phone number that is none', { phone: '10912345678' }, 'phone'],
  ])('with %s is refused by the field', async (_, more, field) => {
    const { status, json } = await register(more);
    expect({ status, fields: Object.keys(json.errors ?? {}) }).toEqual({ status: 422, fields: [field] });
  });

  it('has full-width digits written as digits, masked in every answer, and shown whole for a purpose', async () => {
    const made = await register({ phone: '１３７１２３４５６７８', idNumber: '１１０１０５１９４９１２３１００２ｘ' });
    expect(made).toMatchObject({ status: 201, json: { data: { phone: '137****5678', idNumber: '110***********002X' } } });
    const { id } = made.json.data;
    const shown = await send('wangfang', 'POST', `/customers/customer/${id}/reveal`, { body: { fields: ['phone', 'idNumber'], purpose: '签约核对' } });
    expect(shown.json.data).toEqual({ phone: '13712345678', idNumber: '11010519491231002X' });
    const history = await send<Row[]>('wangfang', 'GET', `/customers/customer/${id}/history`);
    expect(history.json.data.at(-1)).toMatchObject({ event: 'customer.revealed', purpose: '签约核对' });
    expect((await register({ phone: '13712345678' })).json).toMatchObject({ status: 409, errors: { phone: { key: 'field.taken' } } });
  });

  it('is edited on the version that was seen, and on no older one', async () => {
    const { version, id } = (await register({ phone: '13712345679' })).json.data;
    const edit = (wish: string, seen: string) => send('liuwei', 'PATCH', `/customers/customer/${id}`, { body: { version: seen, wish } });
    expect((await edit('三房', version)).status).toBe(200);
    expect(await edit('两房', version)).toMatchObject({ status: 409, json: { code: 'record.stale', detail: { current: { wish: '三房' } } } });
    expect(await edit('两房', '1.nonsense')).toMatchObject({ status: 422, json: { errors: { version: { key: 'field.format' } } } });
  });
});

it('a page position is good for its list only, and for a day', async () => {
  const list = (who: string, query: Record<string, string>) => send<{ code: string }[]>(who, 'GET', `/projects/unit?${new URLSearchParams(query)}`);
  const query = { index: 'byStatus', project: site.project, status: 'available', limit: '5' };
  const first = await list('lina', query);
  const { next: cursor = '' } = first.json;
  const second = await list('lina', { ...query, cursor });
  const codes = [...first.json.data, ...second.json.data].map(({ code }) => code);
  expect([codes, new Set(codes).size]).toEqual([codes.toSorted(), 10]);
  const others = { partition: { ...query, status: 'subscribed' }, index: { index: 'byProject', project: site.project } };
  for (const [name, other] of Object.entries(others))
    expect(await list('lina', { ...other, cursor }), name).toMatchObject({ status: 400, json: { code: 'request.cursor' } });
  const forged = `${cursor.slice(0, -4)}${cursor.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
  expect(await list('lina', { ...query, cursor: forged })).toMatchObject({ status: 400, json: { code: 'request.cursor' } });
  await site.office.advanceTo?.(new Date(site.cloud.clock.now() + 25 * 3_600_000).toISOString());
  await site.token('lina', true);
  expect(await list('lina', { ...query, cursor })).toMatchObject({ status: 400, json: { code: 'request.cursor' } });
  expect((await list('lina', query)).status).toBe(200);
});

describe('a token', () => {
  const me = (token: string) => send('', 'GET', '/organisation/employee/me', { token });
  const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

  it('lets nobody in when it is missing, altered, another’s, unsigned, or out of date', async () => {
    expect((await fetch(`${site.cloud.origin}/api/organisation/employee/me`)).status).toBe(401);
    const good = await site.token('wangfang', true);
    expect(await me(good)).toMatchObject({ status: 200, json: { data: { name: '王芳' } } });
    const [header = '', body = '', signature = ''] = good.split('.');
    const asAdmin = Buffer.from(JSON.stringify({ ...claims(good), sub: 'admin', preferred_username: 'admin' })).toString('base64url');
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const forged = new SignJWT(claims(good)).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, jwk: await exportJWK(publicKey) });
    for (const [name, token] of Object.entries({
      altered: `${header}.${asAdmin}.${signature}`,
      unsigned: `${none}.${body}.`,
      'signed by somebody else': await forged.sign(privateKey),
      nonsense: 'abc.def.ghi',
    }))
      expect((await me(token)).status, name).toBe(403);
    await site.office.advanceTo?.(new Date((claims(good).exp + 120) * 1000).toISOString());
    expect((await me(good)).status).toBe(403);
    expect((await me(await site.token('wangfang', true))).status).toBe(200);
  });
});

describe('the same request again', () => {
  const keyed = (key: string, body: object, path = subscribe, who = 'liuwei') => send(who, 'POST', path, { body, headers: { 'idempotency-key': key } });

  it('has one effect and one answer, twice in a row and ten times at once', async () => {
    const order = await site.orderOf();
    const [key, other] = [randomUUID(), randomUUID()];
    const first = await keyed(key, order);
    const again = await keyed(key, order);
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const second = await site.orderOf();
    const ten = await Promise.all(Array.from({ length: 10 }, () => keyed(other, second)));
    expect(new Set(ten.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(ten[0]?.status).toBe(201);
    for (const { unit } of [order, second]) expect(await site.list('/contracts/subscription', { index: 'byUnit', unit })).toHaveLength(1);
  });

  it('holds for a step of a flow, and a key is not good for another request', async () => {
    const contract = await site.begin();
    await until(async () => (await site.openSteps(contract)).join() === 'draft', 'drafting to be open');
    const [key, path] = [randomUUID(), `/contracts/contract/${contract.contract}/draft`];
    const ten = await Promise.all(Array.from({ length: 10 }, () => keyed(key, { textHash: finalText }, path, 'zhouming')));
    expect(new Set(ten.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(ten[0]?.status).toBe(200);
    expect((await contract.read()).round).toBe(1);
    const other = await keyed(key, { textHash: 'c'.repeat(64) }, path, 'zhouming');
    expect(other).toMatchObject({ status: 422, json: { code: 'request.repeated' } });
    const { todos } = await contract.flow();
    expect(todos.filter((todo) => todo.step === 'contract.draft')).toHaveLength(1);
  });
});

describe('a scan', () => {
  const bytes = samplePdf('filed contract');
  const announced = () => ({
    project: site.project,
    subject: 'ctr_1',
    document: 'filedContract',
    name: '已备案合同.pdf',
    contentType: 'application/pdf',
    size: bytes.length,
    sha256: sha256(bytes),
  });
  type Upload = { id: string; url: string; headers: Record<string, string> };
  const begin = async (more: object = {}) =>
    must(await site.office.as('wangfang').post<Upload>('/archives/scan/upload', { ...announced(), ...more }), 'upload').data;
  const put = ({ url, headers }: Upload, body: Uint8Array, more: Record<string, string> = {}) =>
    fetch(url, { method: 'PUT', headers: { ...headers, ...more }, body: new Uint8Array(body) });
  const keep = (id: string) => site.office.as('wangfang').post<Row>(`/archives/scan/${id}/keep`);
  const s3 = () =>
    new S3Client({
      region: site.cloud.template.region,
      credentials: site.cloud.credentials,
      systemClockOffset: site.cloud.clock.now() - Date.now(),
      endpoint: `http://127.0.0.1:${site.cloud.ports.s3}`,
      forcePathStyle: true,
    });

  it('with other bytes, another length, another checksum or another type than announced is not taken', async () => {
    const upload = await begin();
    const flipped = Buffer.from(bytes);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    expect((await put(upload, flipped)).status).toBe(400);
    expect((await put(upload, bytes.subarray(1))).status).toBe(403);
    expect((await put(upload, flipped, { 'x-amz-checksum-sha256': Buffer.from(sha256(flipped), 'hex').toString('base64') })).status).toBe(403);
    expect((await put(upload, bytes, { 'content-type': 'image/png' })).status).toBe(403);
    expect((await keep(upload.id)).problem).toMatchObject({ code: 'scan.notArrived' });
    expect((await put(upload, bytes)).status).toBe(200);
    expect((await put(upload, bytes)).status).toBe(412);
  });

  it('announced of a wrong size, type or digest is refused by the field', async () => {
    for (const [field, value] of Object.entries({ size: 0, contentType: 'text/html', sha256: 'A'.repeat(64), document: 'photo' })) {
      const { problem } = await site.office.as('wangfang').post('/archives/scan/upload', { ...announced(), [field]: value });
      expect(Object.keys(problem?.errors ?? {}), field).toEqual([field]);
    }
  });

  it('is locked for the years of its class, whoever asks for its deletion; keeping it twice is harmless', async () => {
    const upload = await begin();
    expect((await put(upload, bytes)).status).toBe(200);
    const kept = must(await keep(upload.id), 'keep').data;
    const retainUntil = addMonths(await site.office.today(), 120);
    expect(kept).toMatchObject({ status: 'kept', retainUntil });
    expect(await keep(upload.id)).toMatchObject({ status: 409, problem: { code: 'record.state' } });
    expect(await site.read(`/archives/scan/${upload.id}`)).toMatchObject({ status: 'kept', retainUntil, objectVersion: kept.objectVersion });

    const Bucket = site.cloud.template.buckets.map(({ name }) => name).find((name) => /archive/i.test(name));
    const client = s3();
    const Prefix = `sha256/${sha256(bytes)}/${upload.id}`;
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    expect(Versions.map(({ VersionId }) => VersionId)).toEqual([kept.objectVersion]);
    const version = { Bucket, Key: Prefix, VersionId: String(kept.objectVersion) };
    const head = await client.send(new HeadObjectCommand({ ...version, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({
      ObjectLockMode: 'COMPLIANCE',
      ContentLength: bytes.length,
      ContentType: 'application/pdf',
      ChecksumSHA256: Buffer.from(sha256(bytes), 'hex').toString('base64'),
      Metadata: { sm3: kept.sm3 },
    });
    expect(head.ObjectLockRetainUntilDate?.toISOString()).toBe(endOfDay(retainUntil));
    await expect(client.send(new DeleteObjectCommand(version))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(client.send(new DeleteObjectCommand({ ...version, BypassGovernanceRetention: true }))).rejects.toMatchObject({ name: 'AccessDenied' });
    client.destroy();
    const opened = must(await site.office.as('wangfang').get<{ url: string }>(`/archives/scan/${upload.id}/open`), 'open').data;
    expect(Buffer.from(await (await fetch(opened.url)).arrayBuffer()).equals(bytes)).toBe(true);
    const history = await site.read<{ event: string }[]>(`/archives/scan/${upload.id}/history`);
    expect(history.map(({ event }) => event)).toEqual(['scan.begun', 'scan.kept', 'scan.opened']);
  });
});
