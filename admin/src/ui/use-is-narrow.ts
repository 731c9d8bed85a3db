import { useSyncExternalStore } from 'react';

const query = '(max-width: 767px)';

/** Is the window as narrow as a phone? */
export const useIsNarrow = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
