import { useEffect, useState } from 'react';

/** Gives the focus back, when a dialog is gone, to what had it when the dialog was asked for. For the component that is there as long as the dialog is. */
export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
    [before],
  );
}
