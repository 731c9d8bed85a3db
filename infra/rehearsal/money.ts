import { type Followed, follow, must, RehearsalError } from './case.ts';
import { proven } from './counter.ts';
import { followLoan, type Mortgage, tell } from './mortgage-stage.ts';

type Wanted = { readonly bank: 'ccb' | 'fund'; readonly loan: string; readonly parts: number };
type Release = { readonly id: string; readonly serial: string; readonly amount: number; readonly valueOn: string; readonly bank: string };
type Posting = { readonly id: string; readonly status: string; readonly entry: string; readonly serial?: string };

const [desk, cashier] = ['wangfang', 'sunli'];

/**
 * The bank pays an approved loan out in parts, and each part goes through the books: booked, invoiced, collected, reconciled. More
 * than was approved is refused; a report that is sent twice is taken once; the first posting is reversed and made again.
 */
export async function payOut(mortgage: Mortgage, { bank, loan, parts }: Wanted): Promise<Followed[]> {
  const { banks, office } = mortgage;
  const followed = followLoan(mortgage, loan);
  const flows: Followed[] = [];
  const { approvedAmount = 0, number } = await banks[bank].loan(loan);
  for (let nth = 1; nth <= parts; nth += 1) {
    await followed.opened('disburse');
    const on = await office.today();
    const serial = `${bank.toUpperCase()}-${number}-${nth}`;
    const before = await banks[bank].loan(loan);
    const amount = nth === parts ? approvedAmount - before.disbursed : Math.floor(approvedAmount / parts);
    const tooMuch = await banks[bank].release(loan, { serial: `${serial}-X`, amount: approvedAmount + 1, on });
    if (tooMuch.status !== 422) throw new RehearsalError(`expected more than was approved to be refused with 422, got ${tooMuch.status}`);
    const release = { serial, amount, on };
    proven(await banks[bank].release(loan, release), 'release');
    const row = await releaseOf(mortgage, { loan, serial });
    tell(mortgage, { step: 'loan.disburse', who: bank, result: `${amount} fen, more 422`, next: await followed.next() });
    flows.push(await throughTheBooks(mortgage, { release: row, isReversed: bank === 'ccb' && nth === 1 }));
  }
  return flows;
}

async function releaseOf({ office }: Mortgage, { loan, serial }: { loan: string; serial: string }): Promise<Release> {
  const rows = must(await office.as(desk).get<Release[]>('/banking/disbursement', { index: 'byLoan', loan, limit: 100 }), 'releases').data;
  const row = rows.find((one) => one.serial === serial);
  if (!row) throw new RehearsalError(`expected a release ${serial}`);
  return row;
}

async function throughTheBooks(mortgage: Mortgage, { release, isReversed }: { release: Release; isReversed: boolean }): Promise<Followed> {
  const { office, report } = mortgage;
  const followed = follow(office, { resource: 'disbursement', path: `/banking/disbursement/${release.id}`, watcher: desk, report });
  const today = await office.today();
  must(await followed.step(cashier, 'book', { bookedOn: today }), 'book');
  if (isReversed) {
    await bookAgain(mortgage, release);
    must(await followed.step(cashier, 'book', { bookedOn: today }), 'book');
  }
  must(await followed.step(cashier, 'invoice', { number: `FP-${release.serial}`, issuedOn: today }), 'invoice');
  must(await followed.step(desk, 'collect', { collectedOn: today, receiver: '买受人本人' }), 'collect');
  must(await followed.step(cashier, 'reconcile', { reconciledOn: today }), 'reconcile');
  return followed;
}

/** A posting is taken back by another and made again rightly; the bank's serial number stands in one that counts, and the release is booked with it. */
async function bookAgain(mortgage: Mortgage, { serial, amount, valueOn, bank }: Release): Promise<void> {
  const { office, contract } = mortgage;
  const client = office.as(cashier);
  const postings = async () => must(await client.get<Posting[]>('/finance/receipt', { index: 'byContract', contract, limit: 100 }), 'postings').data;
  const wrong = (await postings()).find((row) => row.serial === serial && row.status === 'posted');
  if (!wrong) throw new RehearsalError(`expected a posting of ${serial}`);
  const reversed = must(await client.post(`/finance/receipt/${wrong.id}/reverse`, { reason: '付款人登记有误' }), 'reverse');
  tell(mortgage, { step: 'receipt.reverse', who: cashier, result: serial, cost: reversed.cost });
  const right = { contract, kind: 'loan', amount, receivedOn: valueOn, bank, serial, payer: '建设银行 案场支行', note: '更正付款人' };
  const again = must(await client.post('/finance/receipt/record', right), 'record');
  tell(mortgage, { step: 'receipt.record', who: cashier, result: String(again.data.number ?? again.status), cost: again.cost });
  const standing = (await postings()).filter((row) => row.serial === serial && row.status === 'posted');
  if (standing.length !== 1) throw new RehearsalError(`expected one posting of ${serial} to stand, got ${standing.length}`);
}
