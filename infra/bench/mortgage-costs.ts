import { openCase, signedLoanContract } from '../rehearsal/hand-over.ts';
import { openHouses } from '../rehearsal/houses.ts';
import { playMortgage } from '../rehearsal/mortgage.ts';
import type { OperationCost } from './costs.ts';
import type { TemporaryOffice } from './temporary-office.ts';

export type MortgageCost = {
  /** State transitions of the case's own flow, of its loans and of its releases. */
  readonly transitions: { readonly theCase: number; readonly loans: number; readonly releases: number };
  /** One call of a partner of each kind, with verifying, limiting and writing it down. */
  readonly calls: readonly OperationCost[];
};

/**
 * A combined loan as it is rehearsed: one bank refuses, the next asks for a paper and pays in two releases, the fund in one. Where a
 * call of a kind was made more than once, its least cost counts: the first after a while also reads the partner's key.
 */
export async function costOfMortgage(office: TemporaryOffice): Promise<MortgageCost> {
  const { people } = office;
  const contract = await signedLoanContract(people, { bank: 'icbc' });
  await openCase(people, contract);
  const houses = await openHouses(people, office.partners);
  await office.take();
  const stage = { office: people, project: contract.project, mark: 'B', houses, report: () => {} };
  const flows = await playMortgage(stage, contract.contract);
  const served = (await office.take()).filter(({ action }) => action.startsWith('partner.'));
  const entered = async (prefix: string) => {
    const counts = await Promise.all(flows.filter(({ id }) => id.startsWith(prefix)).map(async (flow) => (await flow.flow()).steps.length));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  const least = new Map<string, OperationCost>();
  for (const { action, calls, readUnits, writeUnits, indexUnits } of served) {
    const known = least.get(action);
    if (!known || calls < known.calls) least.set(action, { action, calls, read: readUnits, write: writeUnits + indexUnits });
  }
  return {
    transitions: { theCase: await entered('mtg'), loans: await entered('lon'), releases: await entered('dis') },
    calls: [...least.values()].toSorted((a, b) => a.action.localeCompare(b.action)),
  };
}
