import { useSyncExternalStore } from 'react';

/** A flow opens its next step shortly after the last was done: what shows steps asks again after these milliseconds. */
const echoes = [1200, 3000, 7000];

let count = 0;
const listeners = new Set<() => void>();

/** Tells everything on the page that the office's records changed. */
export function noteChange(): void {
  tell();
  for (const delay of echoes) setTimeout(tell, delay);
}

/** Grows with every change; part of the key of what must be asked for again. */
export const useChanges = (): number =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => count,
  );

function tell(): void {
  count += 1;
  for (const listener of listeners) listener();
}
