import type { Clock } from './clock.ts';
import type { InvokeResult, Lambda, Log } from './lambda.ts';
import type { Permits } from './permits.ts';
import { park, type State } from './state.ts';

/** An event that a function must get sooner or later, as with Lambda's asynchronous invocation. */
export type Delivery = {
  /** Delivering twice under one id is delivering once. */
  id: string;
  /** ARN of what sends it. */
  source: string;
  functionArn: string;
  payload: string;
  /** The sender's role, or undefined where the function's own permissions decide. */
  roleArn?: string;
};
export type Deliveries = {
  /** Writes events down; call it inside a transaction together with what caused them. */
  write(deliveries: Delivery[]): void;
  /** Delivers what is written down and due. */
  pump(): void;
  close(): Promise<void>;
};

/** Lambda waits one minute before the first retry and two before the second. */
const retryMs = 60_000;

/**
 * Delivers events to functions: at least once, retried, and parked when all attempts failed. What is written survives
 * kill -9.
 *
 * @example
 * deliveries.write([{ id, source: schedule.arn, functionArn, payload: '{}' }])
 * deliveries.pump()
 */
export function createDeliveries(cloud: { state: State; lambda: Lambda; permits: Permits; clock: Clock; log: Log }): Deliveries {
  const { state, clock } = cloud;
  const running = new Map<string, Promise<void>>();
  let cancel = () => {};
  let isClosed = false;
  const insert = state.db.prepare('INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, 0, ?)');
  const postpone = state.db.prepare('UPDATE events SET due_at = ?, attempt = ? WHERE id = ?');
  const remove = state.db.prepare('DELETE FROM events WHERE id = ?');
  const select = state.db.prepare('SELECT * FROM events ORDER BY due_at');

  const deliver = async (event: Delivery & { attempt: number }) => {
    const error = failureOf(await attempt(cloud, event));
    if (isClosed) return;
    if (error === undefined) return void remove.run(event.id);
    const attempts = event.attempt + 1;
    const allowed = cloud.lambda.find(event.functionArn)?.asyncRetries ?? 0;
    cloud.log('deliveries', `${event.source} -> ${event.functionArn}: ${error}`);
    if (attempts <= allowed) return void postpone.run(clock.now() + attempts * retryMs, attempts, event.id);
    state.db.exec('BEGIN');
    const { source, functionArn, payload } = event;
    park(state, { source, functionArn, at: clock.now(), reason: error, body: payload });
    remove.run(event.id);
    state.db.exec('COMMIT');
  };

  const pump = () => {
    cancel();
    if (isClosed) return;
    let next = Number.POSITIVE_INFINITY;
    for (const row of select.all()) {
      const id = String(row.id);
      if (running.has(id)) continue;
      if (Number(row.due_at) > clock.now()) next = Math.min(next, Number(row.due_at));
      else
        running.set(
          id,
          deliver(toDelivery(row))
            .finally(() => running.delete(id))
            .then(pump),
        );
    }
    if (Number.isFinite(next)) cancel = clock.setTimer(next, pump);
  };

  return {
    write(deliveries) {
      for (const { id, source, functionArn, payload, roleArn } of deliveries) insert.run(id, source, functionArn, payload, clock.now(), roleArn ?? null);
    },
    pump,
    async close() {
      isClosed = true;
      cancel();
      await Promise.allSettled(running.values());
    },
  };
}

function toDelivery(row: Record<string, unknown>): Delivery & { attempt: number } {
  return {
    id: String(row.id),
    source: String(row.source),
    functionArn: String(row.function_arn),
    payload: String(row.payload),
    roleArn: row.role_arn === null ? undefined : String(row.role_arn),
    attempt: Number(row.attempt),
  };
}

async function attempt(cloud: { lambda: Lambda; permits: Permits }, event: Delivery): Promise<InvokeResult> {
  const { source: sourceArn, functionArn, roleArn } = event;
  const fail = (errorType: string, errorMessage: string) => ({ error: { errorType, errorMessage } });
  if (!cloud.lambda.find(functionArn)) return fail('ResourceNotFoundException', 'the function does not exist');
  const isAllowed = roleArn ? cloud.permits.role(roleArn, functionArn) : cloud.permits.service('events.amazonaws.com', { sourceArn, functionArn });
  if (!isAllowed) return fail('AccessDeniedException', `${roleArn ?? sourceArn} may not invoke ${functionArn}`);
  return cloud.lambda.invoke(functionArn, event.payload);
}

function failureOf(result: InvokeResult): string | undefined {
  return 'error' in result ? `${result.error.errorType}: ${result.error.errorMessage}` : undefined;
}
