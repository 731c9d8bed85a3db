import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';

/** What exists on the one-machine cloud only, under `/_local`. */
export type LocalRoutes = {
  clock: Clock;
  /** Moves the clock of all parts forward, durably. */
  advance(ms: number): void;
  health(): Record<string, unknown>;
  parked(): Record<string, unknown>[];
};
type Reply = { status: number; body: unknown };

const maxBodyBytes = 4096;
/** Ten years at once; more is a slip of the keyboard. */
const maxAdvanceMs = 10 * 366 * 86_400_000;

/**
 * `GET /_local/clock`, `POST /_local/clock` with `{"advanceMs": 86400000}` or `{"to": "2026-03-02T08:00:00+08:00"}`,
 * `GET /_local/health`, `GET /_local/parked`.
 *
 * @example
 * const handle = createLocal({ clock, advance, health, parked })
 */
export function createLocal(routes: LocalRoutes): (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void> {
  const table: Record<string, (request: IncomingMessage) => Reply | Promise<Reply>> = {
    'GET /_local/clock': () => ({ status: 200, body: readClock(routes.clock) }),
    'POST /_local/clock': async (request) => moveClock(routes, await readJson(request)),
    'GET /_local/health': () => ({ status: 200, body: routes.health() }),
    'GET /_local/parked': () => ({ status: 200, body: { parked: routes.parked() } }),
  };
  return async (request, response, path) => {
    const handle = path.startsWith('/_local/aws') ? refuseService : table[`${request.method} ${path}`];
    const { status, body } = handle ? await handle(request) : { status: 404, body: { message: 'Not Found' } };
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  };
}

/** Where functions reach every AWS service that is not implemented. */
function refuseService(request: IncomingMessage): Reply {
  const [, service = 'unknown'] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const message = `the one-machine cloud does not implement the service ${service}`;
  return { status: 501, body: { __type: 'NotImplemented', message } };
}

function readClock(clock: Clock): { now: string; offsetMs: number } {
  const now = clock.now();
  return { now: new Date(now).toISOString(), offsetMs: now - Date.now() };
}

function moveClock(routes: LocalRoutes, input: unknown): Reply {
  const refuse = (message: string) => ({ status: 400, body: { message } });
  // A page of another origin can send a form but not JSON, so this also keeps strangers from moving the clock.
  if (input === undefined) return { status: 415, body: { message: 'expected a small application/json body' } };
  if (typeof input !== 'object' || input === null) return refuse('expected {"advanceMs": …} or {"to": …}');
  const target = 'to' in input ? Date.parse(String(input.to)) : undefined;
  const wanted = target === undefined ? ('advanceMs' in input ? input.advanceMs : undefined) : target - routes.clock.now();
  const ms = typeof wanted === 'number' ? Math.ceil(wanted) : Number.NaN;
  if (!Number.isSafeInteger(ms)) return refuse('expected {"advanceMs": milliseconds} or {"to": "an ISO 8601 time"}');
  if (ms < 0) return refuse('时钟只能向前拨 · the clock can only be moved forward');
  if (ms > maxAdvanceMs) return refuse('一次最多向前拨十年 · the clock moves ten years at most');
  routes.advance(ms);
  return { status: 200, body: readClock(routes.clock) };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!String(request.headers['content-type']).startsWith('application/json')) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return null;
  }
}
