import { createHash } from 'node:crypto';
import type { Actor } from '../../shared/kit/access.ts';
import { fail } from '../../shared/kit/errors.ts';
import type { Idempotency, Opened } from './context.ts';
import type { ApiRequest } from './http.ts';

/** Logs what a request cost, once it is over. */
export function costOf({ context, spent }: Pick<Opened, 'context' | 'spent'>, action: string): () => void {
  const before = { ...spent };
  return () => {
    const [calls, readUnits, writeUnits, indexUnits] = (['calls', 'readUnits', 'writeUnits', 'indexUnits'] as const).map((name) => spent[name] - before[name]);
    context.log.info('served', { action, requestId: context.requestId, actor: context.actor.id, calls, readUnits, writeUnits, indexUnits });
  };
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
