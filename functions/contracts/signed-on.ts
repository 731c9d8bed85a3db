import type { Contract } from '../../shared/areas/contracts/contract.resource.ts';
import { contractStates } from '../../shared/areas/contracts/contract-states.ts';
import { fail } from '../../shared/kit/errors.ts';

/** The day of signing; a contract that has none is not signed yet. */
export function signedOnOf(item: Contract): string {
  if (item.signedOn) return item.signedOn;
  const state = contractStates.all[item.status as keyof typeof contractStates.all];
  return fail('record.state', { parameters: { state: state?.zh ?? item.status, action: '备案' } });
}
