import { createHash } from 'node:crypto';
import type { Actor } from '../../shared/kit/access.ts';
import { fail } from '../../shared/kit/errors.ts';
import type { Idempotency, Opened } from './context.ts';
import type { Answer, ApiRequest } from './http.ts';
import type { Spent } from './records/database.ts';

type Counted = Pick<Opened, 'context' | 'spent'>;

/** Logs what a request cost, once it is over. Index writes follow a transaction and cost single; both local engines report them double. */
export function costOf({ context, spent }: Counted, action: string): () => Spent {
  const before = { ...spent };
  return () => {
    const cost = {
      calls: spent.calls - before.calls,
      readUnits: spent.readUnits - before.readUnits,
      writeUnits: spent.writeUnits - before.writeUnits,
      indexUnits: (spent.indexUnits - before.indexUnits) / 2,
    };
    context.log.info('served', { action, requestId: context.requestId, actor: context.actor.id, ...cost });
    return cost;
  };
}

/** Answers a request with what it cost in the header `x-cost`: calls, read and write units. */
export async function answerWithCost(opened: Counted, action: string, answer: () => Promise<Answer>): Promise<Answer> {
  const end = costOf(opened, action);
  const answered = await answer().catch((error: unknown) => {
    end();
    throw error;
  });
  const { calls, readUnits, writeUnits, indexUnits } = end();
  return { ...answered, headers: { ...answered.headers, 'x-cost': `calls=${calls}, read=${readUnits}, write=${writeUnits + indexUnits}` } };
}

/** @throws RefusalError `access.signIn` when the authoriser has not said who asks */
export function actorOf({ event }: ApiRequest): Actor {
  const { authorizer } = event.requestContext as { authorizer?: { lambda?: { actor?: unknown } } }; // the type has no Lambda authorizer
  const actor = authorizer?.lambda?.actor;
  return typeof actor === 'string' ? (JSON.parse(actor) as Actor) : fail('access.signIn'); // authorise.ts wrote it
}

/** The idempotency key of a request, with the fingerprint of what it asks for. */
export function repeatKey(request: ApiRequest, owner: { actor: Actor; resource: string }): Omit<Idempotency, 'answer'> | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !['POST', 'PATCH'].includes(request.method)) return undefined;
  if (!/^[\w.:-]{1,128}$/.test(key)) fail('request.header', { parameters: { header: 'Idempotency-Key' } });
  const content = JSON.stringify([request.method, request.path, canonical(request.body), request.headers['if-match'] ?? null]);
  return { resource: owner.resource, key, fingerprint: createHash('sha256').update(content).digest('hex') };
}

/** The same value whatever the order of its keys. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, canonical(member)]);
}
