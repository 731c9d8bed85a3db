import { type ContractCopy, contractCopy } from '../../shared/areas/contracts/contract-copy.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';

/** Name of the copy that goes to the buyer, or to the bank that lends (主本合同). */
export const originalCopy = 'original' as const;

/** The copies of a contract by name, whole (lists hold only columns). */
export async function copyNamed(context: Context, contract: string, name: string): Promise<ContractCopy> {
  const copy = await context.records.find(contractCopy, 'name', { contract, name });
  return copy ?? fail('record.missing');
}

/** A copy changes hands; the custody record grows by one line (D13). */
export function handOn(copy: ContractCopy, to: { holder: ContractCopy['holder']; receiver: string; on: string }): Write {
  const line = { from: copy.holder, to: to.holder, receiver: to.receiver, on: to.on };
  return change(
    contractCopy,
    copy,
    { holder: to.holder, receiver: to.receiver, handedOn: to.on, custody: [...copy.custody, line] },
    { event: 'contractCopy.handedOn' },
  );
}
