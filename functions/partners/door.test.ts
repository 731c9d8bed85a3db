import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { partner } from '../../shared/areas/partners/partner.resource.ts';
import { partnerCall } from '../../shared/areas/partners/partner-call.resource.ts';
import { partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import { generateKey } from '../../shared/kit/signatures/keys.ts';
import { verifyResponse } from '../../shared/kit/signatures/message.ts';
import { currentMs } from '../kit/context.ts';
import { leave, look } from '../kit/records/marks.ts';
import { change, create, type Row } from '../kit/records/write.ts';
import { office, type TestOffice } from '../kit/testing.ts';
import { handler as door } from './door.ts';
import { signingKey } from './own-keys.ts';
import { ask, callsOf, type House, makeHouse, makeKey, newNonce, origin, send, signed } from './testing.ts';

let site: TestOffice;
let house: House;
let other: House;
beforeAll(async () => {
  site = await office();
  process.env.PUBLIC_ORIGIN = origin;
  site.at('2026-03-02T01:00:00.000Z');
  // Generous limits: what is tested of them has a partner of its own.
  const values = { ratePerSecond: 100, burst: 400 };
  [house, other] = [await makeHouse(site, 'bank', { values }), await makeHouse(site, 'bank', { values })];
});
afterAll(() => site.stop());

let hours = 0;
/** Every test has an hour of its own, later than those before: the log is read from its end. */
beforeEach(() => {
  hours += 1;
  site.at(instant(0));
});
/** An instant so many seconds after the beginning of the test. */
const instant = (seconds: number): string => new Date(Date.parse('2026-03-02T01:00:00.000Z') + hours * 3_600_000 + seconds * 1000).toISOString();

/** A loan of the bank, in review, with the open to-do that the bank may answer. */
async function makeLoan(owner: House, values: Row = {}, status = 'inReview'): Promise<string> {
  const { records } = site.open().context;
  const about = {
    number: 'L1',
    project: 'prj_1',
    mortgageCase: 'mtg_1',
    kind: 'commercial',
    bank: owner.member,
    amount: 100_000_000,
    termMonths: 360,
  } as const;
  const course = { rate: 31_000, method: 'equalInstalment', holder: 'bank', heldSince: '2026-03-01T00:00:00.000Z', submittedOn: '2026-03-01' } as const;
  const [{ id }] = await records.write([create(loan, { ...about, ...course, asked: 0, disbursed: 0, reconciled: 0, ...values }, { status })]);
  const times = { openedAt: '2026-03-01T00:00:00.000Z', dueAt: '2026-03-10T00:00:00.000Z' };
  const step = status === 'inReview' ? 'loan.decide' : 'loan.disburse';
  await records.write([create(todo, { project: 'prj_1', subject: id, subjectTitle: 'L1', step, part: '-', role: 'customerService', ...times }, {})]);
  return id;
}

const approval = { isApproved: true, decidedOn: '2026-03-02', amount: 90_000_000 };
const decide = (id: string, more: object = {}) => ({ method: 'POST', path: `/partner/v1/loans/${id}/decision`, body: approval, ...more }) as const;
const reasonOf = async (owner: House) => (await callsOf(site, owner))[0]?.reason;

describe('the signed door', () => {
  it('shows a bank its own loans and the fields of its endpoint alone', async () => {
    const id = await makeLoan(house);
    const list = await ask(door, house, { path: '/partner/v1/loans', query: 'status=inReview' });
    expect(list.json.data).toContainEqual(expect.objectContaining({ id, status: 'inReview', amount: 100_000_000 }));
    const shown = await ask(door, house, { path: `/partner/v1/loans/${id}` });
    expect(shown).toMatchObject({ status: 200, json: { data: { id, termMonths: 360 } } });
    for (const field of ['project', 'mortgageCase', 'token', 'version', 'createdBy']) expect(shown.json.data).not.toHaveProperty(field);
    expect(await reasonOf(house)).toBe('accepted');
  });

  it('lets the bank decide: the loan moves, the step is done, and the answer proves that it is ours', async () => {
    const id = await makeLoan(house);
    const message = await signed(house, decide(id, { nonce: 'n'.repeat(22) + newNonce().slice(0, 8) }));
    const answer = await send(door, message);
    expect(answer).toMatchObject({ status: 200, json: { data: { id, status: 'approved', approvedAmount: 90_000_000 } } });
    const { records, now } = site.open().context;
    expect(await records.find(todo, 'step', { subject: id, step: 'loan.decide', part: '-' })).toMatchObject({ status: 'done', doneBy: house.id });
    const key = await signingKey(site.open().office, currentMs());
    const nonce = /nonce="([^"]+)"/.exec(message.fields.find(([name]) => name === 'signature-input')?.[1] ?? '')?.[1] ?? '';
    const response = { status: answer.status, fields: Object.entries(answer.headers), body: Buffer.from(answer.text) };
    const seconds = Math.floor(Date.parse(now) / 1000);
    const keyOf = async () => ({ key, state: 'active', notBefore: 0, notAfter: seconds + 1000 }) as const;
    expect(await verifyResponse(response, { ...message, nonce }, { now: seconds, keyOf })).toMatchObject({ ok: true });
    expect(await verifyResponse({ ...response, status: 201 }, { ...message, nonce }, { now: seconds, keyOf })).toMatchObject({ ok: false });
  });

  it('writes down who asked, how it was verified and why it was decided so, and keeps the raw request', async () => {
    const id = await makeLoan(other);
    expect((await ask(door, house, { path: `/partner/v1/loans/${id}` })).status).toBe(404);
    const [call] = await callsOf(site, house);
    expect(call).toMatchObject({ endpoint: 'loan.get', object: id, answer: 404, reason: 'record.missing', keyId: house.key.keyId });
    const raw = await look(site.open().office, { resource: 'partnerCall', purpose: 'raw', id: String(call?.id) });
    expect(raw).toMatchObject({ request: { method: 'GET', path: `/api/partner/v1/loans/${id}` }, ttl: expect.any(Number) });
    expect(Number(raw?.ttl) - Date.parse('2026-03-02T01:00:00.000Z') / 1000).toBeGreaterThan(179 * 86_400);
  });

  it('publishes the key that answers are signed with', async () => {
    const answer = await send(door, { method: 'GET', origin, path: '/api/.well-known/jwks.json', query: '', fields: [], body: Buffer.alloc(0) });
    const { keyId } = await signingKey(site.open().office, currentMs());
    expect(answer.json).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519', kid: keyId, use: 'sig' }] });
  });
});

describe('replay and repetition (T03)', () => {
  it('accepts one of fifty copies of a request at the same time', async () => {
    const message = await signed(house, decide(await makeLoan(house)));
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(door, message)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set([`401 ${refused[0]?.text}`]));
    expect((await callsOf(site, house)).filter(({ reason }) => reason === 'nonce.replayed')).toHaveLength(49);
  });

  it('accepts a copy no more when its time is over and its nonce forgotten', async () => {
    const message = await signed(house, { path: '/partner/v1/loans', query: 'status=inReview' });
    expect((await send(door, message)).status).toBe(200);
    site.advance(430_000);
    expect((await send(door, message)).status).toBe(401);
    expect(await reasonOf(house)).toBe('signature.clock.old');
  });

  it('does the same thing once for fifty requests with one idempotency key, and answers the rest the same or asks to wait', async () => {
    const id = await makeLoan(house);
    const messages = await Promise.all(Array.from({ length: 50 }, () => signed(house, decide(id, { idempotencyKey: '"once"' }))));
    const answers = await Promise.all(messages.map((message) => send(door, message)));
    const done = answers.filter(({ status }) => status === 200);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    expect(done.filter(({ headers }) => headers['idempotent-replayed'] !== 'true')).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expect(answer).toMatchObject({ status: 409, json: { code: 'request.inFlight' } });
    const history = await site.open().store.history(loan, id);
    expect(history.filter(({ event }) => event === 'loan.approved')).toHaveLength(1);
  });

  it('gives the first answer again, byte for byte, to a new signature over the same', async () => {
    const id = await makeLoan(house);
    const first = await ask(door, house, decide(id, { idempotencyKey: '"again"' }));
    const again = await ask(door, house, decide(id, { idempotencyKey: '"again"' }));
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([200, first.text, 'true']);
    expect(await reasonOf(house)).toBe('repeated');
  });

  it('refuses a key with another payload, without a key, and keeps the keys of partners apart', async () => {
    const [own, theirs] = [await makeLoan(house), await makeLoan(other)];
    await ask(door, house, decide(own, { idempotencyKey: '"mine"' }));
    const reused = await ask(door, house, decide(own, { idempotencyKey: '"mine"', body: { ...approval, amount: 1 } }));
    expect(reused).toMatchObject({ status: 422, json: { code: 'request.repeated' } });
    expect((await ask(door, other, decide(theirs, { idempotencyKey: '"mine"' }))).status).toBe(200);
    const bare = { method: 'POST', origin, path: `/api/partner/v1/loans/${own}/decision`, query: '', fields: [], body: Buffer.from('{}') };
    expect((await send(door, bare)).status).toBe(401);
  });

  it('refuses a key that is none, and one that was used for another record, with the same body', async () => {
    const [first, second] = [await makeLoan(house), await makeLoan(house)];
    const odd = await ask(door, house, decide(first, { idempotencyKey: '"two words"' }));
    expect(odd).toMatchObject({ status: 400, json: { code: 'request.header' } });
    expect((await ask(door, house, decide(first, { idempotencyKey: '"of-one"' }))).status).toBe(200);
    expect(await ask(door, house, decide(second, { idempotencyKey: '"of-one"' }))).toMatchObject({ status: 422, json: { code: 'request.repeated' } });
  });

  it('lets a request that was refused be repeated at once under its key', async () => {
    const id = await makeLoan(house);
    for (const n of [1, 2]) {
      const answer = await ask(door, house, decide(id, { idempotencyKey: '"mended"', body: { ...approval, amount: 100_000_001 } }));
      expect([n, answer.status]).toEqual([n, 422]);
    }
    expect((await ask(door, house, decide(id, { idempotencyKey: '"mended"' }))).status).toBe(200);
  });

  it('tells a request that arrives while another works under its key to wait', async () => {
    const id = await makeLoan(house);
    const busy = { resource: 'partnerCall', purpose: 'busy', id: `${house.id}#loan.decide:working` };
    const nowMs = currentMs();
    await leave(site.open().office, busy, { nowMs, untilMs: nowMs + 30_000 });
    const early = await ask(door, house, decide(id, { idempotencyKey: '"working"' }));
    expect(early).toMatchObject({ status: 409, json: { code: 'request.inFlight' } });
    site.advance(31_000);
    expect((await ask(door, house, decide(id, { idempotencyKey: '"working"' }))).status).toBe(200);
  });

  it('gives the first answer again where the same would now be refused: all of the loan is paid out', async () => {
    const id = await makeLoan(house, { approvedAmount: 100, registeredOn: '2026-03-01', disbursed: 0 }, 'registered');
    const body = { serial: 'S-whole', amount: 100, currency: 'CNY', valueOn: '2026-03-02' };
    const report = () => ask(door, house, { method: 'POST', path: `/partner/v1/loans/${id}/disbursements`, body, idempotencyKey: '"whole"' });
    const first = await report();
    expect([first.status, first.headers['idempotent-replayed']]).toEqual([200, undefined]);
    const again = await report();
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([200, first.text, 'true']);
  });

  it('books a release once, whatever the idempotency key: the serial of a bank is taken once', async () => {
    const id = await makeLoan(house, { approvedAmount: 100, registeredOn: '2026-03-01', disbursed: 0 }, 'registered');
    const release = { serial: 'S-1', amount: 40, currency: 'CNY', valueOn: '2026-03-02' };
    const report = () => ask(door, house, { method: 'POST', path: `/partner/v1/loans/${id}/disbursements`, body: release });
    expect((await report()).status).toBe(200);
    expect((await report()).status).toBe(409);
    expect(await site.open().context.records.get(loan, id)).toMatchObject({ disbursed: 40 });
  });
});

describe('the clock (T04)', () => {
  const list = { path: '/partner/v1/loans', query: 'status=inReview' } as const;
  it.each([
    ['as old as may be', 300, 200],
    ['a second too old', 301, 401],
    ['as far ahead as may be', -60, 200],
    ['a second too far ahead', -61, 401],
  ])('takes a request %s as the profile says', async (_, createdAgo, status) => {
    expect((await ask(door, house, { ...list, createdAgo })).status).toBe(status);
  });

  it.each([
    ['as old as its own limit', 60, 200],
    ['a second older', 61, 401],
    ['ahead by its own limit', -30, 200],
    ['a second further ahead', -31, 401],
  ])('holds a partner with tighter limits to them: %s', async (_, createdAgo, status) => {
    const strict = await makeHouse(site, 'bank', { values: { ageSeconds: 60, futureSeconds: 30 } });
    site.at(instant(0));
    expect((await ask(door, strict, { ...list, createdAgo })).status).toBe(status);
  });
});

describe('the life of keys (T05)', () => {
  const list = { path: '/partner/v1/loans', query: 'status=inReview' } as const;
  it.each([
    ['pending', 401],
    ['active', 200],
    ['retiring', 200],
    ['retired', 401],
    ['revoked', 401],
  ])('a key that is %s', async (status, answered) => {
    const owner = await makeHouse(site, 'bank', { status });
    expect((await ask(door, owner, list)).status).toBe(answered);
  });

  it('is not valid before its first and after its last instant', async () => {
    const [early, late] = await Promise.all([generateKey('ed25519'), generateKey('ed25519')]);
    await makeKey(site, { partner: other.id, key: early, status: 'active', slot: 2, notBefore: instant(600) });
    await makeKey(site, { partner: house.id, key: late, status: 'retiring', slot: 2, notAfter: instant(-1) });
    site.at(instant(0));
    expect([(await ask(door, other, { ...list, key: early })).status, (await ask(door, house, { ...list, key: late })).status]).toEqual([401, 401]);
    expect(await reasonOf(house)).toBe('signature.key.validity');
    site.at(instant(600));
    expect((await ask(door, other, { ...list, key: early })).status).toBe(200);
  });

  it('ends within a minute of being revoked, and so does everything of a suspended partner', async () => {
    const [first, second] = [await makeHouse(site, 'bank'), await makeHouse(site, 'bank')];
    for (const owner of [first, second]) expect((await ask(door, owner, list)).status).toBe(200);
    const { records } = site.open().context;
    await records.write([change(partnerKey, await records.get(partnerKey, first.keyRecord), {}, { event: 'partnerKey.revoked', to: 'revoked' })]);
    await records.write([change(partner, await records.get(partner, second.id), {}, { event: 'partner.suspended', to: 'suspended' })]);
    site.advance(60_000);
    for (const owner of [first, second]) {
      expect((await ask(door, owner, list)).status).toBe(401);
      expect(await reasonOf(owner)).toBe('signature.key.state');
    }
  });

  it('is nobody’s when it is unknown, and tells no more than any other refusal', async () => {
    const stranger = { key: await generateKey('ed25519') };
    const [unknown, pending] = [await send(door, await signed(stranger, list)), await ask(door, await makeHouse(site, 'bank', { status: 'pending' }), list)];
    expect(unknown.text).toBe(pending.text);
    expect(unknown.headers).toEqual(pending.headers);
    expect(unknown.headers).not.toHaveProperty('signature');
    const { items } = await site.open().context.records.list(partnerCall, { index: 'strangers', where: { isStranger: true }, order: 'desc', limit: 1 });
    expect(items).toMatchObject([{ endpoint: 'loan.list', answer: 401, reason: 'signature.key.unknown' }]);
    expect(items[0]).not.toHaveProperty('partner');
  });
});

describe('how often a partner may ask', () => {
  it('is limited by its own bucket, for requests that are truly its own', async () => {
    const [busy, quiet] = [await makeHouse(site, 'bank', { values: { ratePerSecond: 1, burst: 3 } }), await makeHouse(site, 'bank')];
    const list = { path: '/partner/v1/loans', query: 'status=inReview' } as const;
    const forged = await signed({ key: await generateKey('ed25519') }, list);
    for (let n = 0; n < 5; n++)
      await send(door, { ...forged, fields: forged.fields.map(([name, value]) => [name, value.replace(/keyid="[^"]+"/, `keyid="${busy.key.keyId}"`)]) });
    const from = Date.now();
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 100) statuses.push((await ask(door, busy, list)).status);
    // Three at once, and on a slow machine one more for each second that has passed.
    expect(statuses.length).toBeGreaterThanOrEqual(4);
    expect(statuses.length).toBeLessThanOrEqual(4 + Math.ceil((Date.now() - from) / 1000));
    expect(new Set(statuses.slice(0, -1))).toEqual(new Set([200]));
    expect((await ask(door, quiet, list)).status).toBe(200);
  });
});

it('a call costs what verifying, limiting and writing it down take, however many partners there are', async () => {
  const id = await makeLoan(house);
  await ask(door, house, { path: `/partner/v1/loans/${id}` });
  const shown = await site.cost(() => ask(door, house, { path: `/partner/v1/loans/${id}` }));
  // Nonce, token, record; the call with its audit event, and the raw request.
  expect(shown).toEqual({ calls: 5, readUnits: 1, writeUnits: expect.any(Number), indexUnits: expect.any(Number) });
  expect([shown.writeUnits, shown.indexUnits / 2]).toEqual([7, 2]);
  const decided = await site.cost(() => ask(door, house, decide(id)));
  expect(decided.calls).toBeLessThanOrEqual(12);
  const forged = await signed({ key: await generateKey('ed25519') }, { path: `/partner/v1/loans/${id}` });
  const refused = await site.cost(() => send(door, forged));
  expect(refused.calls).toBe(2);
  // What it cost is the office's own business.
  expect((await ask(door, house, { path: `/partner/v1/loans/${id}` })).headers).not.toHaveProperty('x-cost');
});

describe('refusals', () => {
  it('name a parameter of the query that is given twice, or that nobody knows', async () => {
    for (const query of ['status=inReview&status=approved', 'status=inReview&all=true']) {
      expect((await ask(door, house, { path: '/partner/v1/loans', query })).status).toBe(422);
      expect(await reasonOf(house)).toMatch(/^request.invalid (status|all)$/);
    }
  });

  it.each([
    ['more than was applied for', { ...approval, amount: 100_000_001 }, 'request.invalid amount'],
    ['an amount that is no whole number of fen', { ...approval, amount: 1.5 }, 'request.invalid amount'],
    ['a field that nobody knows', { ...approval, status: 'approved' }, 'request.invalid status'],
    ['a field of another type', { ...approval, isApproved: 'yes' }, 'request.invalid isApproved'],
  ])('name the field of %s and change nothing', async (_, body, reason) => {
    const id = await makeLoan(house);
    expect((await ask(door, house, decide(id, { body }))).status).toBe(422);
    expect(await reasonOf(house)).toBe(reason);
    expect(await site.open().context.records.get(loan, id)).toMatchObject({ status: 'inReview', version: 1 });
  });

  it('of a step that is done say so without showing the record', async () => {
    const id = await makeLoan(house);
    await ask(door, house, decide(id));
    const late = await ask(door, house, decide(id));
    expect(late).toMatchObject({ status: 409 });
    expect(late.json).not.toHaveProperty('detail');
    expect(late.text).not.toContain('mortgageCase');
  });

  it.each([
    ['a key given twice', '{"isApproved":true,"isApproved":false}'],
    ['a prototype', '{"__proto__":{}}'],
    ['half a character', '{"refusal":"\\ud800"}'],
    ['no JSON', 'isApproved=true'],
  ])('of a body with %s come before anything is done', async (_, text) => {
    const id = await makeLoan(house);
    const { signRequest } = await import('../../shared/kit/signatures/message.ts');
    const fields = [
      ['content-type', 'application/json'],
      ['idempotency-key', `"${newNonce()}"`],
    ] as const;
    const request = { method: 'POST', origin, path: `/api/partner/v1/loans/${id}/decision`, query: '', fields, body: Buffer.from(text) };
    const more = await signRequest(request, { key: house.key, now: Math.floor(currentMs() / 1000), nonce: newNonce() });
    expect((await send(door, { ...request, fields: [...fields, ...more] })).status).toBe(400);
  });

  it('of a body over 256 KiB come first', async () => {
    const body = { ...approval, refusal: 'x'.repeat(257 * 1024) };
    expect((await ask(door, house, decide(await makeLoan(house), { body }))).status).toBe(413);
  });
});
