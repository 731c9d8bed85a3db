import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createServer as createPort } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { currentMs } from '../../functions/kit/context.ts';
import type { HttpAnswer, HttpEvent } from '../../functions/kit/http.ts';
import { create } from '../../functions/kit/records/write.ts';
import { office, type TestOffice } from '../../functions/kit/testing.ts';
import { handler as door } from '../../functions/partners/door.ts';
import { type House, makeHouse, makeKey } from '../../functions/partners/testing.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { areas } from '../../shared/areas/index.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import { openApi } from '../../shared/derive/openapi.ts';
import { generateKey } from '../../shared/kit/signatures/keys.ts';
import { signWebhook, webhookKey } from '../../shared/kit/signatures/webhook.ts';
import { type KeyFile, readKeyFile } from './key-file.ts';
import { openPartner, type Partner, type Reply } from './open-partner.ts';
import { PartnerError } from './partner-error.ts';
import { run } from './run.ts';
import { type Delivered, listen } from './webhooks.ts';

const entry = fileURLToPath(new URL('../partner.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'partner-kit-'));
const keyFile = join(folder, 'key.json');
const bodyFile = join(folder, 'body.json');

let site: TestOffice;
let server: Server;
let origin: string;
let house: House;
let bank: Partner;
/** What stands between the partner and the office for one test. */
let meddle: (answer: HttpAnswer, tries: number) => HttpAnswer | 'cut' = (answer) => answer;
let tries = 0;

beforeAll(async () => {
  site = await office();
  site.at('2026-03-02T01:00:00.000Z');
  server = createServer(async (request, response) => {
    const { status, headers, text } = await answerOf(request);
    if (status === 0) return request.socket.destroy();
    response.writeHead(status, headers).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.PUBLIC_ORIGIN = origin;
  house = await makeHouse(site, 'bank', { values: { ratePerSecond: 100, burst: 400 } });
  bank = openPartner({ url: origin, key: house.key });
  writeKey(keyFile, house.key);
});
afterEach(() => {
  meddle = (answer) => answer;
  tries = 0;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
  await site.stop();
});

/** The office as it is on one machine: its door beneath /api, its clock beneath /_local. */
async function answerOf(request: IncomingMessage): Promise<{ status: number; headers: Record<string, string>; text: string }> {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  if (path === '/_local/clock') return { status: 200, headers: {}, text: JSON.stringify({ now: new Date(currentMs()).toISOString() }) };
  const body = await buffer(request);
  const rawPath = path.slice('/api'.length);
  const http = { requestId: 'test-request', http: { method: request.method, path: rawPath } };
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const event = { rawPath, rawQueryString: query, headers, requestContext: http, body: body.toString('base64'), isBase64Encoded: true };
  const answer = await door(event as unknown as HttpEvent); // the parts of an event that the door reads
  tries += path.includes('jwks') ? 0 : 1;
  const given = path.includes('jwks') ? answer : meddle(answer, tries);
  if (given === 'cut') return { status: 0, headers: {}, text: '' };
  const written = Object.entries(given.headers ?? {}).map(([name, value]) => [name, String(value)]);
  return { status: given.statusCode ?? 0, headers: Object.fromEntries(written), text: given.body ?? '' };
}

function writeKey(path: string, { algorithm, keyId, spki, pkcs8 }: House['key']): void {
  const file: KeyFile = { algorithm, keyId, publicKey: spki, privateKey: pkcs8 };
  writeFileSync(path, JSON.stringify(file), { mode: 0o600 });
}

async function makeLoan(): Promise<string> {
  const { records } = site.open().context;
  const about = {
    number: 'L1',
    project: 'prj_1',
    mortgageCase: 'mtg_1',
    kind: 'commercial',
    bank: house.member,
    amount: 100_000_000,
    termMonths: 360,
  } as const;
  const course = { rate: 31_000, method: 'equalInstalment', holder: 'bank', heldSince: '2026-03-01T00:00:00.000Z', submittedOn: '2026-03-01' } as const;
  const [{ id }] = await records.write([create(loan, { ...about, ...course, asked: 0, disbursed: 0, reconciled: 0 }, { status: 'inReview' })]);
  const times = { openedAt: '2026-03-01T00:00:00.000Z', dueAt: '2026-03-10T00:00:00.000Z' };
  await records.write([
    create(todo, { project: 'prj_1', subject: id, subjectTitle: 'L1', step: 'loan.decide', part: '-', role: 'customerService', ...times }, {}),
  ]);
  return id;
}

type Shape = { readonly items?: Shape; readonly required?: string[]; readonly properties?: object };
const approval = { isApproved: true, decidedOn: '2026-03-02', amount: 90_000_000 };
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined).catch((error: unknown) => error);

/** A command and what it says, in this process: starting one takes a second. */
async function command(args: readonly string[], body = ''): Promise<{ code: number; out: string; error: string }> {
  writeFileSync(bodyFile, body);
  const said = { out: [] as string[], error: [] as string[] };
  const code = await run(args, { log: (line: string) => said.out.push(`${line}\n`), error: (line: string) => said.error.push(`${line}\n`) });
  return { code, out: said.out.join(''), error: said.error.join('') };
}

/** The command as people start it. */
function start(args: readonly string[], input: string): Promise<{ code: number; out: string; error: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [entry, ...args], (error, out, stderr) => resolve({ code: Number(error?.code ?? 0), out, error: stderr }));
    child.stdin?.end(input);
  });
}

describe('a partner', () => {
  it('reads its own loans and knows that the office answered', async () => {
    const id = await makeLoan();
    const list = await bank.get<{ id: string }[]>('/partner/v1/loans', { status: 'inReview', limit: 50 });
    expect(list).toMatchObject({ status: 200, isProven: true, isRepeated: false, attempts: 1 });
    expect(list.data.map((row) => row.id)).toContain(id);
    expect((await bank.get('/partner/v1/loans/lon_missing')).problem).toMatchObject({ status: 404, code: 'record.missing' });
  });

  it('is answered what the OpenAPI document promises', async () => {
    const id = await makeLoan();
    const replies: Record<string, Reply> = {
      'get /partner/v1/loans': await bank.get('/partner/v1/loans', { status: 'inReview' }),
      'get /partner/v1/loans/{id}': await bank.get(`/partner/v1/loans/${id}`),
      'post /partner/v1/loans/{id}/decision': await bank.post(`/partner/v1/loans/${id}/decision`, approval),
      'get /partner/v1/loans/{id}/materials': await bank.get(`/partner/v1/loans/${id}/materials`),
    };
    const { paths } = openApi(areas);
    for (const [name, { status, data }] of Object.entries(replies)) {
      const [method = '', path = ''] = name.split(' ');
      const { responses } = (paths[path]?.[method] ?? {}) as {
        responses: Record<number, { content: Record<string, { schema: { properties: { data: Shape } } }> }>;
      };
      const shape = responses[status]?.content['application/json']?.schema.properties.data;
      const { required = [], properties = {} } = shape?.items ?? shape ?? {};
      for (const row of [data].flat() as object[]) {
        expect(Object.keys(row), name).toEqual(expect.arrayContaining(required));
        expect(Object.keys(properties), name).toEqual(expect.arrayContaining(Object.keys(row)));
      }
      expect(required.length, name).toBeGreaterThan(2);
    }
  });

  it('signs with every algorithm', async () => {
    for (const algorithm of ['ecdsa-p256-sha256', 'rsa-pss-sha512', 'sm2-sm3'] as const) {
      const other = await makeHouse(site, 'bank', { algorithm });
      expect(await openPartner({ url: origin, key: other.key }).get('/partner/v1/loans?status=inReview'), algorithm).toMatchObject({
        status: 200,
        data: [],
        isProven: true,
      });
    }
  });

  it('sends again what was not answered, and it is done once', async () => {
    const id = await makeLoan();
    meddle = (answer, count) => (count === 1 ? 'cut' : answer);
    const decided = await bank.post(`/partner/v1/loans/${id}/decision`, approval);
    expect(decided).toMatchObject({ status: 200, attempts: 2, isRepeated: true, data: { id, approvedAmount: 90_000_000 } });
  });

  it('sends again under the same key what was done behind an answer that fails', async () => {
    const id = await makeLoan();
    meddle = (answer, count) => (count === 1 ? { statusCode: 503, headers: {}, body: '' } : answer);
    const decided = await bank.post(`/partner/v1/loans/${id}/decision`, approval);
    expect(decided).toMatchObject({ status: 200, attempts: 2, isRepeated: true });
  });

  it('sends what was refused once: the same request would do no better', async () => {
    const id = await makeLoan();
    const refused = await bank.post(`/partner/v1/loans/${id}/decision`, { ...approval, amount: 100_000_001 });
    expect(refused).toMatchObject({ status: 422, attempts: 1 });
    await bank.post(`/partner/v1/loans/${id}/decision`, approval);
    expect(await bank.post(`/partner/v1/loans/${id}/decision`, approval)).toMatchObject({ status: 409, attempts: 1 });
  });

  it('signs with no key that a file calls by another id', async () => {
    const file = join(folder, 'misnamed.json');
    writeKey(file, { ...house.key, keyId: 'A'.repeat(43) });
    expect(await failure(readKeyFile(file))).toMatchObject({ kind: 'usage', message: expect.stringContaining('but the key is') });
  });

  it('follows no redirect: what was signed for one address goes to no other', async () => {
    meddle = (answer, count) => (count === 1 ? { statusCode: 307, headers: { location: '/api/partner/v1/loans?status=inReview' }, body: '' } : answer);
    const error = await failure(openPartner({ url: origin, key: house.key, retries: 0 }).get('/partner/v1/loans?status=inReview'));
    expect([error instanceof PartnerError && error.kind, tries]).toEqual(['unproven', 1]);
  });

  it('waits where it is told to, and gives up after as many attempts as it may make', async () => {
    const busy = { statusCode: 503, headers: { 'content-type': 'application/json', 'retry-after': '0' }, body: '{"message":"Service Unavailable"}' };
    meddle = (answer, count) => (count < 3 ? busy : answer);
    expect(await bank.get('/partner/v1/loans?status=inReview')).toMatchObject({ status: 200, attempts: 3 });
    meddle = () => busy;
    expect(await openPartner({ url: origin, key: house.key, retries: 1 }).get('/partner/v1/loans?status=inReview')).toMatchObject({
      status: 503,
      isProven: false,
      attempts: 2,
    });
    meddle = () => 'cut';
    const error = await failure(openPartner({ url: origin, key: house.key, retries: 0 }).get('/partner/v1/loans?status=inReview'));
    expect(error).toMatchObject({ kind: 'unreachable' });
    const lost = openPartner({ url: origin, key: house.key, retries: 0 }).post('/partner/v1/uploads/scn_1/kept', undefined, { idempotencyKey: 'k-9' });
    expect(await failure(lost)).toMatchObject({ message: expect.stringContaining('repeat it with the idempotency key k-9') });
  });

  it('takes no answer for the office’s that does not prove it', async () => {
    const changes: Record<string, (answer: HttpAnswer) => HttpAnswer> = {
      'another body': (answer) => ({ ...answer, body: String(answer.body).replace('}', ' }') }),
      'another status': (answer) => ({ ...answer, statusCode: 201 }),
      'no signature': ({ headers: { signature: _, 'signature-input': __, ...headers } = {}, ...answer }) => ({ ...answer, headers }),
      'a signature of somebody else': (answer) => ({ ...answer, headers: { ...answer.headers, ...swapped(answer) } }),
    };
    for (const [name, change] of Object.entries(changes)) {
      meddle = change;
      expect(await failure(bank.get('/partner/v1/loans?status=inReview')), name).toMatchObject({ kind: 'unproven' });
    }
    let kept: HttpAnswer | undefined;
    meddle = (answer) => {
      kept ??= answer;
      return kept;
    };
    await bank.get('/partner/v1/loans?status=inReview');
    expect(await failure(bank.get('/partner/v1/loans?status=inReview')), 'an earlier answer').toMatchObject({
      message: expect.stringContaining('signature.nonce.other'),
    });
  });

  it('is told apart from a stranger, whose refusal nobody signs', async () => {
    const reply = await openPartner({ url: origin, key: await generateKey('ed25519') }).get('/partner/v1/loans?status=inReview');
    expect(reply).toMatchObject({ status: 401, isProven: false, attempts: 1, problem: { title: 'Unauthorized' } });
  });

  it('says what cannot be signed before anything is sent', async () => {
    for (const path of ['/partner/v1/loans/a%2Fb', '/partner/v1/../admin', '/partner/v1/loans/贷', '/customers/customer', '/partner/v1/loans#x']) {
      await expect(async () => bank.get(path), path).rejects.toThrow(PartnerError);
    }
    expect(() => openPartner({ url: 'http://office.example.cn', key: house.key })).toThrow(/https/);
    await expect(async () => bank.post('/partner/v1/uploads', {}, { idempotencyKey: 'with space' })).rejects.toThrow(/idempotency key/);
    expect(tries).toBe(0);
  });
});

/** The first letter of the signature changed: the same form, another signature. */
const swapped = ({ headers = {} }: HttpAnswer) => ({
  signature: String(headers.signature).replace(/=:(.)/, (_, first) => `=:${first === 'A' ? 'B' : 'A'}`),
});

describe('a receiver of webhooks', () => {
  it('takes a notice once, marks it when it comes again, and refuses what the office did not sign', async () => {
    const [key, other] = [await generateKey('ed25519'), await generateKey('ed25519')];
    const delivered: Delivered[] = [];
    const receiver = await listen({ keys: [key], now: () => 1_772_413_200, onDelivery: (one) => void delivered.push(one) });
    const body = Buffer.from('{"type":"loan.inReview","timestamp":"2026-03-02T01:00:00.000Z","data":{"id":"lon_1"}}');
    const send = async (by: typeof key, timestamp: number) => {
      const fields = await signWebhook({ id: 'whd_00000001', timestamp, body }, [by]);
      return (await fetch(receiver.url, { method: 'POST', headers: fields.map(([name, value]): [string, string] => [name, value]), body })).status;
    };
    expect(await send(key, 1_772_413_200)).toBe(204);
    expect(await send(key, 1_772_413_201)).toBe(204);
    expect(await send(other, 1_772_413_200)).toBe(401);
    expect(await send(key, 1_772_412_000)).toBe(401);
    expect((await fetch(receiver.url, { method: 'POST', body: 'x'.repeat(30_000) })).status).toBe(413);
    expect((await fetch(receiver.url)).status).toBe(405);
    await receiver.close();
    const notice = { id: 'whd_00000001', type: 'loan.inReview', timestamp: '2026-03-02T01:00:00.000Z', data: { id: 'lon_1' } };
    expect(delivered).toEqual([{ notice, isRepeated: false }, { notice, isRepeated: true }, { refusal: 'webhook.signature' }, { refusal: 'webhook.old' }]);
  });
});

describe('npm run partner', () => {
  it('makes a key, says what to hand over, and proves it to the office', async () => {
    const out = join(folder, 'new.json');
    expect(await command(['keygen', '--algorithm', 'sm2', '--out', out])).toMatchObject({ code: 0, error: '' });
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(await command(['keygen', '--algorithm', 'sm2', '--out', out])).toMatchObject({ code: 2, error: expect.stringContaining('the file exists') });
    const text = await command(['propose-text', '--key', out]);
    const key = await readKeyFile(out);
    expect(text.out).toContain(key.keyId);
    const { privateKey } = JSON.parse(readFileSync(out, 'utf8')) as KeyFile;
    expect(text.out).not.toContain(privateKey.slice(60, 100));
    const id = await makeKey(site, { partner: house.id, key: { ...key, pkcs8: '' }, status: 'pending' });
    const args = ['prove', '--key', out, '--url', origin, '--id', id, '--json'];
    expect(await command([...args, '--challenge', 'wrong'])).toMatchObject({ code: 3, out: expect.stringContaining('partnerKey.wrongChallenge') });
    const proved = await command([...args, '--challenge', 'c'.repeat(32)]);
    expect(JSON.parse(proved.out)).toMatchObject({ status: 200, isProven: true, data: { id, status: 'pending' } });
    expect(await site.open().context.records.get(partnerKey, id)).toHaveProperty('provenAt');
  });

  it('calls, shows what is signed, and ends as the answer is', async () => {
    const id = await makeLoan();
    const call = (...args: string[]) => ['call', ...args, '--key', keyFile, '--url', origin];
    const shown = await command(call('POST', `/partner/v1/loans/${id}/decision`, '--body', bodyFile, '--dry-run'), JSON.stringify(approval));
    expect(shown.out).toContain(`"@target-uri": ${origin}/api/partner/v1/loans/${id}/decision\n"content-digest": sha-256=:`);
    const done = await start(call('POST', `/partner/v1/loans/${id}/decision`, '--body', '-', '--idempotency-key', 'k-1'), JSON.stringify(approval));
    expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/^200 · signed by the office · idempotency key k-1\n/) });
    const refused = await command(call('GET', '/partner/v1/loans/lon_missing', '--json'));
    expect(refused).toMatchObject({ code: 3, error: '' });
    expect(JSON.parse(refused.out)).toMatchObject({ status: 404, isProven: true, problem: { code: 'record.missing' } });
    meddle = ({ headers: { signature: _, 'signature-input': __, ...headers } = {}, ...answer }) => ({ ...answer, headers });
    expect(await command(call('GET', '/partner/v1/loans?status=inReview'))).toMatchObject({ code: 4, out: '', error: expect.stringMatching(/^✗ .*\n$/) });
  });

  it('prints the partners’ routes alone, and all that they refer to', async () => {
    const { out } = await command(['openapi', '--url', 'https://office.example.cn/']);
    const { servers, paths, components } = JSON.parse(out);
    expect(servers).toEqual([{ url: 'https://office.example.cn/api' }]);
    const endpoints = areas.flatMap((area) => area.endpoints ?? []);
    expect(new Set(Object.keys(paths))).toEqual(new Set([...endpoints.map(({ path }) => path), '/.well-known/jwks.json']));
    for (const [, name] of out.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) expect(components.schemas).toHaveProperty(String(name));
    expect(Object.keys(components.schemas).toSorted()).toEqual(['OfficeKeySet', 'PartnerProblem']);
    expect(out).not.toContain('bearer');
  });

  it('explains a mistake in one line', async () => {
    const open = join(folder, 'open.json');
    writeKey(open, house.key);
    chmodSync(open, 0o644);
    const [path, at] = ['/partner/v1/loans', ['--url', origin]];
    const mistakes: Record<string, readonly [string[], RegExp]> = {
      'a key for all to read': [['call', 'GET', path, '--key', open, ...at], /chmod 600/],
      'no key': [['call', 'GET', path, '--key', join(folder, 'none.json'), ...at], /make one with keygen/],
      'no such option': [['call', 'GET', path, '--key', keyFile, '--nonsense'], /nonsense/],
      'retries that are none': [['call', 'GET', path, '--key', keyFile, ...at, '--retries', 'many'], /retries/],
      'another method': [['call', 'PUT', path, '--key', keyFile, ...at], /GET or POST/],
      'an algorithm that is none': [['keygen', '--algorithm', 'rsa', '--out', open], /ed25519/],
      'a webhook key that is none': [['verify-webhook', '--webhook-key', 'x', '--headers', keyFile, '--body', keyFile], /not a webhook key/],
    };
    for (const [name, [args, said]] of Object.entries(mistakes)) {
      const { code, out, error } = await command(args);
      expect({ code, out, lines: error.trim().split('\n').length }, name).toEqual({ code: 2, out: '', lines: 1 });
      expect(error, name).toMatch(said);
    }
    expect(await command(['call', 'GET', path, '--key', keyFile, '--url', await closedOrigin(), '--retries', '0'])).toMatchObject({
      code: 5,
      error: '✗ no answer: ECONNREFUSED\n',
    });
  });

  it('verifies a webhook that was received, and listens for more', async () => {
    const key = await generateKey('ed25519');
    const [headers, body] = [join(folder, 'headers.txt'), '{"type":"loan.signed","timestamp":"2026-03-02T01:00:00.000Z","data":{"id":"lon_1"}}'];
    const fields = await signWebhook({ id: 'whd_00000001', timestamp: 1_772_413_200, body: Buffer.from(body) }, [key]);
    writeFileSync(headers, `HTTP/1.1 200 OK\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`);
    const args = ['verify-webhook', '--webhook-key', webhookKey(key), '--headers', headers, '--body', bodyFile, '--now', '1772413200'];
    expect(await command(args, body)).toMatchObject({ code: 0, out: expect.stringContaining('loan.signed') });
    expect(await command(args, `${body} `)).toMatchObject({ code: 4, error: expect.stringContaining('webhook.signature') });

    const child = execFile(process.execPath, [entry, 'listen', '--webhook-key', webhookKey(key), '--url', origin, '--json']);
    const lines = child.stdout?.[Symbol.asyncIterator]();
    const { listening } = JSON.parse((await lines?.next())?.value);
    const now = Math.floor(currentMs() / 1000);
    const sent = await signWebhook({ id: 'whd_00000002', timestamp: now, body: Buffer.from(body) }, [key]);
    await fetch(listening, { method: 'POST', headers: sent.map(([name, value]): [string, string] => [name, value]), body });
    expect(JSON.parse((await lines?.next())?.value)).toMatchObject({ isRepeated: false, notice: { type: 'loan.signed' } });
    child.kill();
    await once(child, 'exit');
  });
});

/** An address where nobody listens. */
async function closedOrigin(): Promise<string> {
  const port = createPort().listen(0, '127.0.0.1');
  await once(port, 'listening');
  const address = `http://127.0.0.1:${(port.address() as AddressInfo).port}`;
  await new Promise((resolve) => port.close(resolve));
  return address;
}
