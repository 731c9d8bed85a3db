import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { type Loan, loan } from '../../shared/areas/banking/loan.resource.ts';
import { paidOut } from '../../shared/areas/banking/loan-states.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { type RefundCaseInput, refundCase } from '../../shared/areas/banking/refund-case.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import { endContract } from '../contracts/end-contract.ts';
import { type GivenBack, giveBackWrites } from '../finance/give-back.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context } from '../kit/context.ts';
import { change, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { cancelTodos } from '../organisation/cancel-todos.ts';
import { refuseDate } from './dates.ts';
import { heldBy } from './hold.ts';
import { isLive, loansOf } from './loans.ts';
import { bookedOf } from './releases.ts';

type Transfer = NonNullable<RefundCaseInput['transfers']>[number];

/**
 * C15, D14: the money is back, to the banks what they have paid on loans and the rest to the buyer; the ledger has it, the
 * contract ends, and the home can be sold again the moment this is written. Who decided to end it does not pay.
 */
export const run: Run<typeof refundCase> = async ({ input, id, context }) => {
  const item = await context.records.get(mortgageCase, id);
  if (item.remediedBy === context.actor.id) fail('access.ownRequest');
  const { refundedOn, receipt, transfers = [] } = input;
  refuseDate(context, 'refundedOn', { on: refundedOn, least: item.handedOn });
  const [deal, all] = await Promise.all([context.records.get(contract, item.contract), loansOf(context, id)]);
  const live = all.filter(isLive);
  const money = await movementsOf(context, { transfers, live, on: refundedOn });
  const loanFen = live.reduce((sum, { disbursed }) => sum + disbursed, 0);
  const refunded = { refundedOn, refundReceipt: receipt, ...heldBy(context, 'archivist') };
  return {
    writes: [
      change(mortgageCase, item, refunded, { event: 'mortgageCase.terminated', to: 'terminated', from: ['terminating'] }),
      ...(await giveBackWrites(context, { contract: deal, loanFen, isDamagesKept: item.fault === 'buyer', transfers: money })),
      ...(await Promise.all(live.map((one) => repaid(context, one)))).flat(),
      ...(await endContract(context, deal, { from: ['delivered', 'archived'], reason: item.reason ?? '' })),
    ],
  };
};

export const handler = serve(refundCase, run);

/** The transfers as the ledger takes them: all that is booked of a loan goes back for that loan, and to no other. */
async function movementsOf(
  context: Context,
  { transfers, live, on }: { transfers: readonly Transfer[]; live: readonly Loan[]; on: string },
): Promise<GivenBack['transfers']> {
  for (const one of live) if ((await bookedOf(context, one.id)) !== one.disbursed) fail('refund.unbooked', { parameters: { loan: one.number } });
  for (const one of live) {
    const given = transfers.reduce((sum, row) => sum + (row.loan === one.id ? row.amount : 0), 0);
    if (given !== one.disbursed) failField('transfers', 'refund.otherLoan', { loan: one.number, amount: formatYuan(one.disbursed) });
  }
  return Promise.all(
    transfers.map(async ({ kind, loan: of, amount, bank: house, serial }, place) => {
      const owed = live.find((one) => one.id === of);
      if (kind === 'loan' ? !owed : of) failField(`transfers.${place}.loan`, kind === 'loan' ? 'field.missingRecord' : 'field.choice');
      if (amount === 0) failField(`transfers.${place}.amount`, 'field.tooSmall', { least: 1 });
      await chosen(context, bank, { field: `transfers.${place}.bank`, id: house });
      return { kind, amount, receivedOn: on, bank: house, serial, ...(owed ? { note: owed.number } : {}) };
    }),
  );
}

/** A bank that has its money back pays out nothing more; the flow of the loan hears that it has ended. */
async function repaid(context: Context, item: Loan): Promise<Write[]> {
  return [
    change(loan, item, heldBy(context, 'archivist'), { event: 'loan.repaid', to: 'repaid', from: paidOut }),
    ...(await cancelTodos(context, item.id, { error: 'loan.withdrawn', reason: '合同解除，贷款已退还银行' })),
  ];
}
