import { due } from '../../shared/kit/calendar/deadline.ts';
import { addDays, startOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { type Case, followCase, type Line, must, mustRefuse, RehearsalError } from './case.ts';
import { lendersOf } from './lenders.ts';
import type { Office } from './office.ts';
import { keepPaper } from './papers.ts';
import { draftAndReview, fileOnce, handToBank, handToBuyer, payAndDistribute, signAndSubmit } from './steps.ts';
import { importList, issueBlanks, readList, sampleList } from './stock.ts';

export type Stage = { readonly office: Office; readonly project: string; readonly mark: string; readonly report: (line: Line) => void };
type Props = { readonly units: { id: string; listPrice: number }[]; readonly customers: string[]; readonly orders: string[]; readonly contracts: string[] };

/** Valid by checksum, of nobody: the standard's own examples and numbers built like them. */
const buyers = [
  { name: '林晓彤', phone: '13800138001', idNumber: '11010519491231002X' },
  { name: '欧阳志远', phone: '13800138002', idNumber: '440308199901101512' },
  { name: '古丽娜尔·买买提', phone: '13800138003', idNumber: '11010519491231002X' },
] as const;

/** The whole story through the public API: import, both branches, refusals, an amendment and a void. */
export async function playStory(stage: Stage): Promise<{ lumpSum: Case; loan: Case; voided: Case }> {
  const props = await prepare(stage);
  const lumpSum = await lumpSumScene(stage, props);
  const loan = await loanScene(stage, props);
  const voided = await voidScene(stage, props);
  return { lumpSum, loan, voided };
}

/** Price list, buyers and stamped blanks. */
async function prepare(stage: Stage): Promise<Props> {
  const { office, project, mark } = stage;
  const today = await office.today();
  const { rows, hash } = await readList(sampleList);
  const list = await importList(office.as('lina'), { project, rows, hash, validFrom: today, mark });
  tell(stage, 'import', 'lina', `${list.importedCount} units in ${list.calls} calls`);
  if (list.importedCount !== rows.length) throw new RehearsalError(`expected ${rows.length} units, got ${list.importedCount}`);
  const units = await unitsOf(stage, buyers.length);
  const seller = office.as('liuwei');
  const customers: string[] = [];
  for (const [i, buyer] of buyers.entries()) {
    const phone = `13${String(Date.now() % 1_000_000_00).padStart(8, '0')}${i}`;
    const made = must(await seller.post<{ id: string }>('/customers/customer', { project, ...buyer, phone, channel: 'visit', motive: 'ownUse' }), 'buyer');
    customers.push(made.data.id);
  }
  tell(stage, 'register buyers', 'liuwei', `${customers.length} buyers`);
  const me = must(await office.as('wangfang').get<{ id: string }>('/organisation/employee/me'), 'me').data.id;
  const desk = { clerk: office.as('xujing'), holder: me };
  const orders = await issueBlanks(desk, { project, kind: 'subscription', prefix: `RG${mark}`, count: 4 });
  const contracts = await issueBlanks(desk, { project, kind: 'contract', prefix: `HT${mark}`, count: 4 });
  tell(stage, 'stamped blanks', 'xujing', `${orders.length + contracts.length} issued`);
  return { units, customers, orders, contracts };
}

/** Units of this run's buildings that can be sold. */
async function unitsOf({ office, project, mark }: Stage, wanted: number): Promise<Props['units']> {
  const units: { id: string; code: string; listPrice: number }[] = [];
  let cursor = '';
  do {
    const query = { index: 'byStatus', project, status: 'available', order: 'desc', limit: 100, ...(cursor ? { cursor } : {}) };
    const page = must(await office.as('lina').get<typeof units>('/projects/unit', query), 'units');
    units.push(...page.data.filter((unit) => unit.code.startsWith(mark)));
    cursor = page.next ?? '';
  } while (units.length < wanted && cursor);
  return units;
}

/** Paid in full, with a refusal by engineering and one by the authority on the way. */
async function lumpSumScene(stage: Stage, props: Props): Promise<Case> {
  const contract = await subscribe(stage, props, { nth: 0, paymentMethod: 'lumpSum' });
  await refuseDoubleOrder(stage, props);
  await draftAndReview(contract, 'engineering');
  await draftAndReview(contract);
  await signAndSubmit(contract, { blank: at(props.contracts, 0), on: await startDay(stage) });
  await passWorkingDays(stage, contract);
  must(
    await contract.step('wangfang', 'collect', { isAccepted: false, collectedOn: await stage.office.today(), refusal: '面积与测绘报告不一致' }),
    'refused by the authority',
  );
  await fileOnce(contract, stage.office.advanceTo ? await stage.office.today() : await startDay(stage));
  await passWorkingDays(stage, contract);
  await collectAndPay(stage, contract);
  await handToBuyer(contract, await stage.office.today());
  await archive(stage, contract);
  return contract;
}

/** A combined loan: the price is amended in writing, the first bank refuses, the second takes the contract. */
async function loanScene(stage: Stage, props: Props): Promise<Case> {
  const contract = await subscribe(stage, props, { nth: 1, paymentMethod: 'commercialLoan' });
  await draftAndReview(contract);
  await signAndSubmit(contract, { blank: at(props.contracts, 1), on: await startDay(stage) });
  const before = await contract.read();
  const price = Number(before.price) - 1_000_000;
  const consent = { isAgreedByBuyer: true, isAgreedByDeveloper: true, signedOn: await startDay(stage) };
  const amended = await stage.office.as('zhouming').post(`/contracts/contract/${contract.contract}/amend`, { text: '总价优惠一万元', price, ...consent });
  tell(stage, 'amend', 'zhouming', `price ${price}`, must(amended, 'amend').cost);
  await passWorkingDays(stage, contract);
  await collectAndPay(stage, contract);
  const today = await stage.office.today();
  const { ccb, icbc, fund } = await lendersOf(stage.office);
  const borrowing = { fundCentre: fund, loanAmount: Math.floor(price / 2) };
  await handToBank(contract, { on: today, bank: ccb, isAccepted: false, ...borrowing });
  await handToBank(contract, { on: today, bank: icbc, ...borrowing });
  await archive(stage, contract);
  return contract;
}

/** A contract that is given up while it is in review: the unit can be sold again at once. */
async function voidScene(stage: Stage, props: Props): Promise<Case> {
  const contract = await subscribe(stage, props, { nth: 2, paymentMethod: 'lumpSum' });
  must(await contract.step('zhouming', 'draft', { textHash: '0'.repeat(64) }), 'draft');
  const answer = must(await stage.office.as('lina').post(`/contracts/contract/${contract.contract}/void`, { reason: '买受人放弃购买' }), 'void');
  const { status } = await contract.ended();
  tell(stage, 'void', 'lina', `flow ${status}`, answer.cost);
  const unit = must(await stage.office.as('lina').get<{ status: string }>(`/projects/unit/${at(props.units, 2).id}`), 'unit').data;
  if (unit.status !== 'available') throw new RehearsalError(`expected the unit to be available again, got ${unit.status}`);
  if ((await contract.read()).status !== 'void') throw new RehearsalError('expected the contract to be void');
  return contract;
}

async function subscribe(stage: Stage, props: Props, wanted: { nth: number; paymentMethod: string }): Promise<Case> {
  const order = { unit: at(props.units, wanted.nth).id, customer: at(props.customers, wanted.nth), deposit: 5_000_000, paymentMethod: wanted.paymentMethod };
  const answer = must(
    await stage.office.as('liuwei').post<{ contract: string; signBy: string; number: string }>('/contracts/subscription/subscribe', {
      ...order,
      blank: at(props.orders, wanted.nth),
      subscribedOn: await startDay(stage),
    }),
    'subscribe',
  );
  stage.report({ step: 'subscribe', who: 'liuwei', result: answer.data.number, next: `sign by ${answer.data.signBy}`, cost: answer.cost });
  return followCase(stage.office, { contract: answer.data.contract, watcher: 'wangfang', report: stage.report });
}

/** A second order for a unit that has one is refused, whoever takes it. */
async function refuseDoubleOrder(stage: Stage, props: Props): Promise<void> {
  const order = { unit: at(props.units, 0).id, customer: at(props.customers, 1), deposit: 5_000_000, paymentMethod: 'lumpSum', blank: at(props.orders, 3) };
  const answer = await stage.office.as('zhaoyang').post('/contracts/subscription/subscribe', { ...order, subscribedOn: await startDay(stage) });
  mustRefuse(answer, 409, 'record.state');
  tell(stage, 'subscribe the same unit', 'zhaoyang', '409 as expected', answer.cost);
}

/** Moves the clock to the day of pick-up; where time cannot be moved, the papers went in long enough ago. */
async function passWorkingDays(stage: Stage, contract: Case): Promise<void> {
  const { data } = must(
    await stage.office.as('wangfang').get<{ submittedOn?: string; pickUpOn?: string; status: string }[]>('/contracts/filing', {
      index: 'byContract',
      contract: contract.contract,
      order: 'desc',
      limit: 1,
    }),
    'filing',
  );
  const [filing] = data;
  if (!filing?.submittedOn || !filing.pickUpOn) throw new RehearsalError('expected a filing that was submitted');
  const expected = due({ unit: 'workday', count: 6 }, filing.submittedOn).on;
  if (filing.pickUpOn !== expected) throw new RehearsalError(`expected pick-up on ${expected}, got ${filing.pickUpOn}`);
  if (await isFeeRequested(stage, contract)) must(await contract.step('sunli', 'releaseFee'), 'releaseFee');
  await stage.office.advanceTo?.(startOfDay(filing.pickUpOn));
  tell(stage, 'wait', '—', `six working days, until ${filing.pickUpOn}`);
}

/** Finance is asked once; its to-do opens a moment after the papers have gone in. */
async function isFeeRequested({ office }: Stage, { contract }: Case): Promise<boolean> {
  const query = { index: 'byContract', contract };
  const lines = must(await office.as('wangfang').get<{ kind: string; status: string }[]>('/contracts/tax-line', query), 'fees').data;
  return lines.some((line) => line.kind === 'tradingFee' && line.status === 'requested');
}

async function collectAndPay(stage: Stage, contract: Case): Promise<void> {
  const today = await stage.office.today();
  must(await contract.step('wangfang', 'collect', { isAccepted: true, collectedOn: today, filingNumber: `BA${stage.mark}` }), 'collect');
  await payAndDistribute(contract, today);
}

async function archive(stage: Stage, contract: Case): Promise<void> {
  const papers = { project: stage.project, subject: contract.contract, document: 'filedContract', name: 'filed contract.pdf' };
  await keepPaper(stage.office.as('wangfang'), papers);
  must(
    await contract.step('tangxin', 'archive', { archiveNumber: `DA-${stage.mark}-${contract.contract.slice(-4)}`, paperLocation: '一号库房 3 架 2 层' }),
    'archive',
  );
  const { status } = await contract.ended();
  if (status !== 'SUCCEEDED') throw new RehearsalError(`expected the flow to have succeeded, got ${status}`);
}

/** The day on which the papers are made out: today where the clock moves, three weeks ago where it does not. */
async function startDay(stage: Stage): Promise<string> {
  const today = await stage.office.today();
  return stage.office.advanceTo ? today : addDays(today, -21);
}

const tell = (stage: Stage, step: string, who: string, result: string, cost = { calls: 0, read: 0, write: 0 }): void =>
  stage.report({ step, who, result, next: '', cost });

function at<T>(list: readonly T[], nth: number): T {
  const item = list[nth];
  if (item === undefined) throw new RehearsalError(`expected at least ${nth + 1} items, got ${list.length}`);
  return item;
}
