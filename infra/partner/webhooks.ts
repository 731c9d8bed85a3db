import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PublicKey } from '../../shared/kit/signatures/keys.ts';
import { importWebhookKey, verifyWebhook, webhookProfile } from '../../shared/kit/signatures/webhook.ts';
import type { Field } from '../../shared/kit/signatures/wire.ts';
import { PartnerError } from './partner-error.ts';

/** A notice that was verified: what happened to which record, and when. What it is now is asked for at the door. */
export type Notice = { readonly id: string; readonly type: string; readonly timestamp: string; readonly data: { readonly id: string } };

/** What became of a delivery, for whoever watches. */
export type Delivered = { readonly notice: Notice; readonly isRepeated: boolean } | { readonly refusal: string };

export type ListenOptions = {
  readonly keys: readonly PublicKey[];
  /** Seconds since 1970. */
  readonly now: () => number | Promise<number>;
  readonly port?: number;
  readonly onDelivery: (delivered: Delivered) => void | Promise<void>;
};

/** @param texts `whpk_…`, more than one while a key is replaced. @throws PartnerError */
export function webhookKeys(texts: readonly string[]): Promise<PublicKey[]> {
  return Promise.all(
    texts.map(async (text) => {
      const key = await importWebhookKey(text);
      if (!key.ok) throw new PartnerError('usage', `not a webhook key: ${text} (${key.key})`);
      return key.value;
    }),
  );
}

/** Verifies a notice and reads it. @returns the notice, or the reason */
export async function readNotice(
  message: { readonly fields: readonly Field[]; readonly body: Uint8Array },
  options: { readonly keys: readonly PublicKey[]; readonly now: number },
): Promise<Notice | string> {
  const outcome = await verifyWebhook(message, options);
  if (!outcome.ok) return outcome.key;
  const { type, timestamp, data } = JSON.parse(new TextDecoder().decode(message.body)); // signed by the office, so of its form
  return { id: outcome.value.id, type, timestamp, data };
}

/**
 * Receives webhooks on 127.0.0.1. A notice is answered when it has been taken in; one that comes again is answered alike and marked, and
 * one that does not verify is refused, so that it is sent again if it was the office's.
 *
 * @example const receiver = await listen({ keys, now, onDelivery: console.log }); // receiver.url
 */
export async function listen({ keys, now, port = 0, onDelivery }: ListenOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const seen = new Map<string, number>();
  const take = async (message: { fields: readonly Field[]; body: Uint8Array }): Promise<number> => {
    const at = await now();
    const notice = await readNotice(message, { keys, now: at });
    if (typeof notice === 'string') {
      await onDelivery({ refusal: notice });
      return 401;
    }
    for (const [id, seconds] of seen) if (at - seconds > keptSeconds) seen.delete(id);
    await onDelivery({ notice, isRepeated: seen.has(notice.id) });
    seen.set(notice.id, at);
    return 204;
  };
  const server = createServer(async (request, response) => {
    const end = (status: number) => response.writeHead(status, { connection: 'close' }).end();
    try {
      const body = await bodyOf(request);
      if (request.method !== 'POST') return end(405);
      return end(body ? await take({ fields: fieldsOf(request.rawHeaders), body }) : 413);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      return end(500);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new PartnerError('usage', `cannot listen on port ${port}: ${error.message}`)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo; // it listens on a port
  return { url: `http://127.0.0.1:${taken}/`, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A notice is delivered for some 75 hours; its id is remembered for longer. */
const keptSeconds = 7 * 86_400;

/** Undefined for a body that is larger than notices are. */
async function bodyOf(request: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > webhookProfile.bodyBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const fieldsOf = (raw: readonly string[]): Field[] => raw.flatMap((name, i): Field[] => (i % 2 === 0 ? [[name.toLowerCase(), raw[i + 1] ?? '']] : []));
