import http from 'node:http';
import https from 'node:https';
import type { Field } from '../../shared/kit/signatures/wire.ts';
import type { Target } from './webhook-target.ts';

/** An answer's status, or what became of the attempt. */
export type Posted = { readonly status: number } | { readonly failure: string };

/** A receiver has this long to answer in all. */
const mostMs = 15_000;

/**
 * Posts a body to the very address that was checked, whatever the name resolves to by now. Redirects are not followed, and nothing of
 * the answer but its status is kept.
 *
 * @example await postWebhook(target, { fields, body })
 */
export function postWebhook(target: Target, message: { fields: readonly Field[]; body: Uint8Array }, timeoutMs = mostMs): Promise<Posted> {
  const { promise, resolve } = Promise.withResolvers<Posted>();
  const request = open(target, message);
  const alarm = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  const end = (posted: Posted) => {
    clearTimeout(alarm);
    resolve(posted);
  };
  request.on('response', (response) => {
    end({ status: response.statusCode ?? 0 });
    response.destroy();
  });
  request.on('error', (error: NodeJS.ErrnoException) => end({ failure: (error.code ?? error.message).slice(0, 100) }));
  request.end(message.body);
  return promise;
}

function open({ url, address, family }: Target, { fields, body }: { fields: readonly Field[]; body: Uint8Array }): http.ClientRequest {
  const sender = url.protocol === 'https:' ? https : http;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return sender.request({
    host: address,
    family,
    port: url.port === '' ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
    method: 'POST',
    // The certificate must be of the name that was registered, while no name is asked for again.
    servername: host === address ? '' : host,
    headers: {
      host: url.host,
      'content-type': 'application/json',
      'content-length': body.length,
      'user-agent': 'Anchang-Webhooks/1',
      ...Object.fromEntries(fields),
    },
    agent: false,
  });
}
