import type { PaymentMethod } from '../../shared/areas/contracts/payment-methods.ts';
import { addDays } from '../../shared/kit/calendar/plain-date.ts';
import { type Case, followCase, type Line, must } from '../rehearsal/case.ts';
import type { Client } from '../rehearsal/client.ts';
import { openHouses } from '../rehearsal/houses.ts';
import type { Office } from '../rehearsal/office.ts';
import { check, draftAndReview, fileOnce, finalise, finalText, sign } from '../rehearsal/steps.ts';
import { importList, issueBlanks, readList, sampleList } from '../rehearsal/stock.ts';
import { demoBanks, demoLawFirms } from './banks.ts';
import { demoBuyers } from './buyers.ts';
import { seedMoney } from './money.ts';
import { departments, firstAdmin, people } from './people.ts';

type Made = { id: string };

/**
 * Fills a new office through its public API, as its people would: departments, staff, two projects, a price list of 1,200
 * units, buyers, contracts at several stages, the money of one of
 * them, and banks and a law firm with keys, so that nobody begins with an empty screen.
 *
 * @param partners where the key pairs of the houses outside are kept
 */
export async function seedOffice(office: Office, partners: string): Promise<void> {
  const admin = office.as(firstAdmin);
  const projects = await makeProjects(admin);
  await makeStaff(
    admin,
    projects.map((project) => project.id),
  );
  const [site] = projects;
  if (!site) return;
  const today = await office.today();
  const { rows, hash } = await readList(sampleList);
  await importList(office.as('lina'), { project: site.id, rows, hash, validFrom: today });
  await registerLenders(office.as('wangfang'));
  const customers = await registerBuyers(office.as('liuwei'), site.id);
  const contracts = await takeOrders(office, { project: site.id, customers, today });
  await Promise.all([openHouses(office, partners), seedMoney(office, { project: site.id, contract: contracts.at(-1) ?? '', today })]);
}

async function makeProjects(admin: Client): Promise<Made[]> {
  const offices = { filingOffice: '房地产交易所三楼 5-7 号窗口', taxOffice: '房地产交易所三楼 17 号窗口' };
  const developer = { developer: '云栖置业有限公司', developerCode: '91350211M000100Y46', city: '厦门' };
  const sites = [
    { code: 'YQL', name: '云栖里', presalePermit: '厦房预售证第20260018号' },
    { code: 'ZJY', name: '紫荆雅苑', presalePermit: '厦房预售证第20260031号' },
  ];
  const made: Made[] = [];
  for (const site of sites) {
    const { data } = must(await admin.post<Made & { version: string }>('/projects/project', { ...site, ...developer, ...offices }), site.code);
    must(await admin.post(`/projects/project/${data.id}/open`, { version: data.version }), `open ${site.code}`);
    made.push(data);
  }
  return made;
}

async function makeStaff(admin: Client, projects: string[]): Promise<void> {
  const ids = new Map<string, string>();
  for (const department of departments) ids.set(department.code, must(await admin.post<Made>('/organisation/department', department), department.code).data.id);
  for (const { department, isGroupWide, ...person } of people) {
    const scope = isGroupWide ? { isGroupWide } : { projects };
    must(await admin.post('/organisation/employee', { ...person, department: ids.get(department), ...scope }), person.login);
  }
}

/** Customer service keeps the dossiers of banks and law firms (G1, D12). */
async function registerLenders(keeper: Client): Promise<void> {
  for (const bank of demoBanks) must(await keeper.post('/banking/bank', bank), bank.name);
  for (const firm of demoLawFirms) must(await keeper.post('/banking/law-firm', firm), firm.name);
}

async function registerBuyers(seller: Client, project: string): Promise<string[]> {
  const ids: string[] = [];
  for (const buyer of demoBuyers) ids.push(must(await seller.post<Made>('/customers/customer', { project, ...buyer }), buyer.name).data.id);
  return ids;
}

/** Eight orders at as many stages, so that every post has something to do. */
async function takeOrders(office: Office, site: { project: string; customers: readonly string[]; today: string }): Promise<string[]> {
  const { project, customers, today } = site;
  const me = must(await office.as('wangfang').get<Made>('/organisation/employee/me'), 'me').data.id;
  const desk = { clerk: office.as('xujing'), holder: me };
  const orders = await issueBlanks(desk, { project, kind: 'subscription', prefix: 'RG2026', count: 20 });
  const papers = await issueBlanks(desk, { project, kind: 'contract', prefix: 'HT2026', count: 20 });
  const query = { index: 'byStatus', project, status: 'available', limit: 100 };
  const units = must(await office.as('liuwei').get<Made[]>('/projects/unit', query), 'units').data;
  const contracts: string[] = [];
  for (const [i, { paymentMethod, play, daysAgo = 0 }] of stages.entries()) {
    const subscribedOn = addDays(today, -daysAgo);
    const order = { unit: units[i * 7]?.id, customer: customers[i], blank: orders[i], deposit: 5_000_000, paymentMethod, subscribedOn };
    const { data } = must(await office.as('liuwei').post<{ contract: string }>('/contracts/subscription/subscribe', order), 'subscribe');
    const contract = followCase(office, { contract: data.contract, watcher: 'wangfang', report: ignore });
    await play(contract, { blank: papers[i] ?? '', on: subscribedOn, today });
    contracts.push(data.contract);
  }
  return contracts;
}

type Play = (contract: Case, signing: { blank: string; on: string; today: string }) => Promise<void>;

/** How the buyer pays, how far the contract has come, and how many days ago it was ordered. */
const stages: readonly { readonly paymentMethod: PaymentMethod; readonly daysAgo?: number; readonly play: Play }[] = [
  { paymentMethod: 'lumpSum', play: async () => {} },
  { paymentMethod: 'combinedLoan', play: async (contract) => void must(await contract.step('zhouming', 'draft', { textHash: finalText }), 'draft') },
  { paymentMethod: 'commercialLoan', play: (contract) => draftAndReview(contract, 'engineering') },
  { paymentMethod: 'lumpSum', play: (contract) => draftAndReview(contract) },
  { paymentMethod: 'providentFundLoan', play: (contract) => reviewAndFinalise(contract) },
  {
    paymentMethod: 'lumpSum',
    async play(contract) {
      await reviewAndFinalise(contract);
      await check(contract);
    },
  },
  {
    paymentMethod: 'combinedLoan',
    async play(contract, signing) {
      await reviewAndFinalise(contract);
      await check(contract);
      await sign(contract, signing);
    },
  },
  {
    // Signed long enough ago that its price is overdue, and submitted today, so that the pick-up is still to come.
    paymentMethod: 'lumpSum',
    daysAgo: 25,
    async play(contract, { today, ...signing }) {
      await reviewAndFinalise(contract);
      await check(contract);
      await sign(contract, signing);
      await fileOnce(contract, today);
    },
  },
];

async function reviewAndFinalise(contract: Case): Promise<void> {
  await draftAndReview(contract);
  await finalise(contract);
}

const ignore = (_line: Line): void => {};
