import type { States } from '../../../shared/kit/define-resource.ts';
import { useWords } from '../providers/i18n.tsx';

/** A state as coloured text: the dot repeats what the words say. */
export function StatusTag({ states, status }: { states: States | undefined; status: string }) {
  const { l } = useWords();
  const state = states?.all[status];
  if (!state) return null;
  return <span className={`status tone-${state.tone ?? 'neutral'}`}>{l(state)}</span>;
}
