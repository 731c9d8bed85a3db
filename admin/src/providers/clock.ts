import { useSyncExternalStore } from 'react';

/** How far the office's clock is ahead of the browser's, in milliseconds. Only a one-machine office has a clock of its own. */
let ahead = 0;
const listeners = new Set<() => void>();

/** The office's time in milliseconds since 1970. */
export const officeNow = (): number => Date.now() + ahead;

/** The office's civil date in Asia/Shanghai, `YYYY-MM-DD`. */
export const officeToday = (): string => dateOf(officeNow());

/** The civil date of an instant in Asia/Shanghai. @example dateOf('2026-03-01T16:30:00Z') // '2026-03-02' */
export const dateOf = (at: number | string): string => new Date(at).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });

/** Date and time of an instant in Asia/Shanghai, to the minute. @example timeOf('2026-03-01T01:30:00Z') // '2026-03-01 09:30' */
export const timeOf = (at: number | string): string =>
  `${dateOf(at)} ${new Date(at).toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' })}`;

/** Renders again when the clock is moved. */
export const useClockOffset = (): number =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => ahead,
  );

/** Reads the clock of a one-machine office. */
export const readClock = (): Promise<void> => setFrom(fetch('/_local/clock'));

/** Moves the clock of a one-machine office forward by so many milliseconds. */
export const advanceClock = (advanceMs: number): Promise<void> =>
  setFrom(fetch('/_local/clock', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advanceMs }) }));

async function setFrom(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  if (!response.ok) throw new Error(`expected the office's clock, got ${response.status}`);
  const { now } = (await response.json()) as { now: string };
  ahead = Date.parse(now) - Date.now();
  for (const tell of listeners) tell();
}
