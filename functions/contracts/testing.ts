import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { stampedBlank } from '../../shared/areas/contracts/stamped-blank.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { building } from '../../shared/areas/projects/building.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { kebab } from '../../shared/kit/label.ts';
import { type Role, roleNames } from '../../shared/kit/roles.ts';
import type { HttpHandler } from '../kit/http.ts';
import { create } from '../kit/records/write.ts';
import { type Answered, office, person } from '../kit/testing.ts';
import { handler as openTodo } from '../organisation/open-todo.ts';
import { handler as bookInvoice } from './book-invoice.ts';
import { handler as check } from './check-contract.ts';
import { handler as chooseBank } from './choose-bank.ts';
import { handler as collect } from './collect-filing.ts';
import { handler as distributeCopies } from './distribute-copies.ts';
import { handler as draft } from './draft-contract.ts';
import { handler as finalise } from './finalise-contract.ts';
import { handler as handToBank } from './hand-to-bank.ts';
import { handler as handToBuyer } from './hand-to-buyer.ts';
import { handler as payTaxes } from './pay-taxes.ts';
import { handler as prepareFiling } from './prepare-filing.ts';
import { handler as releaseFee } from './release-fee.ts';
import { handler as review } from './review-contract.ts';
import { handler as sign } from './sign-contract.ts';
import { handler as submit } from './submit-filing.ts';
import { handler as subscribe } from './subscribe-unit.ts';

const handlers = {
  draft,
  review,
  finalise,
  check,
  sign,
  prepareFiling,
  submit,
  releaseFee,
  collect,
  payTaxes,
  bookInvoice,
  distributeCopies,
  handToBuyer,
  chooseBank,
  handToBank,
} satisfies Record<string, HttpHandler>;
export type Verb = keyof typeof handlers;

/** A Monday, 9:00 in Shanghai. */
export const today = '2026-03-02';
export const textHash = 'd'.repeat(64);

/** What each step takes when nothing is wrong. */
const inputs: Readonly<Record<Verb, object>> = {
  draft: { textHash },
  review: { part: 'sales', isAgreed: true },
  finalise: { textHash },
  check: { isBuyerVerified: true, isDeveloperVerified: true, isTextAccepted: true, textHash },
  sign: { signedOn: today, signedAt: '案场', hasTransferApplication: true },
  prepareFiling: { sealedOn: today },
  submit: { submittedOn: today },
  releaseFee: {},
  collect: { isAccepted: true, collectedOn: today, filingNumber: 'BA-1' },
  payTaxes: { paidOn: today, stampTaxReceipt: 'YH-1', tradingFeeInvoice: 'JY-1' },
  bookInvoice: {},
  distributeCopies: { handedOn: today, office: '徐静', finance: '孙丽', developer: '钱经理' },
  handToBuyer: { handedOn: today, receiver: '本人', deedTax: 1, maintenanceFund: 2, deedTaxReceipt: 'QS-1', maintenanceFundReceipt: 'WX-1' },
  chooseBank: { loanType: 'commercialLoan', loanAmount: 60_000_000, materials: '身份证', hasMaterialsGiven: true },
  handToBank: { isAccepted: true, handedOn: today, receiver: '马经理' },
};
/** The course of a contract; each entry is a step, with the state of the contract before it. */
const course: readonly Verb[] = [
  'draft',
  'review',
  'finalise',
  'check',
  'sign',
  'prepareFiling',
  'submit',
  'releaseFee',
  'collect',
  'payTaxes',
  'bookInvoice',
  'distributeCopies',
  'handToBuyer',
];

/** An office with a project, in which contracts are taken through their steps without a flow: tests open the to-dos themselves. */
export async function desk() {
  const site = await office();
  site.at(`${today}T01:00:00.000Z`);
  const { records } = site.open().context;
  const projectOf = async (code: string, more: object = {}) => {
    const developer = { developer: '云栖置业有限公司', developerCode: '91350211M000100Y46', city: '厦门', filingOffice: '5 号窗口', taxOffice: '17 号窗口' };
    return (await records.write([create(project, { code, name: code, ...developer, ...more }, { status: 'onSale' })]))[0];
  };
  const home = await projectOf('YQL', { presalePermit: '厦房预售证第1号' });
  const elsewhere = await projectOf('HPY');
  const staff = person('Wang', roleNames, [home.id]);
  const drafter = person('Zhou', ['legal'], [home.id]);
  let [count, tokens] = [0, 0];
  const [lender, fundCentre] = await records.write([
    create(bank, { name: '招商银行 云栖支行', kind: 'bank' }),
    create(bank, { name: '云栖公积金中心', kind: 'fundCentre' }),
  ]);
  const [tower] = await records.write([create(building, { project: home.id, name: '1栋' })]);

  const unitOf = async (owner = home.id) => {
    count += 1;
    const place = { project: owner, building: tower.id, code: `1-${count}`, floor: 1, room: `${count}` };
    return (await records.write([create(unit, { ...place, floorArea: 888_800, unitPrice: 1_383_889, listPrice: 123_000_000 })]))[0];
  };
  const buyerOf = async (more: object = {}) => {
    const values = { project: home.id, name: '林晓彤', phone: String(13_800_000_000 + ++count), idNumber: '11010519491231002X', channel: 'visit' as const };
    return (await records.write([create(customer, { ...values, ...more })]))[0];
  };
  const blankOf = async (kind: 'subscription' | 'contract', status = 'issued', owner = home.id) =>
    (await records.write([create(stampedBlank, { project: owner, kind, number: `B${++count}` }, { status })]))[0];

  const call = (handler: HttpHandler, path: string, body: object, actor = staff): Promise<Answered> =>
    site.call(handler, { method: 'POST', path, body, actor });
  const open = (subject: string, step: string, part?: string, role: Role = 'customerService') =>
    openTodo({ token: `token-${++tokens}`, subject, step, role, clock: 'stepDays', ...(part ? { part } : {}) });
  /** Opens the to-do of a step. */
  const ask = (id: string, verb: Verb, part?: string) => open(id, `contract.${verb}`, part);
  /** Does a step whose to-do is open; `more` replaces parts of the right input. */
  const answer = (id: string, verb: Verb, more: object = {}, actor = verb === 'draft' ? drafter : staff) =>
    call(
      handlers[verb],
      `/contracts/contract/${id}/${kebab(verb)}`,
      { ...inputs[verb], ...(verb === 'chooseBank' ? { bank: lender.id } : {}), ...more },
      actor,
    );
  const step = async (
    id: string,
    verb: Verb,
    more: { readonly part?: string; readonly [field: string]: unknown } = {},
    actor?: typeof staff,
  ): Promise<Answered> => {
    await ask(id, verb, verb === 'review' ? (more.part ?? 'sales') : undefined);
    return answer(id, verb, more, actor);
  };
  const orderOf = async (more: object = {}) => {
    const [sold, buyer, blank] = await Promise.all([unitOf(), buyerOf(), blankOf('subscription')]);
    return { unit: sold.id, customer: buyer.id, blank: blank.id, deposit: 5_000_000, paymentMethod: 'lumpSum', subscribedOn: today, ...more };
  };
  const order = (body: object, actor = staff) => call(subscribe, '/contracts/subscription/subscribe', body, actor);
  /** A contract that has come to the step: its to-do is not open yet. */
  const contractAt = async (verb: Verb | 'archive', more: object = {}): Promise<string> => {
    const taken = await order(await orderOf(more));
    const id: string = taken.json.data.contract;
    for (const done of course) {
      if (done === verb) return id;
      await pass(id, done);
    }
    return id;
  };
  const pass = async (id: string, verb: Verb): Promise<void> => {
    const parts =
      verb === 'review'
        ? [{ part: 'sales' }, { part: 'finance' }, { part: 'engineering' }]
        : [verb === 'sign' ? { blank: (await blankOf('contract')).id } : {}];
    for (const more of parts) {
      const { status, text } = await step(id, verb, more);
      if (status !== 200) throw new Error(`${verb}: ${status} ${text}`);
    }
  };
  const read = (id: string) => records.get(contract, id, { consistent: true });
  return {
    site,
    records,
    home,
    elsewhere,
    lender,
    fundCentre,
    staff,
    drafter,
    unitOf,
    buyerOf,
    blankOf,
    call,
    open,
    ask,
    answer,
    step,
    orderOf,
    order,
    contractAt,
    pass,
    read,
    stop: () => site.stop(),
  };
}
export type Desk = Awaited<ReturnType<typeof desk>>;
