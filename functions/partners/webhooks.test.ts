import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { type WebhookDelivery, webhookDelivery } from '../../shared/areas/partners/webhook-delivery.resource.ts';
import { webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { importWebhookKey, verifyWebhook } from '../../shared/kit/signatures/webhook.ts';
import type { Field } from '../../shared/kit/signatures/wire.ts';
import { valuesOf } from '../fixture/samples.ts';
import { currentMs } from '../kit/context.ts';
import { change, create } from '../kit/records/write.ts';
import { office, person, type TestOffice } from '../kit/testing.ts';
import { run as announceOrSend } from './announce-changes.ts';
import { attempt, gaps } from './deliver.ts';
import { handler as disable } from './disable-webhook.ts';
import { handler as enable } from './enable-webhook.ts';
import { selfSigned } from './fixture/self-signed.ts';
import { postWebhook } from './post-webhook.ts';
import { handler as redeliver } from './redeliver-webhook.ts';
import { handler as register } from './register-webhook.ts';
import { handler as rotate } from './rotate-webhook-key.ts';
import { run as sendDue } from './send-webhooks.ts';
import { handler as test } from './test-webhook.ts';
import { type House, makeHouse } from './testing.ts';

const admin = person('甲', ['systemAdmin'], '*');
type Received = { readonly fields: Field[]; readonly body: Buffer; readonly url: string };

let site: TestOffice;
let server: Server;
let port: number;
let received: Received[] = [];
/** What the receiver answers next. */
let answer: { status: number; headers?: Record<string, string> } = { status: 204 };

beforeAll(async () => {
  site = await office();
  process.env.WEBHOOK_NETWORKS = '127.0.0.1/32';
  server = createServer((request, response) => {
    void read(request).then((body) => {
      received.push({ fields: Object.entries(request.headers).map(([name, value]): Field => [name, String(value)]), body, url: request.url ?? '' });
      response.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port; // a TCP server's address is never a text
});
afterAll(async () => {
  delete process.env.WEBHOOK_NETWORKS;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await site.stop();
});

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A bank with an address, on a day of its own. */
async function makeReceiver(day: string): Promise<{ house: House; endpoint: string; publicKey: string }> {
  site.at(`${day}T01:00:00.000Z`);
  [received, answer] = [[], { status: 204 }];
  const house = await makeHouse(site, 'bank');
  const body = { partner: house.id, url: `http://127.0.0.1:${port}/hook?of=${house.id}` };
  const made = await site.call(register, { method: 'POST', path: '/partners/webhook-endpoint/register', body, actor: admin });
  expect(made.status).toBe(201);
  expect(made.text).not.toContain('privateKey');
  return { house, endpoint: made.json.data.id, publicKey: made.json.data.publicKey };
}

const context = () => site.open().context;
const onEndpoint = (verb: string, id: string, body: object = {}) => ({ method: 'POST', path: `/partners/webhook-endpoint/${id}/${verb}`, body, actor: admin });

async function deliveriesOf(house: House): Promise<WebhookDelivery[]> {
  const { items } = await context().records.list(webhookDelivery, { index: 'byPartner', where: { partner: house.id }, limit: 100 });
  return Promise.all(items.map(({ id }) => context().records.get(webhookDelivery, id, { consistent: true })));
}

/** A loan that moves into review, as the stream tells of it. */
async function submit(house: House): Promise<{ id: string; before: object; after: object }> {
  const { records } = context();
  const [before] = await records.write([create(loan, { ...valuesOf(loan.fields, 'prj_1'), bank: house.member }, { status: 'planned' })]);
  const [after] = await records.write([change(loan, before, {}, { event: 'loan.opened', to: 'inReview' })]);
  return { id: before.id, before: { ...before }, after: { ...after } };
}
const told = (of: { id: string; before: object; after: object }) =>
  announceOrSend({ event: 'MODIFY', resource: 'loan', ...of } as Parameters<typeof announceOrSend>[0], context());
const inserted = (item: WebhookDelivery) => announceOrSend({ event: 'INSERT', resource: 'webhookDelivery', id: item.id, after: item }, context());

describe('a change of a partner’s record', () => {
  it('becomes one signed notice of its type and id, however often the stream tells of it', async () => {
    const { house, publicKey } = await makeReceiver('2026-03-01');
    const changed = await submit(house);
    for (let n = 0; n < 3; n++) await told(changed);
    const [item, ...more] = await deliveriesOf(house);
    expect(more).toEqual([]);
    await Promise.all([1, 2, 3].map(() => item && inserted(item)));
    expect(received).toHaveLength(1);
    const [notice] = received;
    expect(JSON.parse(String(notice?.body))).toEqual({ type: 'loan.inReview', timestamp: expect.any(String), data: { id: changed.id } });
    const key = await importWebhookKey(publicKey);
    if (!key.ok || !notice) return expect.unreachable('no key or no notice');
    const verified = await verifyWebhook(notice, { keys: [key.value], now: Math.floor(currentMs() / 1000) });
    expect(verified).toMatchObject({ ok: true, value: { id: item?.id } });
    const forged = { ...notice, body: Buffer.from(String(notice.body).replace(changed.id, 'lon_other')) };
    expect(await verifyWebhook(forged, { keys: [key.value], now: Math.floor(currentMs() / 1000) })).toMatchObject({ ok: false });
    expect((await deliveriesOf(house))[0]).toMatchObject({ status: 'delivered', attempts: 1, lastOutcome: '204' });
  });

  it('is told of anew when the record goes on', async () => {
    const { house } = await makeReceiver('2026-03-03');
    const { id, before, after } = await submit(house);
    await told({ id, before, after });
    const { records } = context();
    const [decided] = await records.write([change(loan, await records.get(loan, id), {}, { event: 'loan.approved', to: 'approved' })]);
    await told({ id, before: after, after: { ...decided } });
    const made = await deliveriesOf(house);
    expect(made.map(({ event }) => event).toSorted()).toEqual(['loan.approved', 'loan.inReview']);
    for (const item of made) await inserted(item);
  });

  it('that the partner may not see, or that moves nothing, is told to nobody', async () => {
    const { house } = await makeReceiver('2026-03-02');
    const changed = await submit(house);
    await told({ ...changed, after: { ...changed.after, status: 'planned' } });
    await told({ ...changed, before: changed.after });
    await told({ ...changed, after: { ...changed.after, bank: 'bnk_none' } });
    expect(await deliveriesOf(house)).toEqual([]);
  });
});

describe('a receiver that fails', () => {
  it('is tried ten times over three days at growing gaps, then disabled, and somebody is told', async () => {
    const { house, endpoint } = await makeReceiver('2026-04-01');
    answer = { status: 500 };
    await told(await submit(house));
    const [first] = await deliveriesOf(house);
    if (!first) return expect.unreachable('no delivery');
    const waits: number[] = [];
    for (let n = 1; n <= gaps.length; n++) {
      await sendDue({ input: {}, id: '', context: context() });
      const [item] = await deliveriesOf(house);
      expect(item).toMatchObject({ attempts: n, lastOutcome: '500' });
      if (item?.status !== 'waiting') break;
      const wait = Date.parse(item.nextAt ?? '') - currentMs();
      waits.push(wait);
      await sendDue({ input: {}, id: '', context: context() });
      site.advance(wait + 1000);
    }
    expect(received).toHaveLength(10);
    waits.forEach((wait, i) => {
      const gap = (gaps[i + 1] ?? 0) * 1000;
      expect(wait).toBeGreaterThan(gap - 5000);
      expect(wait).toBeLessThanOrEqual(gap * 1.1);
    });
    // What failed together does not come back together.
    expect(waits.some((wait, i) => wait > (gaps[i + 1] ?? 0) * 1000)).toBe(true);
    expect(await deliveriesOf(house)).toMatchObject([{ status: 'failed', attempts: 10 }]);
    const { records } = context();
    expect(await records.get(webhookEndpoint, endpoint)).toMatchObject({ status: 'disabled', disabledReason: '500' });
    const alert = () => context().records.find(todo, 'step', { subject: endpoint, step: 'webhookEndpoint.enable', part: '-' });
    expect(await alert()).toMatchObject({ status: 'open', role: 'systemAdmin' });
    const again = { method: 'POST', path: `/partners/webhook-delivery/${first.id}/redeliver`, body: {}, actor: admin };
    expect((await site.call(redeliver, again)).json.code).toBe('webhook.disabled');
    expect((await site.call(enable, onEndpoint('enable', endpoint))).json.data).toMatchObject({ status: 'active' });
    expect(await alert()).toMatchObject({ status: 'done', doneBy: admin.id });
    answer = { status: 200 };
    expect((await site.call(redeliver, again)).json.data).toMatchObject({ status: 'waiting', attempts: 0 });
    await sendDue({ input: {}, id: '', context: context() });
    expect(await deliveriesOf(house)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
    expect(received.at(-1)?.fields.find(([name]) => name === 'webhook-id')?.[1]).toBe(first.id);
  });

  it.each([
    ['gone', { status: 410 }, 'disabled', 'failed'],
    ['elsewhere', { status: 302, headers: { location: 'http://127.0.0.1/elsewhere' } }, 'active', 'waiting'],
    ['confused', { status: 404 }, 'active', 'waiting'],
  ])('because it is %s is treated so, and never followed', async (_, given, status, delivery) => {
    const { house, endpoint } = await makeReceiver('2026-05-01');
    answer = given;
    await told(await submit(house));
    await sendDue({ input: {}, id: '', context: context() });
    expect(received).toHaveLength(1);
    expect(await context().records.get(webhookEndpoint, endpoint)).toMatchObject({ status });
    expect(await deliveriesOf(house)).toMatchObject([{ status: delivery, lastOutcome: String(given.status) }]);
  });

  it('at a private address gets nothing, whatever it was registered as', async () => {
    const { house, endpoint } = await makeReceiver('2026-06-01');
    await told(await submit(house));
    const [item] = await deliveriesOf(house);
    await attempt(context(), item?.id ?? '', { networks: '' });
    expect(await deliveriesOf(house)).toMatchObject([{ status: 'waiting', lastOutcome: 'target.scheme' }]);
    expect(received).toEqual([]);
    expect((await context().records.get(webhookEndpoint, endpoint)).failingSince).toBeDefined();
  });

  it('that takes a notice again has failed no more; until then others wait for the clock', async () => {
    const { house, endpoint } = await makeReceiver('2026-06-02');
    answer = { status: 500 };
    await told(await submit(house));
    const [first] = await deliveriesOf(house);
    if (first) await inserted(first);
    const failing = async () => (await context().records.get(webhookEndpoint, endpoint)).failingSince;
    expect(await failing()).toBeDefined();
    await attempt(context(), first?.id ?? '', { networks: '127.0.0.1/32' });
    expect(received).toHaveLength(1);
    await told(await submit(house));
    for (const item of await deliveriesOf(house)) await inserted(item);
    expect(received).toHaveLength(1);
    answer = { status: 204 };
    site.advance(10_000);
    await sendDue({ input: {}, id: '', context: context() });
    expect(await failing()).toBeUndefined();
    expect((await deliveriesOf(house)).map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });

  it('is reached at the address that was looked at, by the name that was registered', async () => {
    [received, answer] = [[], { status: 204 }];
    const target = { url: new URL(`http://partner.invalid:${port}/hook`), address: '127.0.0.1', family: 4 } as const;
    expect(await postWebhook(target, { fields: [], body: Buffer.from('{}') })).toEqual({ status: 204 });
    expect(received[0]?.fields).toContainEqual(['host', `partner.invalid:${port}`]);
  });

  it('must prove its name by a certificate', async () => {
    const names: string[] = [];
    const secure = createSecure({ ...selfSigned, SNICallback: (name, done) => done(null, void names.push(name) as undefined) }, (_, response) =>
      response.end(),
    );
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const at = (secure.address() as AddressInfo).port;
    const target = { url: new URL(`https://partner.invalid:${at}/hook`), address: '127.0.0.1', family: 4 } as const;
    expect(await postWebhook(target, { fields: [], body: Buffer.from('{}') })).toEqual({ failure: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(names).toEqual(['partner.invalid']);
    secure.closeAllConnections();
    await new Promise((resolve) => secure.close(resolve));
  });

  it('that says nothing is given up after the time it has, and one that refuses the connection at once', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const target = (at: number) => ({ url: new URL(`http://127.0.0.1:${at}/`), address: '127.0.0.1', family: 4 }) as const;
    const message = { fields: [], body: Buffer.from('{}') };
    expect(await postWebhook(target((silent.address() as AddressInfo).port), message, 50)).toEqual({ failure: 'no answer within 50 ms' });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    expect(await postWebhook(target((silent.address() as AddressInfo | null)?.port ?? 9), message)).toEqual({ failure: 'ECONNREFUSED' });
  });
});

describe('an address', () => {
  it.each([['https://user@partner.example.cn/'], ['ftp://partner.example.cn/'], ['partner.example.cn'], ['https://partner.example.cn/#x']])(
    '%s is not registered',
    async (url) => {
      const house = await makeHouse(site, 'bank');
      const made = await site.call(register, { method: 'POST', path: '/partners/webhook-endpoint/register', body: { partner: house.id, url }, actor: admin });
      expect(made.json).toMatchObject({ status: 422, errors: { url: { key: 'webhook.address' } } });
    },
  );

  it('can be tried, and shows how it went', async () => {
    const { house, endpoint } = await makeReceiver('2026-07-01');
    expect((await site.call(test, onEndpoint('test', endpoint))).status).toBe(201);
    const [item] = await deliveriesOf(house);
    if (item) await inserted(item);
    expect(JSON.parse(String(received[0]?.body))).toMatchObject({ type: 'webhook.test', data: { id: endpoint } });
    expect(received[0]?.url).toBe(`/hook?of=${house.id}`);
  });

  it('changes its key over a week in which either verifies', async () => {
    const { house, endpoint, publicKey } = await makeReceiver('2026-08-01');
    const rotated = await site.call(rotate, onEndpoint('rotate-key', endpoint));
    expect(rotated.text).not.toContain('formerKey"');
    const keys = await Promise.all([publicKey, rotated.json.data.publicKey].map((text) => importWebhookKey(text)));
    const verifies = async () => {
      await told(await submit(house));
      await sendDue({ input: {}, id: '', context: context() });
      const now = Math.floor(currentMs() / 1000);
      const notice = received.at(-1) ?? expect.unreachable('nothing came');
      return Promise.all(keys.map(async (key) => (key.ok ? (await verifyWebhook(notice, { keys: [key.value], now })).ok : undefined)));
    };
    expect(await verifies()).toEqual([true, true]);
    site.advance(7 * 86_400_000 + 1000);
    expect(await verifies()).toEqual([false, true]);
  });

  it('that staff disable gets nothing more; what waits for it fails', async () => {
    const { house, endpoint } = await makeReceiver('2026-09-01');
    await told(await submit(house));
    expect((await site.call(disable, onEndpoint('disable', endpoint, { reason: '合同到期' }))).json.data).toMatchObject({ status: 'disabled' });
    await told(await submit(house));
    await sendDue({ input: {}, id: '', context: context() });
    expect(await deliveriesOf(house)).toMatchObject([{ status: 'failed', lastOutcome: 'endpoint disabled' }]);
    expect(received).toEqual([]);
  });

  it('keeps its signing key out of every record that people read', async () => {
    const { endpoint } = await makeReceiver('2026-10-01');
    const { store } = site.open();
    const shown = (await store.presenter(webhookEndpoint))(await context().records.get(webhookEndpoint, endpoint));
    expect(Object.keys(shown)).not.toContain('privateKey');
    expect(JSON.stringify(await store.history(webhookEndpoint, endpoint))).not.toContain('privateKey');
  });
});
