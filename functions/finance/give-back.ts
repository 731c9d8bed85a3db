import { type MoneyKind, moneyKinds } from '../../shared/areas/finance/kinds.ts';
import { type HeldPart, moneyBack, moneyBackLines } from '../../shared/areas/finance/money-back.ts';
import type { Receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { label } from '../../shared/kit/label.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import type { Context } from '../kit/context.ts';
import type { Write } from '../kit/records/write.ts';
import { accountOfBuyer } from './buyer-account.ts';
import { debtsOf } from './debts.ts';
import { type Deal, type Movement, refundTogether } from './ledger.ts';

export type GivenBack = {
  readonly contract: Deal;
  /** What banks have paid on loans, in fen: it goes back to them. */
  readonly loanFen: number;
  /** Damages that the buyer has paid for a fault of their own stay with us. */
  readonly isDamagesKept: boolean;
  /** What a bank says of each transfer; amounts in fen. */
  readonly transfers: readonly Omit<Movement, 'contract'>[];
};

/**
 * Posts that everything the ledger holds of a contract has gone back, to the fen: the account is empty afterwards, but for damages
 * that are kept. Each transfer is a posting of its own.
 *
 * @throws RefusalError `request.invalid` naming `transfers`, with what must go back of a kind; `ledger.aboveBalance`
 * @example const writes = await giveBackWrites(context, { contract: item, loanFen: 0, isDamagesKept: false, transfers })
 */
export async function giveBackWrites(context: Context, { contract, loanFen, isDamagesKept, transfers }: GivenBack): Promise<Write[]> {
  refuseRepeated(transfers);
  const [debts, account] = await Promise.all([debtsOf(context, contract.id), accountOfBuyer(context, contract.id)]);
  const held = partsOf(debts, account).filter(({ kind }) => !(isDamagesKept && kind === 'damages'));
  const back = moneyBack(held, loanFen);
  for (const kind of Object.keys(moneyKinds) as MoneyKind[]) {
    const [given, wanted] = [sumOf(transfers, kind), back.get(kind) ?? 0];
    if (given !== wanted) failField('transfers', 'refund.otherAmount', { kind: moneyKinds[kind], amount: formatYuan(wanted) });
  }
  const lines = moneyBackLines(transfers, held);
  return refundTogether(context, { contract, debts, transfers: transfers.map((money, place) => ({ money, lines: lines[place] ?? [] })) });
}

/** One serial number is one transfer. A transaction that took it twice would fail before it could be refused. */
function refuseRepeated(transfers: GivenBack['transfers']): void {
  const place = transfers.findIndex(({ bank, serial }, at) => transfers.slice(0, at).some((one) => one.bank === bank && one.serial === serial));
  if (place >= 0) failField(`transfers.${place}.serial`, 'field.taken', { fields: label('银行流水号', 'Bank serial no.') });
}

const sumOf = (transfers: GivenBack['transfers'], wanted: MoneyKind): number =>
  transfers.reduce((sum, { kind, amount }) => sum + (kind === wanted ? amount : 0), 0);

function partsOf(debts: readonly Receivable[], account: { readonly deposit: number; readonly overpayment: number } | undefined): HeldPart[] {
  return [
    ...debts.map(({ id, kind, paid }) => ({ kind, fen: paid, receivable: id })),
    { kind: 'deposit' as const, fen: account?.deposit ?? 0 },
    { kind: 'overpayment' as const, fen: account?.overpayment ?? 0 },
  ].filter(({ fen }) => fen > 0);
}
