import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { officeAddress } from '../partner/office-address.ts';
import type { Partner, Reply } from '../partner/open-partner.ts';
import { PartnerError } from '../partner/partner-error.ts';

/** How often more a call is sent while nobody answers it: for some minutes. */
const patience = 60;
const pauseMs = 1000;

/**
 * The time by the office's own clock, in seconds; on this machine the clock may be ahead, so that nobody's time stands in for it while
 * the office is away.
 *
 * @throws TypeError where nobody answers
 * @example const now = clockOf('http://127.0.0.1:8080')
 */
export function clockOf(url: string): () => Promise<number> {
  const { origin, isLoopback, now } = officeAddress(url);
  if (!isLoopback) return now;
  return async () => {
    // An office that is being started may answer anything.
    const said = await fetch(`${origin}/_local/clock`)
      .then((response) => response.json())
      .catch(() => undefined);
    const ms = Date.parse(String(said?.now));
    if (Number.isNaN(ms)) throw new TypeError('expected the office to tell its time');
    return Math.floor(ms / 1000);
  };
}

/**
 * Tells of every call that changes something, with the idempotency key that it is repeated by until the office answers: `> key path`
 * when it begins, `< key status` when it is answered, with `repeated` where the office had done it at an earlier attempt.
 */
export function toldCalls(client: Partner, tell: (line: string) => void): Partner {
  return {
    ...client,
    async post<T>(path: string, body?: unknown, { idempotencyKey = randomUUID() }: { readonly idempotencyKey?: string } = {}) {
      tell(`> ${idempotencyKey} ${path}`);
      const reply = await provenReply(() => client.post<T>(path, body, { idempotencyKey }));
      tell(`< ${idempotencyKey} ${reply.status}${reply.isRepeated ? ' repeated' : ''}`);
      return reply;
    },
  };
}

/** Only what the office has signed is its answer; anything else is asked for again. */
async function provenReply<T>(ask: () => Promise<Reply<T>>): Promise<Reply<T>> {
  for (let left = patience; ; left -= 1) {
    try {
      const reply = await ask();
      if (reply.isProven || left === 0) return reply;
    } catch (error) {
      if (!(error instanceof PartnerError) || left === 0) throw error;
    }
    await sleep(pauseMs);
  }
}
