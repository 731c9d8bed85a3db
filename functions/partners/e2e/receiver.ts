import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Notice, readNotice, webhookKeys } from '../../../infra/partner/webhooks.ts';
import type { Field } from '../../../shared/kit/signatures/wire.ts';

/** What a receiver does with a notice; it verifies it first, whatever it answers. */
export type Mood = 'takes' | 'fails' | 'gone' | 'silent' | 'elsewhere';

const answers: Readonly<Record<Mood, (response: ServerResponse) => void>> = {
  takes: (response) => void response.writeHead(200).end(),
  fails: (response) => void response.writeHead(500).end(),
  gone: (response) => void response.writeHead(410).end(),
  silent: () => {},
  elsewhere: (response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
};

export type Received = { readonly path: string; readonly id: string | undefined; readonly notice: Notice | string };
export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/**
 * A partner's own server on 127.0.0.1: each path is an address with a key and a mood of its own.
 *
 * @param now seconds, by the office's clock
 */
export async function openReceiver(now: () => number) {
  const received: Received[] = [];
  const moods = new Map<string, Mood>();
  const keys = new Map<string, string>();
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    const fields = Object.entries(request.headers).map(([name, value]): Field => [name, String(value)]);
    const body = await buffer(request);
    const notice = await readNotice({ fields, body }, { keys: await webhookKeys([keys.get(path) ?? '']), now: now() });
    received.push({ path, id: request.headers['webhook-id']?.toString(), notice });
    answers[moods.get(path) ?? 'takes'](response);
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    port,
    urlOf: (path: string): string => `http://127.0.0.1:${port}${path}`,
    /** Tells the receiver the key of an address. */
    trust: (path: string, key: string): void => void keys.set(path, key),
    feel: (path: string, mood: Mood): void => void moods.set(path, mood),
    /** What came to an address, in its order. */
    at: (path: string): Received[] => received.filter((one) => one.path === path),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
