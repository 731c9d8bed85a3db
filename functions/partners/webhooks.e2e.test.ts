import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, until } from '../../infra/rehearsal/case.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import type { WebhookDelivery } from '../../shared/areas/partners/webhook-delivery.resource.ts';
import type { WebhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { valuesOf } from '../fixture/samples.ts';
import { change, create } from '../kit/records/write.ts';
import { gaps } from './deliver.ts';
import { asOffice, hireChecker, type LiveOffice, openLive, prepareOffice, registerBank } from './e2e/office.ts';
import { type Mood, openReceiver, type Receiver } from './e2e/receiver.ts';
import { cases, keyNames, openSockets, type Sockets, shapes } from './e2e/sockets.ts';

const passwords: Record<string, string> = {};
let place: ReturnType<typeof prepareOffice>;
let live: LiveOffice;
let receiver: Receiver;
let bank: { id: string; member: string };

beforeAll(async () => {
  place = prepareOffice('127.0.0.1/32');
  live = await openLive(place, passwords);
  receiver = await openReceiver(() => Math.floor(live.cloud.clock.now() / 1000));
  await hireChecker(live);
  bank = await registerBank(live, '通知银行');
});
afterAll(async () => {
  await live?.close();
  await receiver?.close();
  place?.remove();
});

const admin = () => live.office.as('admin');
type Made = { readonly id: string; readonly publicKey: string };

/** An address of the bank, at the receiver unless told. */
async function register(path: string, mood: Mood, url = receiver.urlOf(path)): Promise<string> {
  const { id, publicKey } = must(await admin().post<Made>('/partners/webhook-endpoint/register', { partner: bank.id, url }), path).data;
  receiver.trust(path, publicKey);
  receiver.feel(path, mood);
  return id;
}
const endpointOf = async (id: string) => must(await admin().get<WebhookEndpoint>(`/partners/webhook-endpoint/${id}`), id).data;
const disable = (id: string) => admin().post(`/partners/webhook-endpoint/${id}/disable`, { reason: '试毕' });
const tryOut = (id: string) => admin().post(`/partners/webhook-endpoint/${id}/test`);
const redeliver = (id: string) => admin().post(`/partners/webhook-delivery/${id}/redeliver`);

/** The deliveries to an address, whole. */
async function deliveriesTo(endpoint: string): Promise<WebhookDelivery[]> {
  const rows = must(
    await admin().get<{ id: string; endpoint: string }[]>('/partners/webhook-delivery', { index: 'byPartner', partner: bank.id, limit: 100 }),
    'list',
  );
  const own = rows.data.filter((row) => row.endpoint === endpoint);
  return Promise.all(own.map(async ({ id }) => must(await admin().get<WebhookDelivery>(`/partners/webhook-delivery/${id}`), id).data));
}
/** The one delivery to an address, when it is as it should be. */
async function delivered(endpoint: string, isIt: (item: WebhookDelivery) => boolean): Promise<WebhookDelivery> {
  let found: WebhookDelivery | undefined;
  await until(async () => {
    found = (await deliveriesTo(endpoint)).find(isIt);
    return found !== undefined;
  }, `a delivery to ${endpoint}`);
  return found ?? expect.unreachable();
}
/** Lets the clock pass an instant, and the minute at which notices are sent. */
const pass = (instant?: string): void => live.cloud.advance(Math.ceil(Math.max(0, instant ? Date.parse(instant) - live.cloud.clock.now() : 0)) + 61_000);

/** A loan of the bank that moves into review, written where the stream sees it. */
async function submit(): Promise<string> {
  const { records } = asOffice().context;
  const values = { ...valuesOf(loan.fields, 'prj_1'), bank: bank.member, signingMatter: undefined };
  const [before] = await records.write([create(loan, values, { status: 'planned' })]);
  await records.write([change(loan, before, {}, { event: 'loan.opened', to: 'inReview' })]);
  return before.id;
}

describe('notices to the server of a partner', () => {
  it('tell of a change, signed, and come again under the same id when the first answer was lost or staff ask for it', async () => {
    const endpoint = await register('/takes', 'fails');
    const changed = await submit();
    const first = await delivered(endpoint, ({ lastOutcome }) => lastOutcome === '500');
    receiver.feel('/takes', 'takes');
    pass(first.nextAt);
    const taken = await delivered(endpoint, ({ status }) => status === 'delivered');
    expect(taken).toMatchObject({ attempts: 2, lastOutcome: '200', event: 'loan.inReview', object: changed });
    expect((await endpointOf(endpoint)).failingSince).toBeUndefined();
    must(await redeliver(taken.id), 'redeliver');
    pass();
    await until(async () => receiver.at('/takes').length === 3, 'the notice once more');
    const notice = { id: taken.id, type: 'loan.inReview', timestamp: expect.any(String), data: { id: changed } };
    expect(receiver.at('/takes')).toEqual([1, 2, 3].map(() => ({ path: '/takes', id: taken.id, notice })));
    await disable(endpoint);
  });

  it('are tried ten times at the gaps of the schedule, then the address is disabled and somebody told; staff have it sent again', async () => {
    const endpoint = await register('/fails', 'fails');
    must(await tryOut(endpoint), 'test');
    const waits: number[] = [];
    let item = await delivered(endpoint, ({ lastOutcome }) => lastOutcome === '500');
    while (item.status === 'waiting') {
      const { attempts, nextAt = '' } = item;
      // Beside the attempt the claim was written: its own time is that of the gap.
      waits.push((Date.parse(nextAt) - Date.parse(item.updatedAt)) / 1000);
      pass(nextAt);
      item = await delivered(endpoint, (one) => one.attempts > attempts && (one.status === 'failed' || receiver.at('/fails').length === one.attempts));
    }
    expect(receiver.at('/fails').map(({ id }) => id)).toEqual(Array(10).fill(item.id));
    expect(waits).toHaveLength(gaps.length - 1);
    for (const [at, wait] of waits.entries()) {
      const gap = gaps[at + 1] ?? 0;
      expect(wait).toBeGreaterThan(gap - 5);
      expect(wait).toBeLessThanOrEqual(gap * 1.1);
    }
    expect(item).toMatchObject({ status: 'failed', attempts: 10, lastOutcome: '500' });
    expect(await endpointOf(endpoint)).toMatchObject({ status: 'disabled', disabledReason: '500' });
    const alerts = async () => must(await admin().get<object[]>('/organisation/todo', { index: 'bySubject', subject: endpoint }), 'alerts').data;
    expect(await alerts()).toMatchObject([{ status: 'open', step: 'webhookEndpoint.enable', role: 'systemAdmin' }]);
    expect((await redeliver(item.id)).problem?.code).toBe('webhook.disabled');
    receiver.feel('/fails', 'takes');
    must(await admin().post(`/partners/webhook-endpoint/${endpoint}/enable`), 'enable');
    expect(await alerts()).toMatchObject([{ status: 'done' }]);
    must(await redeliver(item.id), 'redeliver');
    pass();
    expect(await delivered(endpoint, ({ status }) => status === 'delivered')).toMatchObject({ id: item.id, attempts: 1 });
    expect(receiver.at('/fails').at(-1)).toMatchObject({ id: item.id, notice: { id: item.id } });
    await disable(endpoint);
  });

  it.each([
    ['gone', '410', 'failed', 'disabled'],
    ['elsewhere', '302', 'waiting', 'active'],
    ['silent', 'no answer within 15000 ms', 'waiting', 'active'],
  ] as const)('to an address that is %s end as %s', async (mood, lastOutcome, status, then) => {
    const endpoint = await register(`/${mood}`, mood);
    must(await tryOut(endpoint), 'test');
    expect(await delivered(endpoint, (item) => item.lastOutcome !== undefined)).toMatchObject({ lastOutcome, status, attempts: 1 });
    expect(await endpointOf(endpoint)).toMatchObject({ status: then });
    expect(receiver.at(`/${mood}`)).toHaveLength(1);
    await disable(endpoint);
  });

  it.each([
    ['a neighbour of the network that is allowed', () => `http://127.0.0.2:${receiver.port}/private`],
    ['the metadata of the machine', () => 'https://169.254.169.254/latest/meta-data/'],
    ['this machine by its other number', () => `https://[::1]:${receiver.port}/private`],
  ])('do not go to %s', async (_, url) => {
    const endpoint = await register('/private', 'takes', url());
    must(await tryOut(endpoint), 'test');
    expect(await delivered(endpoint, (item) => item.lastOutcome !== undefined)).toMatchObject({ lastOutcome: 'target.private', status: 'waiting' });
    expect(receiver.at('/private')).toEqual([]);
    await disable(endpoint);
  });
});

describe('the door over a socket', () => {
  let sockets: Sockets;
  beforeAll(async () => {
    sockets = await openSockets(live);
  });
  afterAll(() => sockets?.close());

  it('takes every shape as it was signed, with every key', async () => {
    for (const shape of Object.keys(shapes)) {
      for (const key of keyNames) {
        const { status, headers } = await sockets.send(await sockets.signed(shape, key, `control${key.length}`));
        expect([status, 'signature' in headers], `${shape} ${key}`).toEqual([shapes[shape]?.status, true]);
      }
    }
  });

  it('accepts none of 480 tamperings, answers all of a status the same bytes, and tells the reason to the log alone', async () => {
    const outcomes = await sockets.tamper();
    expect(outcomes).toHaveLength(cases.length);
    expect(cases).toHaveLength(480);
    const bodies = new Map(outcomes.map(({ status, text }) => [`${status} ${text}`, status]));
    expect([...bodies.keys()].toSorted()).toEqual([
      '400 {"type":"about:blank","title":"Bad Request","status":400}',
      '401 {"type":"about:blank","title":"Unauthorized","status":401}',
    ]);
    for (const { headers } of outcomes) expect(headers).not.toHaveProperty('signature');
    const told = await sockets.reasonsOf(outcomes);
    for (const { name, expected, reason } of told) expect(expected, `${name}: ${reason}`).toContain(reason);
    // What names no record is in no list of the calls: of the others every one must be found.
    expect(told.length).toBeGreaterThanOrEqual(cases.filter(({ isFound }) => isFound).length);
  });

  it('accepts one of fifty copies that arrive together, and does what they ask for once', async () => {
    const { copies, history, reasons } = await sockets.replay(50);
    expect(copies.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = copies.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set(['401 {"type":"about:blank","title":"Unauthorized","status":401}']),
    );
    expect(history.filter((event) => event === 'loan.approved')).toHaveLength(1);
    expect(reasons.filter((reason) => reason === 'nonce.replayed')).toHaveLength(49);
  });

  it('refuses a body over 256 KiB before it looks at anything else', async () => {
    const answer = await sockets.sendLarge(256 * 1024 + 1);
    expect(answer).toMatchObject({ status: 413, text: '{"type":"about:blank","title":"Content Too Large","status":413}' });
    expect((await sockets.sendLarge(256 * 1024 - 64)).status).not.toBe(413);
  });

  it.each([...' !"#$&\'()*+,:;<=>?@[\\]^`{|}%', '案', '\u0000', '/', '/../'])(
    'refuses a path with %j in the place of an id, though it is signed',
    async (character) => {
      const { status, text } = await sockets.sendPath(character);
      // A slash makes another path, which is signed and nowhere.
      expect(status).toBe(character === '/' ? 404 : 400);
      expect(text).toMatch(/^\{"type":"(about:blank|urn:anchang:record.missing)","title":"(Bad Request|No such record)","status":\d+/);
    },
  );
});

describe('an office that was not told of any network', () => {
  it('registers no such address, and sends nothing to one that it has', async () => {
    const endpoint = await register('/default', 'takes', `https://127.0.0.1:${receiver.port}/default`);
    await live.close();
    for (const name of readdirSync(place.assembly).filter((file) => file.endsWith('.template.json'))) {
      const file = join(place.assembly, name);
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"WEBHOOK_NETWORKS": "127.0.0.1/32"', '"WEBHOOK_NETWORKS": ""'));
    }
    live = await openLive(place, passwords);
    must(await tryOut(endpoint), 'test');
    expect(await delivered(endpoint, (item) => item.lastOutcome !== undefined)).toMatchObject({ lastOutcome: 'target.private' });
    const plain = await admin().post('/partners/webhook-endpoint/register', { partner: bank.id, url: receiver.urlOf('/plain') });
    expect(plain.problem?.errors?.url?.key).toBe('webhook.address');
    expect(receiver.at('/default')).toEqual([]);
  });
});
