import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { entries, moneyKinds } from '../../shared/areas/finance/kinds.ts';
import { balancesOf } from '../../shared/areas/finance/ledger.ts';
import { type Receipt, receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { maskName } from '../../shared/kit/masks.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import type { Context, ListQuery } from '../kit/context.ts';
import type { FormColumn } from '../kit/print/form.ts';
import { readAll } from './read-all.ts';

/** Postings of one printed statement: some 40 pages, far below what an answer of the API holds. */
const mostRows = 2000;

export const sheetColumns: readonly FormColumn[] = [
  { title: '序号', width: 26, align: 'right' },
  { title: '日期', width: 54 },
  { title: '凭证号', width: 88 },
  { title: '合同编号', width: 84 },
  { title: '买受人', width: 44 },
  { title: '款项', width: 52 },
  { title: '业务', width: 44 },
  { title: '银行流水号', width: '*' },
  { title: '银行', width: 92 },
  { title: '金额', width: 84, align: 'right' },
];

export type SheetRows = { readonly rows: readonly (readonly string[])[]; readonly totalFen: number };

/**
 * The postings of a list as rows of a printed statement, names masked, with what they come to: money that went out and money
 * that was taken back count less than nothing.
 *
 * @param only the id of a contract; all of the list unless given
 * @throws RefusalError `print.tooLong`
 */
export async function sheetRows(context: Context, query: Omit<ListQuery, 'limit' | 'cursor'>, only?: string): Promise<SheetRows> {
  const all = await readAll((cursor) => context.records.list(receipt, { ...query, ...cursor, limit: 100 }));
  const found = only ? all.filter((row) => row.contract === only) : all;
  if (found.length > mostRows) fail('print.tooLong', { parameters: { most: mostRows } });
  const postings = await Promise.all(found.map(({ id }) => context.records.get(receipt, id)));
  const [contracts, buyers, banks] = await Promise.all([
    namesOf(
      postings.map((x) => x.contract),
      async (id) => (await context.records.get(contract, id)).number,
    ),
    namesOf(
      postings.map((x) => x.customer),
      async (id) => maskName((await context.records.get(customer, id)).name),
    ),
    namesOf(
      postings.flatMap((x) => x.bank ?? []),
      async (id) => (await context.records.get(bank, id)).name,
    ),
  ]);
  const rows = postings.map((x, place) => [
    String(place + 1),
    x.receivedOn,
    x.number,
    contracts.get(x.contract) ?? '',
    buyers.get(x.customer) ?? '',
    moneyKinds[x.kind].zh,
    x.status === 'reversed' ? `${entries[x.entry].zh}（已冲销）` : entries[x.entry].zh,
    x.serial ?? '',
    x.bank ? (banks.get(x.bank) ?? '') : '',
    formatYuan(cashOf(x)),
  ]);
  return { rows, totalFen: postings.reduce((sum, x) => sum + cashOf(x), 0) };
}

/** What a posting moved at the bank. */
const cashOf = ({ lines }: Receipt): number => balancesOf([lines]).bankDeposit ?? 0;

/** The name of each record, asked for once. */
async function namesOf(ids: readonly string[], nameOf: (id: string) => Promise<string>): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all([...new Set(ids)].map(async (id) => [id, await nameOf(id)] as const)));
}
