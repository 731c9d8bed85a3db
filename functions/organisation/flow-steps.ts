import type { FlowEvent } from '../kit/flows.ts';

export type FlowStep = { readonly state: string; readonly status: 'current' | 'done' | 'failed'; readonly at: string; readonly error?: string };

/**
 * What became of each state that the flow has entered, in the order of the last entry. A state that was entered again (a
 * refusal leads back) counts as its last visit.
 *
 * @example stepsOf([{ id: 2, previousId: 0, type: 'TaskStateEntered', at: '…', detail: { name: 'Draft' } }]) // [{ state: 'Draft', status: 'current', at: '…' }]
 */
export function stepsOf(events: readonly FlowEvent[]): readonly FlowStep[] {
  const steps = new Map<string, FlowStep>();
  const stateAt = new Map<number, string>();
  for (const event of events) {
    const name = typeof event.detail.name === 'string' && event.type.includes('State') ? event.detail.name : stateAt.get(event.previousId);
    if (!name) continue;
    stateAt.set(event.id, name);
    const known = steps.get(name);
    if (event.type.endsWith('StateEntered')) {
      steps.delete(name);
      steps.set(name, { state: name, status: 'current', at: event.at });
    } else if (known && event.type.endsWith('StateExited')) steps.set(name, { ...known, status: 'done', at: event.at });
    else if (known && /Failed$|TimedOut$|Aborted$/.test(event.type)) {
      steps.set(name, { ...known, status: 'failed', at: event.at, error: String(event.detail.error ?? event.type) });
    }
  }
  return [...steps.values()];
}
