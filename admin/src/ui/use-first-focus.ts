import { useEffect } from 'react';

/**
 * Puts the focus where the work of a page begins, as long as the person has put it nowhere else: when the page opens, and
 * again when what had it is gone.
 *
 * @param state what the page shows; looked at again when it is another
 */
export function useFirstFocus(selector: string, state: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state tells when there is something new to find
  useEffect(() => {
    if (document.activeElement === document.body) document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }, [selector, state]);
}
