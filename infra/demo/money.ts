import { createHash } from 'node:crypto';
import { addDays } from '../../shared/kit/calendar/plain-date.ts';
import { must, until } from '../rehearsal/case.ts';
import type { Client } from '../rehearsal/client.ts';
import type { Office } from '../rehearsal/office.ts';

type Made = { readonly id: string };
type Row = Readonly<Record<string, unknown>> & Made;
type Deal = { readonly project: string; readonly contract: string; readonly today: string };

const [cashier, desk] = ['sunli', 'wangfang'];

/** Three parts of a price, the last taking what rounding leaves. */
const plan = {
  name: '三期付款',
  basis: '总经理批示（演示）',
  parts: [
    { part: 'downPayment', share: 300_000, days: 7 },
    { part: 'instalment', share: 400_000, days: 90 },
    { part: 'balance', days: 180 },
  ],
};

/** What the buyer said when called, by the days that have passed since. */
const calls = [
  { daysAgo: 12, answer: 'promisesLater', promised: 5, note: '尾款等定期存款到期' },
  { daysAgo: 2, answer: 'notReached' },
] as const;

/**
 * The money of one contract that was signed some weeks ago: half of the price is in, the rest overdue, the buyer called and given
 * notice; a fee paid; and the bank's statement with one movement that the books lack.
 */
export async function seedMoney(office: Office, { project, contract, today }: Deal): Promise<void> {
  const client = office.as(cashier);
  const bank = must(await client.get<Row[]>('/banking/bank', { index: 'all' }), 'banks').data.find(({ kind }) => kind === 'bank')?.id ?? '';
  const fee = { contract, kind: 'maintenanceFund', amount: 622_160, dueOn: addDays(today, 20), basis: '按建筑面积每平方米 70 元（演示）' };
  const [price, charged, planned] = await Promise.all([
    owedPrice(client, contract),
    client.post('/finance/receivable/charge', fee),
    client.post('/finance/payment-plan', { project, validFrom: addDays(today, -365), ...plan }),
  ]);
  must(charged, 'fee');
  must(planned, plan.name);
  const half = Math.floor(Number(price.amount) / 2);
  const receipts = [
    { kind: 'housePrice', amount: half, receivedOn: addDays(today, -19), serial: 'JH-D-0001', payer: '罗佳怡' },
    { kind: 'maintenanceFund', amount: fee.amount, receivedOn: addDays(today, -3), serial: 'JH-D-0002', payer: '罗佳怡' },
  ];
  for (const one of receipts) must(await client.post('/finance/receipt/record', { contract, bank, ...one }), one.serial);
  const lines = [
    ...receipts.map(({ receivedOn: bookedOn, amount, serial, payer }) => ({ bookedOn, amount, serial, payer })),
    { bookedOn: addDays(today, -1), amount: 3_000_000, serial: 'JH-D-0003', payer: '谢文斌', purpose: '购房款' },
  ];
  await Promise.all([chase(office, { receivable: price.id, today }), reconcile(client, { project, bank, today, lines })]);
}

/** What is owed of the price stands as soon as the office has heard of the signing. */
async function owedPrice(client: Client, contract: string): Promise<Row> {
  const rows = async () => must(await client.get<Row[]>('/finance/receivable', { index: 'byContract', contract }), 'receivables').data;
  await until(async () => (await rows()).length > 0, 'the price to be owed');
  return (await rows()).find(({ kind }) => kind === 'housePrice') ?? { id: '' };
}

async function chase(office: Office, { receivable, today }: { receivable: string; today: string }): Promise<void> {
  const caller = office.as(desk);
  for (const { daysAgo, answer, ...said } of calls) {
    const more = 'promised' in said ? { promisedOn: addDays(today, -said.promised), note: said.note } : {};
    must(await caller.post('/finance/call-result/record', { receivable, calledOn: addDays(today, -daysAgo), answer, ...more }), 'call');
  }
  must(await caller.post('/finance/dunning-notice/issue', { receivable }), 'dunning notice');
}

type Line = { readonly bookedOn: string; readonly amount: number; readonly serial: string; readonly payer: string; readonly purpose?: string };
type Statement = { readonly project: string; readonly bank: string; readonly today: string; readonly lines: readonly Line[] };

async function reconcile(client: Client, { project, bank, today, lines }: Statement): Promise<void> {
  const [startsOn, endsOn] = [addDays(today, -30), addDays(today, -1)];
  const fileHash = createHash('sha256').update(JSON.stringify(lines)).digest('hex');
  const file = { project, bank, fileName: `建设银行 ${startsOn} 至 ${endsOn}.xlsx`, fileHash, startsOn, endsOn, lineCount: lines.length };
  const { id } = must(await client.post<Made>('/finance/bank-statement', file), 'statement').data;
  const rows = lines.map((line, place) => ({ row: place + 2, identity: `s:${line.serial}:in`, direction: 'in', ...line }));
  must(await client.post(`/finance/bank-statement/${id}/import`, { start: 0, lines: rows }), 'import');
  // Lists follow what was written with a delay: the comparison says so until every line is there.
  await until(async () => (await client.post(`/finance/bank-statement/${id}/match`)).problem?.code !== 'record.busy', 'the statement to be compared');
}
