import { randomInt } from 'node:crypto';
import { type WebhookDelivery, webhookDelivery } from '../../shared/areas/partners/webhook-delivery.resource.ts';
import { type WebhookEndpoint, webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { RefusalError } from '../../shared/kit/errors.ts';
import { importPrivateKey, type SigningKey } from '../../shared/kit/signatures/keys.ts';
import { signWebhook } from '../../shared/kit/signatures/webhook.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { openAlert } from './alerts.ts';
import { type Posted, postWebhook } from './post-webhook.ts';
import { findTarget, type Resolve } from './webhook-target.ts';

/** Gaps before each of the ten attempts, in seconds: some 75 hours in all. */
export const gaps = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
/** An attempt comes up to this share of its gap later, so that what failed together does not come back together. */
const jitter = 0.1;
const gone = 410;

export type Ways = { readonly networks: string; readonly resolve?: Resolve; readonly post?: typeof postWebhook };

/**
 * Makes one attempt at a delivery whose time has come. The attempt is written down before it is made, so that two that come at once
 * make one, and one that dies is followed by the next at its time.
 */
export async function attempt(context: Context, id: string, ways: Ways): Promise<void> {
  const item = await context.records.get(webhookDelivery, id, { consistent: true });
  if (item.status !== 'waiting' || (item.nextAt ?? '') > context.now) return;
  const endpoint = await context.records.get(webhookEndpoint, item.endpoint, { consistent: true });
  if (endpoint.status !== 'active') {
    await write(context, [ended(item, { to: 'failed', lastOutcome: 'endpoint disabled' })]);
    return;
  }
  const claimed = await claim(context, item);
  if (!claimed) return;
  const posted = await post(context, { item: claimed, endpoint }, ways);
  const outcome = 'status' in posted ? String(posted.status) : posted.failure;
  const isTaken = 'status' in posted && posted.status >= 200 && posted.status < 300;
  const writes = isTaken ? taken(context, { item: claimed, endpoint }, outcome) : await failed(context, { item: claimed, endpoint }, { posted, outcome });
  // What became of a notice is kept, even if others to the same address write how that does at the same moment.
  for (const step of writes) await write(context, step);
}

type Sent = { readonly item: WebhookDelivery; readonly endpoint: WebhookEndpoint };

async function claim(context: Context, item: WebhookDelivery): Promise<WebhookDelivery | undefined> {
  const attempts = item.attempts + 1;
  const gap = gaps[attempts];
  const nextAt = gap === undefined ? undefined : new Date(Date.parse(context.now) + withJitter(gap)).toISOString();
  const step = change(webhookDelivery, item, { attempts, nextAt: nextAt ?? context.now }, { event: 'webhookDelivery.attempted', from: ['waiting'] });
  const written = await write(context, [step]);
  return written?.[0] as WebhookDelivery | undefined; // the answer of the one write
}

const withJitter = (seconds: number): number => seconds * 1000 + randomInt(0, Math.max(1, Math.round(seconds * 1000 * jitter)));

async function post(context: Context, { item, endpoint }: Sent, { networks, resolve, post: send = postWebhook }: Ways): Promise<Posted> {
  const target = await findTarget(endpoint.url, { networks, ...(resolve ? { resolve } : {}) });
  if (typeof target === 'string') return { failure: target };
  const body = Buffer.from(JSON.stringify({ type: item.event, timestamp: item.happenedAt, data: { id: item.object } }));
  const timestamp = Math.floor(Date.parse(context.now) / 1000);
  return send(target, { fields: await signWebhook({ id: item.id, timestamp, body }, await keysOf(context, endpoint)), body });
}

/** The key in use, and for as long as partners change over, the one before. */
async function keysOf(context: Context, { privateKey, formerKey, formerUntil = '' }: WebhookEndpoint): Promise<SigningKey[]> {
  const texts = [privateKey, ...(formerKey && formerUntil > context.now ? [formerKey] : [])];
  return Promise.all(texts.map(readKey));
}

async function readKey(text: string): Promise<SigningKey> {
  const key = await importPrivateKey(text, 'ed25519');
  if (!key.ok) throw new Error(`expected a signing key of a webhook endpoint, got ${key.key}`);
  return key.value;
}

const ended = (item: WebhookDelivery, { to, lastOutcome }: { to: string; lastOutcome: string }): Write =>
  change(webhookDelivery, item, { lastOutcome, nextAt: undefined }, { event: `webhookDelivery.${to}`, from: ['waiting'], to });

/** Transactions, one after another. */
type Steps = readonly (readonly Write[])[];

function taken(context: Context, { item, endpoint }: Sent, lastOutcome: string): Steps {
  const done = { lastOutcome, deliveredAt: context.now, nextAt: undefined };
  const delivered = change(webhookDelivery, item, done, { event: 'webhookDelivery.delivered', from: ['waiting'], to: 'delivered' });
  if (!endpoint.failingSince) return [[delivered]];
  return [[delivered], [change(webhookEndpoint, endpoint, { failingSince: undefined }, { event: 'webhookEndpoint.recovered' })]];
}

/** An address that is gone, or that took nothing for ten attempts, is disabled, and somebody is told. */
async function failed(context: Context, { item, endpoint }: Sent, { posted, outcome }: { posted: Posted; outcome: string }): Promise<Steps> {
  const isGone = 'status' in posted && posted.status === gone;
  if (!isGone && item.attempts < gaps.length) {
    const noted = change(webhookDelivery, item, { lastOutcome: outcome }, { event: 'webhookDelivery.refused', from: ['waiting'] });
    if (endpoint.failingSince) return [[noted]];
    return [[noted], [change(webhookEndpoint, endpoint, { failingSince: context.now }, { event: 'webhookEndpoint.failing' })]];
  }
  const disabledReason = isGone ? '410 Gone' : outcome;
  const off = change(webhookEndpoint, endpoint, { disabledReason }, { event: 'webhookEndpoint.disabled', from: ['active'], to: 'disabled' });
  const alert = await openAlert(context, { subject: endpoint.id, title: endpoint.url.slice(0, 200), step: 'webhookEndpoint.enable', dueAt: context.now });
  return [[ended(item, { to: 'failed', lastOutcome: outcome }), off, ...alert]];
}

/** Undefined where somebody else was faster: then it is theirs to go on. */
async function write(context: Context, writes: readonly Write[]): Promise<readonly unknown[] | undefined> {
  try {
    return await context.records.write(writes);
  } catch (error) {
    if (error instanceof RefusalError && (error.code === 'record.stale' || error.code === 'record.state')) return undefined;
    throw error;
  }
}
