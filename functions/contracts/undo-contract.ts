import { undoContract } from '../../shared/areas/contracts/undo-contract.operation.ts';
import type { Context } from '../kit/context.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';
import { cancelTodos } from '../organisation/cancel-todos.ts';

/** A to-do may have been opened while the contract was being voided: none is left when the flow ends. */
export const run: Run<typeof undoContract> = async ({ input, context }) => ({ writes: await leftOpen(context, input.contract) });

export const handler = task(undoContract, run);

const leftOpen = (context: Context, contract: string) => cancelTodos(context, contract, { error: 'contract.voided', reason: '合同作废' });
