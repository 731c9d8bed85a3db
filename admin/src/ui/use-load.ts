import { useCallback, useEffect, useRef, useState } from 'react';
import { useChanges } from '../providers/changes.ts';

export type Load<T> = { readonly data: T | undefined; readonly error: unknown; readonly isLoading: boolean; readonly reload: () => void };
type State<T> = { readonly data?: T; readonly error?: unknown; readonly key?: string };

/**
 * Asks for something that is not a record or a list of records: when `key` changes, and when records changed. What was there
 * stays while it is asked for again.
 *
 * @param ask answers the data; must depend on nothing but `key`
 */
export function useLoad<T>(key: string | undefined, ask: () => Promise<T>): Load<T> {
  const [state, setState] = useState<State<T>>({});
  const [round, setRound] = useState(0);
  const changes = useChanges();
  const asking = useRef(ask);
  asking.current = ask;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` and `changes` ask again for the same key
  useEffect(() => {
    if (key === undefined) return;
    let isCurrent = true;
    asking.current().then(
      (data) => isCurrent && setState({ data, key }),
      (error: unknown) => isCurrent && setState((before) => (before.key === key && before.data !== undefined ? before : { error, key })),
    );
    return () => {
      isCurrent = false;
    };
  }, [key, round, changes]);
  const isKnown = key !== undefined && state.key === key;
  return {
    data: isKnown ? state.data : undefined,
    error: isKnown ? state.error : undefined,
    isLoading: key !== undefined && !isKnown,
    reload: useCallback(() => setRound((x) => x + 1), []),
  };
}
