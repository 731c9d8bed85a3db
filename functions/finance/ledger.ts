import type { Entry, MoneyKind, ReceivableKind } from '../../shared/areas/finance/kinds.ts';
import { receivableKinds, sheetOf } from '../../shared/areas/finance/kinds.ts';
import { depositLines, isBalanced, type Line, receiptLines, refundLines, transferLines } from '../../shared/areas/finance/ledger.ts';
import { inOrderOfPayment, inOrderOfRefund } from '../../shared/areas/finance/order-of-payment.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import type { Receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import type { Context } from '../kit/context.ts';
import { create, type Write } from '../kit/records/write.ts';
import { accountOfBuyer, accountWrite } from './buyer-account.ts';
import { debtsOf, paymentWrites } from './debts.ts';

/** The contract that money is for; a record of `contract` will do. */
export type Deal = { readonly id: string; readonly project: string; readonly customer: string };

/** What a bank says of a movement. */
export type Movement = {
  readonly contract: Deal;
  readonly kind: MoneyKind;
  /** Fen, more than zero. */
  readonly amount: number;
  readonly receivedOn: string;
  /** Id of the bank whose supervised account the money reached, and the bank's own serial number of the movement. */
  readonly bank: string;
  readonly serial: string;
  readonly payer?: string | undefined;
  readonly note?: string | undefined;
};
export type MoneyIn = Movement & {
  /** `disbursement`: the buyer's bank releases a loan. */
  readonly entry: 'receipt' | 'disbursement';
  /** Paid before others. */
  readonly receivable?: string | undefined;
};
/** The writes of one posting, for a transaction that may hold more; `receipt` is the id that the posting will have. */
export type Posted = { readonly receipt: string; readonly writes: readonly Write[] };

/**
 * Books money that came in: the posting, what it pays (the earliest due first; what nothing is owed for is an overpayment), and
 * the buyer's account. A transaction holds one posting for a contract. The serial number of a bank is taken once: a second
 * posting of it is refused with `field.taken`.
 *
 * @param context an actor who may read receivables and buyer accounts
 * @throws RefusalError `record.stale` at the write, when another posting of the contract came first
 * @example
 * const { receipt, writes } = await postingWrites(context, { contract: item, entry: 'disbursement', kind: 'loan', amount, receivedOn, bank, serial })
 * return { writes: [change(disbursement, slip, {}, { event: 'disbursement.booked', to: 'booked' }), ...writes] }
 */
export async function postingWrites(context: Context, money: MoneyIn): Promise<Posted> {
  const { contract, entry, kind, amount } = money;
  const debts = isOwed(kind) ? await debtsOf(context, contract.id) : [];
  const owed = isOwed(kind) ? inOrderOfPayment(kind, debts.filter(isOpen), money.receivable) : [];
  const lines = kind === 'deposit' ? depositLines(amount) : receiptLines(amount, owed.map(owedOf));
  return post(context, { contract, debts, lines, values: { entry, ...detailsOf(money) } });
}

/**
 * Money that goes back to the buyer, no more of a kind than the ledger holds.
 *
 * @throws RefusalError `ledger.aboveBalance`
 * @example const { writes } = await refundWrites(context, { contract: item, kind: 'overpayment', amount, receivedOn, bank, serial })
 */
export async function refundWrites(context: Context, money: Movement): Promise<Posted> {
  const plan = await refundPlan(context, money);
  return post(context, { contract: money.contract, ...plan, values: { entry: 'refund', ...detailsOf(money) } });
}

/**
 * The lines that a refund would have, and the receivables that they take from.
 *
 * @throws RefusalError `ledger.aboveBalance`
 */
export async function refundPlan(context: Context, { contract, kind, amount }: Pick<Movement, 'contract' | 'kind' | 'amount'>) {
  const debts = isOwed(kind) ? await debtsOf(context, contract.id) : [];
  const lines = isOwed(kind) ? takenBack(kind, amount, debts) : refundLines(amount, { kind, heldFen: await heldOf(context, contract, kind) });
  return { debts, lines };
}

/**
 * Lets a deposit or an overpayment count for what is owed.
 *
 * @throws RefusalError `ledger.aboveBalance`, `ledger.aboveDue`
 */
export async function transferWrites(
  context: Context,
  move: { contract: Deal; from: 'deposit' | 'overpayment'; to: ReceivableKind; amount: number; on: string },
): Promise<Posted> {
  const { contract, from, to, amount, on } = move;
  const debts = await debtsOf(context, contract.id);
  const held = { kind: from, heldFen: await heldOf(context, contract, from) };
  const lines = transferLines(amount, held, inOrderOfPayment(to, debts.filter(isOpen)).map(owedOf));
  return post(context, { contract, debts, lines, values: { entry: 'transfer', kind: to, amount, receivedOn: on } });
}

type Values = Pick<Movement, 'kind' | 'amount' | 'receivedOn'> &
  Partial<Pick<Movement, 'bank' | 'serial' | 'payer' | 'note'>> & { readonly entry: Entry; readonly reverses?: string };

/**
 * The writes of a posting whose lines are known: itself, the receivables that its lines name, and the buyer's account.
 *
 * @param plan.debts the receivables of the contract, as they were read
 * @throws RefusalError `ledger.unbalanced`: nothing is booked whose debits and credits differ
 */
export async function post(context: Context, plan: { contract: Deal; debts: readonly Receivable[]; lines: readonly Line[]; values: Values }): Promise<Posted> {
  const { contract, debts, lines, values } = plan;
  const id = context.newId(receipt.idPrefix);
  return {
    receipt: id,
    writes: [
      postingWrite(contract, { id, lines, values }),
      ...paymentWrites(debts, lines, { id, on: values.receivedOn }),
      await accountWrite(context, ownerOf(contract), lines),
    ],
  };
}

/**
 * Several transfers of a bank that give money of one contract back, in one transaction: each is a posting of its own, and together
 * they move each receivable and the buyer's account once.
 *
 * @param plan.transfers at least one, each with the lines that its posting will have
 * @throws RefusalError `ledger.unbalanced`, `ledger.aboveBalance`
 */
export async function refundTogether(
  context: Context,
  plan: { contract: Deal; debts: readonly Receivable[]; transfers: readonly { readonly money: Omit<Movement, 'contract'>; readonly lines: readonly Line[] }[] },
): Promise<Write[]> {
  const { contract, debts, transfers } = plan;
  const made = transfers.map(({ money, lines }) => ({
    id: context.newId(receipt.idPrefix),
    lines,
    values: { entry: 'refund', ...detailsOf({ ...money, contract }) } as const,
  }));
  const lines = made.flatMap((posting) => posting.lines);
  const [first] = made;
  if (!first) return [];
  return [
    ...made.map((posting) => postingWrite(contract, posting)),
    ...paymentWrites(debts, lines, { id: first.id, on: first.values.receivedOn }),
    await accountWrite(context, ownerOf(contract), lines),
  ];
}

function postingWrite(contract: Deal, { id, lines, values }: { id: string; lines: readonly Line[]; values: Values }): Write {
  if (!isBalanced(lines)) fail('ledger.unbalanced');
  const sheet = values.entry === 'transfer' ? undefined : sheetOf[values.kind];
  return create(receipt, { ...ownerOf(contract), ...values, ...(sheet ? { sheet } : {}), lines: [...lines] }, { id, event: `receipt.${values.entry}` });
}

const ownerOf = ({ id, project, customer }: Deal) => ({ project, contract: id, customer });

const isOwed = (kind: MoneyKind): kind is ReceivableKind => kind in receivableKinds;
const isOpen = ({ status }: Receivable): boolean => status === 'open' || status === 'partlyPaid';
const owedOf = ({ id, kind, amount, paid }: Receivable) => ({ receivable: id, kind, leftFen: amount - paid });

async function heldOf(context: Context, contract: Deal, kind: Exclude<MoneyKind, ReceivableKind>): Promise<number> {
  return (await accountOfBuyer(context, contract.id))?.[kind] ?? 0;
}

function takenBack(kind: ReceivableKind, amount: number, debts: readonly Receivable[]): Line[] {
  let rest = amount;
  const lines = inOrderOfRefund(kind, debts).flatMap(({ id, paid }) => {
    const part = Math.min(rest, paid);
    rest -= part;
    return part > 0 ? refundLines(part, { kind, heldFen: paid, receivable: id }) : [];
  });
  if (rest > 0) fail('ledger.aboveBalance', { parameters: { account: receivableKinds[kind], left: formatYuan(amount - rest) } });
  return lines;
}

function detailsOf({ kind, amount, receivedOn, bank, serial, payer, note }: Movement) {
  return { kind, amount, receivedOn, bank, serial, ...(payer ? { payer } : {}), ...(note ? { note } : {}) };
}
