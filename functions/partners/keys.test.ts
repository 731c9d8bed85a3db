import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import type { Algorithm } from '../../shared/kit/signatures/algorithms.ts';
import { generateKey, type NewKey } from '../../shared/kit/signatures/keys.ts';
import { currentMs } from '../kit/context.ts';
import { office, person, type TestOffice } from '../kit/testing.ts';
import { handler as approve } from './approve-key.ts';
import { handler as door } from './door.ts';
import { keySet, signingKey } from './own-keys.ts';
import { handler as propose } from './propose-key.ts';
import { handler as revoke } from './revoke-key.ts';
import { ask, type House, makeHouse, origin } from './testing.ts';
import { run as watch } from './watch-keys.ts';

const maker = person('甲', ['systemAdmin'], '*');
const checker = person('乙', ['systemAdmin'], '*');
const list = { path: '/partner/v1/loans', query: 'status=inReview' } as const;

let site: TestOffice;
beforeAll(async () => {
  site = await office();
  process.env.PUBLIC_ORIGIN = origin;
  site.at('2026-03-02T01:00:00.000Z');
});
afterAll(() => site.stop());

const proposal = (house: House, key: NewKey, more: object = {}) => ({
  method: 'POST',
  path: '/partners/partner-key/propose',
  body: { partner: house.id, algorithm: key.algorithm, publicKey: key.spki, notBefore: '2026-03-01', notAfter: '2026-12-31', ...more },
  actor: maker,
});
const proposed = async (house: House, key: NewKey, more: object = {}) => (await site.call(propose, proposal(house, key, more))).json.data;
const onKey = (verb: string, id: string, actor = checker, body: object = {}) => ({ method: 'POST', path: `/partners/partner-key/${id}/${verb}`, body, actor });
const prove = (house: House, key: NewKey, { id, challenge }: { id: string; challenge: string }) =>
  ask(door, { ...house, key }, { method: 'POST', path: `/partner/v1/keys/${id}/proof`, body: { challenge } });

/** A key that has gone the whole way. */
async function approved(house: House): Promise<{ key: NewKey; id: string }> {
  const key = await generateKey('ed25519');
  const made = await proposed(house, key);
  await prove(house, key, made);
  expect((await site.call(approve, onKey('approve', made.id))).status).toBe(200);
  return { key, id: made.id };
}

describe('a new key', () => {
  it.each<[Algorithm]>([['ed25519'], ['ecdsa-p256-sha256'], ['rsa-pss-sha512'], ['sm2-sm3']])(
    'of %s signs once it is proved and a second person approves it',
    async (algorithm) => {
      const house = await makeHouse(site, 'bank');
      const key = await generateKey(algorithm);
      const made = await proposed(house, key);
      expect(made).toMatchObject({ status: 'pending', keyId: key.keyId, challenge: expect.stringMatching(/^[\w-]{32}$/) });
      expect((await ask(door, { ...house, key }, list)).status).toBe(401);
      expect((await site.call(approve, onKey('approve', made.id))).json.code).toBe('partnerKey.notProven');
      expect(await prove(house, key, made)).toMatchObject({ status: 200, json: { data: { keyId: key.keyId, status: 'pending' } } });
      expect((await ask(door, { ...house, key }, list)).status).toBe(401);
      expect((await site.call(approve, onKey('approve', made.id, maker))).json.code).toBe('access.ownRequest');
      expect((await site.call(approve, onKey('approve', made.id))).json.data).toMatchObject({ status: 'active', approvedBy: checker.id });
      expect((await ask(door, { ...house, key }, list)).status).toBe(200);
    },
  );

  it('proves itself only, over its own challenge, while it is pending', async () => {
    const house = await makeHouse(site, 'bank');
    const [a, b] = await Promise.all([generateKey('ed25519'), generateKey('ed25519')]);
    const [first, second] = [await proposed(house, a), await proposed(house, b)];
    expect(await prove(house, a, second)).toMatchObject({ status: 404 });
    expect(await prove(house, house.key, first)).toMatchObject({ status: 404 });
    expect(await prove(house, a, { ...first, challenge: second.challenge })).toMatchObject({ status: 409, json: { code: 'partnerKey.wrongChallenge' } });
    expect(await prove(await makeHouse(site, 'lawFirm'), a, first)).toMatchObject({ status: 200 });
    expect(await site.open().context.records.get(partnerKey, second.id)).not.toHaveProperty('provenAt');
  });

  it.each([
    ['a private key', async () => ({ publicKey: (await generateKey('ed25519')).pkcs8 }), 'publicKey', 'key.private'],
    ['a key of another algorithm', async () => ({ publicKey: (await generateKey('ecdsa-p256-sha256')).spki }), 'publicKey', 'key.type'],
    ['no key', async () => ({ publicKey: 'AAAA' }), 'publicKey', 'key.type'],
    ['a life of more than 398 days', async () => ({ notAfter: '2027-04-04' }), 'notAfter', 'partnerKey.tooLong'],
    ['a life that is over', async () => ({ notBefore: '2026-01-01', notAfter: '2026-03-01' }), 'notAfter', 'partnerKey.past'],
    ['a partner that is not there', async () => ({ partner: 'ptr_none' }), 'partner', 'field.missingRecord'],
  ])('is refused for %s', async (_, more, field, code) => {
    const house = await makeHouse(site, 'bank');
    const answer = await site.call(propose, proposal(house, await generateKey('ed25519'), await more()));
    expect(answer.json).toMatchObject({ status: 422, errors: { [field]: { key: code } } });
  });

  it('is registered once, whoever’s it is said to be', async () => {
    const [house, other] = [await makeHouse(site, 'bank'), await makeHouse(site, 'bank')];
    expect((await site.call(propose, proposal(other, house.key))).json.code).toBe('field.taken');
  });
});

describe('two keys of a partner', () => {
  it('overlap for at most 30 days, and a third waits until one is revoked', async () => {
    const house = await makeHouse(site, 'bank');
    const second = await approved(house);
    const first = await site.open().context.records.get(partnerKey, house.keyRecord);
    expect(first).toMatchObject({ status: 'retiring', notAfter: '2026-04-01T15:59:59.999Z' });
    for (const key of [house.key, second.key]) expect((await ask(door, { ...house, key }, list)).status).toBe(200);
    const key = await generateKey('ed25519');
    const third = await proposed(house, key);
    await prove(house, key, third);
    expect((await site.call(approve, onKey('approve', third.id))).json.code).toBe('partnerKey.twoInUse');
    expect((await site.call(revoke, onKey('revoke', house.keyRecord, checker, { reason: '泄露' }))).json.data).toMatchObject({ status: 'revoked' });
    expect((await site.call(approve, onKey('approve', third.id))).status).toBe(200);
  });

  it('of which two are approved at the same time leave one', async () => {
    const house = await makeHouse(site, 'bank');
    const keys = await Promise.all([1, 2].map(() => generateKey('ed25519')));
    const made = await Promise.all(keys.map((key) => proposed(house, key)));
    await Promise.all(keys.map((key, i) => prove(house, key, made[i])));
    const answers = await Promise.all(made.map(({ id }) => site.call(approve, onKey('approve', id))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('the end of a key', () => {
  it('is announced at 60, 30, 7 and 1 days, each once, and done with when the next is approved', async () => {
    const house = await makeHouse(site, 'bank');
    const { id } = await approved(house);
    const { records } = site.open().context;
    const remindedAt = async (instant: string) => {
      site.at(instant);
      await watch({ input: {}, id: '', context: site.open().context });
      return (await records.get(partnerKey, id)).remindedDays;
    };
    const found = [];
    for (const day of ['2026-10-31', '2026-11-02', '2026-11-03', '2026-12-02', '2026-12-25', '2026-12-31'])
      found.push(await remindedAt(`${day}T01:00:00.000Z`));
    expect(found).toEqual([undefined, 60, 60, 30, 7, 1]);
    const reminders = (await site.open().store.history(partnerKey, id)).filter(({ event }) => event === 'partnerKey.reminded');
    expect(reminders).toHaveLength(4);
    const find = () => records.find(todo, 'step', { subject: id, step: 'partnerKey.propose', part: '-' });
    expect(await find()).toMatchObject({ status: 'open', role: 'systemAdmin', dueAt: '2026-12-31T15:59:59.999Z' });
    const next = await generateKey('ed25519');
    const made = await proposed(house, next, { notAfter: '2027-12-31', notBefore: '2026-12-30' });
    await prove(house, next, made);
    await site.call(approve, onKey('approve', made.id));
    expect(await find()).toMatchObject({ status: 'done', doneBy: checker.id });
    site.at('2027-01-01T01:00:00.000Z');
    await watch({ input: {}, id: '', context: site.open().context });
    expect((await records.get(partnerKey, id)).status).toBe('retired');
  });
});

describe('the office’s own key', () => {
  it('is changed after half a year, and the next is published a day before it signs', async () => {
    const { office: here } = site.open();
    await signingKey(here, currentMs());
    // Whatever key the tests before have left is past its time now, and the next signs.
    site.advance(2 * 86_400_000);
    const first = await signingKey(here, currentMs());
    site.advance(181 * 86_400_000);
    const published = (await keySet(here, currentMs())).keys;
    expect(published).toHaveLength(2);
    expect((await signingKey(here, currentMs())).keyId).toBe(first.keyId);
    site.advance(86_399_000);
    expect((await signingKey(here, currentMs())).keyId).toBe(first.keyId);
    site.advance(2000);
    const second = await signingKey(here, currentMs());
    expect(published).toContainEqual(expect.objectContaining({ kid: second.keyId }));
    expect(second.keyId).not.toBe(first.keyId);
    expect((await keySet(here, currentMs())).keys).toContainEqual(expect.objectContaining({ kid: first.keyId }));
  });
});
