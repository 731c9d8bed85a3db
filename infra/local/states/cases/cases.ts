import type { Invoke } from '../calls.ts';
import type { Case } from './build.ts';
import { mapCases } from './map-cases.ts';
import { parallelCases } from './parallel-cases.ts';
import { stateCases } from './state-cases.ts';
import { taskCases } from './task-cases.ts';

/** What each state type and error path leaves in the history, beside the recordings of AWS. */
export const cases: readonly Case[] = [...stateCases, ...taskCases, ...parallelCases, ...mapCases];

/** The functions that the cases call. */
export function caseFunctions(): Invoke {
  const failures = new Map<string, number>();
  return async (arn, payload) => {
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    if (name === 'hang') return new Promise(() => {});
    if (name === 'large') return { payload: 'x'.repeat(262_145) };
    if (name === 'raise') return { error: { errorType: 'Contract.Stale', errorMessage: 'the contract has changed' } };
    if (name === 'flaky') {
      const left = failures.get(arn) ?? Number((payload as { failures: number }).failures);
      failures.set(arn, left - 1);
      if (left > 0) return { error: { errorType: 'Flaky', errorMessage: `${left} to go` } };
    }
    return { payload };
  };
}
