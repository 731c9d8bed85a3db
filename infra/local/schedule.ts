import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import { parseExpression } from './schedule-expression.ts';
import type { State } from './state.ts';
import type { Schedule } from './template/types.ts';

/**
 * Fires the schedules of the template by the clock. The last firing is kept, so a time that passed while the office was
 * closed, or was jumped over by the clock, is made up for once.
 *
 * @example
 * const scheduler = startScheduler({ schedules, state, clock, deliveries })
 */
export function startScheduler(cloud: { schedules: Schedule[]; state: State; clock: Clock; deliveries: Deliveries }): { close(): void } {
  const { state, clock, deliveries } = cloud;
  const select = state.db.prepare('SELECT expression, last_at FROM schedules WHERE name = ?');
  const upsert = state.db.prepare('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?)');
  const cancels = new Map<string, () => void>();

  const arm = (schedule: Schedule) => {
    const due = dueAfter(schedule, Number(select.get(schedule.arn)?.last_at));
    if (due !== undefined)
      cancels.set(
        schedule.arn,
        clock.setTimer(due, () => fire(schedule, due)),
      );
  };

  const fire = (schedule: Schedule, due: number) => {
    state.db.exec('BEGIN');
    deliveries.write(schedule.targets.map((target, at) => toDelivery(schedule, { target, at, due })));
    upsert.run(schedule.arn, identity(schedule), Math.max(clock.now(), due));
    state.db.exec('COMMIT');
    deliveries.pump();
    arm(schedule);
  };

  for (const schedule of cloud.schedules) {
    const known = select.get(schedule.arn);
    // A new schedule, or one whose time was changed, starts from now.
    if (known?.expression !== identity(schedule)) upsert.run(schedule.arn, identity(schedule), clock.now());
    arm(schedule);
  }
  deliveries.pump();
  return {
    close() {
      for (const cancel of cancels.values()) cancel();
    },
  };
}

function identity({ expression, timeZone }: Schedule): string {
  return `${expression} ${timeZone}`;
}

function dueAfter(schedule: Schedule, last: number): number | undefined {
  const { startsAt = 0, endsAt = Number.POSITIVE_INFINITY } = schedule;
  // A rate counts from its start, which is its first time.
  const isFirst = last < startsAt && schedule.expression.startsWith('rate');
  const due = isFirst ? startsAt : parseExpression(schedule.expression, schedule.timeZone).next(Math.max(last, startsAt - 1));
  return due === undefined || due > endsAt ? undefined : due;
}

function toDelivery(schedule: Schedule, firing: { target: Schedule['targets'][number]; at: number; due: number }): Delivery {
  const { target, at, due } = firing;
  const time = `${new Date(due).toISOString().slice(0, 19)}Z`;
  const id = `${schedule.arn}/${due}/${at}`;
  const event = {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: schedule.arn.split(':')[4],
    time,
    region: schedule.arn.split(':')[3],
    resources: [schedule.arn],
    detail: {},
  };
  const empty = schedule.roleArn ? '{}' : JSON.stringify(event);
  const payload = (target.input ?? empty)
    .replaceAll('<aws.scheduler.scheduled-time>', time)
    .replaceAll('<aws.scheduler.schedule-arn>', schedule.arn)
    .replaceAll('<aws.scheduler.execution-id>', event.id);
  return { id, source: schedule.arn, functionArn: target.functionArn, payload, roleArn: schedule.roleArn };
}
