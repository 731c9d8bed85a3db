import { createHash } from 'node:crypto';
import { demoBanks } from '../../../infra/demo/banks.ts';
import { people as demoPeople, firstAdmin, type Person } from '../../../infra/demo/people.ts';
import { boot, type Cloud } from '../../../infra/local/boot.ts';
import { signIn } from '../../../infra/local/identity/sign-in.ts';
import { temporaryFolder } from '../../../infra/local/testing.ts';
import { type Case, followCase, must } from '../../../infra/rehearsal/case.ts';
import type { Answer } from '../../../infra/rehearsal/client.ts';
import { type Lenders, lendersOf } from '../../../infra/rehearsal/lenders.ts';
import { type Office, openOffice } from '../../../infra/rehearsal/office.ts';
import { fileOnce, finalText, handToBuyer, payAndDistribute } from '../../../infra/rehearsal/steps.ts';
import { assembly, environments } from '../../../infra/testing/offices.ts';
import { startOfDay } from '../../../shared/kit/calendar/plain-date.ts';

/** The demonstration's people, a deputy, one who holds several posts, and one of another project. */
export const people: readonly (Person & { readonly isElsewhere?: boolean })[] = [
  ...demoPeople,
  { login: 'hanmei', name: '韩梅', roles: ['deputyGeneralManager'], department: 'GMO', isGroupWide: true },
  { login: 'shuangyan', name: '双燕', roles: ['legal', 'engineering'], department: 'LEG' },
  { login: 'moran', name: '莫然', roles: ['customerService', 'legal', 'salesManager', 'archivist'], department: 'CSD', isElsewhere: true },
];
export const accounts = people.map(({ login, name }) => ({ id: login, loginName: login, name }));

type Made = { readonly id: string };
export type OrderOptions = { readonly paymentMethod?: string; readonly unit?: string; readonly subscribedOn?: string; readonly seller?: string };
export type Order = { readonly unit: string; readonly customer: string; readonly blank: string; readonly deposit: number } & Record<string, unknown>;

/** Units of the test's price list; all of them are 88.88 m² and 1,230,000 yuan. */
const unitCount = 60;
export const [floorArea, listPrice] = [888_800, 123_000_000];
/** The most that one run of the register takes. */
const blanksAtOnce = 30;

/** Signs people in by the passwords that were made at the first start. */
export const tokensBy = (origin: string, passwords: Readonly<Record<string, string>>): ((login: string, isFresh: boolean) => Promise<string>) => {
  const known = new Map<string, Promise<string>>();
  return (login, isFresh) => {
    const token = (!isFresh && known.get(login)) || signIn({ origin, loginName: login, password: passwords[login] ?? '' }).then((x) => x.accessToken);
    known.set(login, token);
    token.catch(() => known.delete(login));
    return token;
  };
};

/** An office on one machine with its own data folder, people, project and units; it goes away at the end. */
export async function bootOffice(): Promise<TestOffice> {
  const folder = temporaryFolder();
  try {
    const log: string[] = [];
    const options = { assembly: assembly(), data: folder.path, port: 0, accounts, environments };
    const cloud = await boot({ ...options, log: (source, line) => log.push(`${source} ${line}`) });
    const passwords = Object.fromEntries(cloud.created.map(({ loginName, password }) => [loginName, password]));
    const token = tokensBy(cloud.origin, passwords);
    const office = openOffice({ origin: cloud.origin, token, isLocal: true });
    const close = async () => {
      await cloud.close();
      folder[Symbol.dispose]();
    };
    return { cloud, log, token, close, ...(await furnish(office)) };
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}
export type TestOffice = { cloud: Cloud; log: string[]; token: ReturnType<typeof tokensBy>; close(): Promise<void> } & Furnished;
export type Furnished = Awaited<ReturnType<typeof furnish>>;

/** Makes projects, staff and units through the public API, and answers what tests take orders with. */
export async function furnish(office: Office) {
  const admin = office.as(firstAdmin);
  const developer = { developer: '云栖置业有限公司', developerCode: '91350211M000100Y46', city: '厦门', filingOffice: '5-7 号窗口', taxOffice: '17 号窗口' };
  const makeProject = async (more: object) => {
    const { data } = must(await admin.post<Made & { version: string }>('/projects/project', { ...developer, ...more }), 'project');
    must(await admin.post(`/projects/project/${data.id}/open`, { version: data.version }), 'open');
    return data.id;
  };
  const project = await makeProject({ code: 'YQL', name: '云栖里', presalePermit: '厦房预售证第20260018号' });
  const elsewhere = await makeProject({ code: 'HPY', name: '湖畔雅苑' });
  for (const { login, name, roles, isGroupWide, isElsewhere } of people) {
    const scope = isGroupWide ? { isGroupWide } : { projects: [isElsewhere ? elsewhere : project] };
    must(await admin.post('/organisation/employee', { login, name, roles, ...scope }), login);
  }
  const units = await importUnits(office, { project, count: unitCount });
  return { office, project, elsewhere, lenders: lenders(office), ...props(office, { project, units }) };
}

/** The banks of the demonstration, for those who borrow: made when they are first asked for. */
function lenders(office: Office): () => Promise<Lenders> {
  let made: Promise<Lenders> | undefined;
  const make = async () => {
    for (const bank of demoBanks) must(await office.as('wangfang').post('/banking/bank', bank), bank.name);
    return lendersOf(office);
  };
  return () => {
    made ??= make();
    return made;
  };
}

async function importUnits(office: Office, { project, count }: { project: string; count: number }): Promise<string[]> {
  const seller = office.as('lina');
  const list = { project, name: '一房一价表', validFrom: await office.today(), fileName: 'list.xlsx', fileHash: 'a'.repeat(64), unitCount: count };
  const { id } = must(await seller.post<Made>('/projects/price-list', list), 'price list').data;
  const units = Array.from({ length: count }, (_, i) => ({ building: '1栋', floor: i + 1, room: `${i + 1}01`, floorArea, unitPrice: 1_383_889, listPrice }));
  must(await seller.post(`/projects/price-list/${id}/import`, { from: 0, units }), 'units');
  const page = must(await seller.get<Made[]>('/projects/unit', { index: 'byStatus', project, status: 'available', limit: 100 }), 'units');
  return page.data.map((unit) => unit.id);
}

/** What orders are taken with: a fresh unit, buyer and stamped blank for each. */
function props(office: Office, { project, units }: { project: string; units: string[] }) {
  const blanks: Record<string, string[]> = { subscription: [], contract: [] };
  let [runs, phones] = [0, 13_800_000_000];
  const unit = () => units.shift() ?? lack('a free unit');
  const buyer = async (more: object = {}): Promise<string> => {
    const person = { project, name: '林晓彤', phone: String(++phones), idNumber: '11010519491231002X', channel: 'visit', ...more };
    return must(await office.as('liuwei').post<Made>('/customers/customer', person), 'buyer').data.id;
  };
  const receive = async (kind: string): Promise<string[]> => {
    const run = { project, kind, prefix: `${kind[0]}${++runs}-`, from: 1, count: blanksAtOnce };
    return must(await office.as('xujing').post<{ ids: string[] }>('/contracts/stamped-blank/receive', run), 'blanks').data.ids;
  };
  const freshBlank = async (kind: 'subscription' | 'contract'): Promise<string> => {
    const stock = (blanks[kind] ?? []).length > 0 ? (blanks[kind] ?? []) : await receive(kind);
    blanks[kind] = stock.slice(1);
    return stock[0] ?? lack('a blank');
  };
  const issue = async (id: string): Promise<void> => {
    const holder = must(await office.as('wangfang').get<Made>('/organisation/employee/me'), 'me').data.id;
    must(await office.as('xujing').post(`/contracts/stamped-blank/${id}/issue`, { holder }), 'issue');
  };
  const blank = async (kind: 'subscription' | 'contract'): Promise<string> => {
    const id = await freshBlank(kind);
    await issue(id);
    return id;
  };
  const orderOf = async (options: OrderOptions = {}): Promise<Order> => {
    const { paymentMethod = 'lumpSum', subscribedOn = await office.today() } = options;
    return { unit: options.unit ?? unit(), customer: await buyer(), blank: await blank('subscription'), deposit: 5_000_000, paymentMethod, subscribedOn };
  };
  const subscribe = (order: object, seller = 'liuwei') =>
    office.as(seller).post<Made & { contract: string; number: string; signBy: string }>('/contracts/subscription/subscribe', order);
  /** Takes an order and follows its contract. */
  const begin = async (options: OrderOptions = {}): Promise<Case & { order: Order }> => {
    const order = await orderOf(options);
    const { contract } = must(await subscribe(order, options.seller), 'subscribe').data;
    return { ...followCase(office, { contract, watcher: 'wangfang', report: () => {} }), order };
  };
  return { unit, buyer, freshBlank, issue, blank, orderOf, subscribe, begin, ...reading(office) };
}

/** What tests look at. */
function reading(office: Office) {
  const read = async <T = Record<string, unknown>>(path: string, who = 'wangfang') => must(await office.as(who).get<T>(path), path).data;
  const list = async <T = Record<string, unknown>>(path: string, query: Record<string, string | number>, who = 'wangfang') =>
    must(await office.as(who).get<T[]>(path, { limit: 100, ...query }), path).data;
  const filingOf = async (contract: string) =>
    (await list<Row>('/contracts/filing', { index: 'byContract', contract, order: 'desc', limit: 1 }))[0] ?? lack('a filing');
  const feesOf = async (contract: string) => {
    const lines = await list<Row>('/contracts/tax-line', { index: 'byContract', contract });
    return Object.fromEntries(lines.map(({ kind, amount, status }) => [String(kind), { amount, status }]));
  };
  const copiesOf = (contract: string) => list<Row>('/contracts/contract-copy', { index: 'byContract', contract });
  const openSteps = async (contract: Case) =>
    (await contract.flow()).todos.filter((todo) => todo.status === 'open').map(({ step, part }) => step.slice(9) + (part === '-' ? '' : `/${part}`));
  return { read, list, filingOf, feesOf, copiesOf, openSteps };
}
export type Row = Record<string, unknown> & { readonly id: string; readonly status: string };

/** The states of a contract in order, and what brings it from each to the next. */
export const course = ['draft', 'inReview', 'final', 'checked', 'signed', 'submitted', 'filed', 'delivered'] as const;
export type Stage = (typeof course)[number];

/** Takes a contract of the office from where it stands to a state. */
export async function bring(site: Furnished, contract: Case, to: Stage): Promise<void> {
  const seen = { isBuyerVerified: true, isDeveloperVerified: true, isTextAccepted: true, textHash: finalText };
  const steps: Readonly<Record<Exclude<Stage, 'delivered'>, () => Promise<unknown>>> = {
    draft: () => contract.step('zhouming', 'draft', { textHash: 'b'.repeat(64) }).then((answer) => must(answer, 'draft')),
    inReview: () => finishReview(contract),
    final: async () => must(await contract.step('wangfang', 'check', seen), 'check'),
    checked: () => sign(site, contract),
    signed: async () => fileOnce(contract, await site.office.today()),
    submitted: () => collect(site, contract),
    filed: async () => {
      await payAndDistribute(contract, await site.office.today());
      await handToBuyer(contract, await site.office.today());
    },
  };
  for (;;) {
    const { status } = await contract.read();
    if (status === to) return;
    const step = steps[status as keyof typeof steps];
    if (!step) throw new Error(`expected a contract on its way to ${to}, got ${status}`);
    await step();
  }
}

async function finishReview(contract: Case): Promise<void> {
  const opinions = [
    ['lina', 'sales'],
    ['sunli', 'finance'],
    ['heqiang', 'engineering'],
  ] as const;
  for (const [who, part] of opinions) must(await contract.step(who, 'review', { part, isAgreed: true }, part), part);
  must(await contract.step('zhouming', 'finalise', { textHash: finalText }), 'finalise');
}

/** Signs on a stamped blank; `more` replaces what is given. */
export async function sign(site: Furnished, contract: Case, more: object = {}): Promise<Answer> {
  const signing = { signedOn: await site.office.today(), signedAt: '案场签约室', hasTransferApplication: true };
  return must(await contract.step('wangfang', 'sign', { ...signing, blank: await site.blank('contract'), ...more }), 'sign');
}

/** Releases the fee, lets the working days pass and collects the filed contract. */
export async function collect(site: Furnished, contract: Case, more: object = {}): Promise<Answer> {
  if ((await site.feesOf(contract.contract)).tradingFee?.status === 'requested') must(await contract.step('sunli', 'releaseFee'), 'releaseFee');
  await site.office.advanceTo?.(startOfDay(String((await site.filingOf(contract.contract)).pickUpOn)));
  const collected = { isAccepted: true, collectedOn: await site.office.today(), filingNumber: 'BA-1', ...more };
  return must(await contract.step('wangfang', 'collect', collected), 'collect');
}

/** What the history of a contract tells that was paid in full and met no refusal. */
export const lumpSumEvents = [
  'contract.begun',
  'contract.drafted',
  'contract.reviewed',
  'contract.reviewed',
  'contract.reviewed',
  'contract.finalised',
  'contract.checked',
  'contract.signed',
  'contract.filingPrepared',
  'contract.submitted',
  'contract.filed',
  'contract.taxesPaid',
  'contract.copiesDistributed',
  'contract.handedToBuyer',
  'contract.archived',
];

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function lack(what: string): never {
  throw new Error(`expected ${what}`);
}
