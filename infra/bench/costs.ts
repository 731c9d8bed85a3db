import { startOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { followCase, must } from '../rehearsal/case.ts';
import type { Client } from '../rehearsal/client.ts';
import { keepPaper } from '../rehearsal/papers.ts';
import { draftAndReview, handToBuyer, payAndDistribute, signAndSubmit } from '../rehearsal/steps.ts';
import { issueBlanks } from '../rehearsal/stock.ts';
import type { Served, TemporaryOffice } from './temporary-office.ts';

/** US dollars per million, us-east-1 list prices of on-demand tables, Standard workflows, HTTP APIs and Lambda requests. */
const prices = { readUnits: 0.125, writeUnits: 0.625, transitions: 25, apiCalls: 1, invocations: 0.2 } as const;

export type OperationCost = { readonly action: string; readonly calls: number; readonly read: number; readonly write: number };
export type ContractCost = {
  readonly apiCalls: number;
  readonly invocations: number;
  readonly transitions: number;
  readonly read: number;
  readonly write: number;
  readonly dollarsPerThousand: number;
};

/** The cost of each generated action on a customer: the same figures whatever the number of records. */
export async function costOfRecords(office: TemporaryOffice): Promise<OperationCost[]> {
  const { project } = await findSite(office);
  const seller = office.people.as('liuwei');
  await office.take();
  const values = { project, name: '范例', phone: '13700000001', idNumber: '11010519491231002X', channel: 'visit' };
  const made = must(await seller.post<{ id: string; version: string }>('/customers/customer', values), 'create').data;
  const path = `/customers/customer/${made.id}`;
  must(await seller.get(path), 'get');
  const edited = must(await seller.patch<{ version: string }>(path, { version: made.version, wish: '三房' }), 'edit').data;
  must(await seller.post(`${path}/mature`, { version: edited.version }), 'move');
  must(await seller.get('/customers/customer', { index: 'byProject', project, limit: 50 }), 'list');
  must(await seller.get(`${path}/history`), 'history');
  return (await office.take()).map(costOf);
}

/** One contract, paid in full, from subscription to archive. */
export async function costOfContract(office: TemporaryOffice): Promise<ContractCost> {
  const { project, customer, unit } = await findSite(office);
  const me = must(await office.people.as('wangfang').get<{ id: string }>('/organisation/employee/me'), 'me').data.id;
  const desk = { clerk: office.people.as('xujing'), holder: me };
  const [order = ''] = await issueBlanks(desk, { project, kind: 'subscription', prefix: 'BR', count: 1 });
  const [paper = ''] = await issueBlanks(desk, { project, kind: 'contract', prefix: 'BH', count: 1 });
  await office.take();
  const on = await office.people.today();
  const subscribed = { unit, customer, deposit: 5_000_000, paymentMethod: 'lumpSum', blank: order, subscribedOn: on };
  const { contract } = must(await office.people.as('liuwei').post<{ contract: string }>('/contracts/subscription/subscribe', subscribed), 'subscribe').data;
  const followed = followCase(office.people, { contract, watcher: 'wangfang', report: () => {} });
  await draftAndReview(followed);
  await signAndSubmit(followed, { blank: paper, on });
  must(await followed.step('sunli', 'releaseFee'), 'releaseFee');
  const { data } = must(await office.people.as('wangfang').get<{ pickUpOn: string }[]>('/contracts/filing', { index: 'byContract', contract }), 'filing');
  await office.people.advanceTo?.(startOfDay(data[0]?.pickUpOn ?? on));
  const today = await office.people.today();
  must(await followed.step('wangfang', 'collect', { isAccepted: true, collectedOn: today, filingNumber: 'BA1' }), 'collect');
  await payAndDistribute(followed, today);
  await handToBuyer(followed, today);
  await keepPaper(office.people.as('wangfang'), { project, subject: contract, document: 'filedContract', name: 'filed contract.pdf' });
  must(await followed.step('tangxin', 'archive', { archiveNumber: 'DA1', paperLocation: '1' }), 'archive');
  const { steps } = await followed.ended();
  return sumUp(
    (await office.take()).filter((x) => !['contract.flow', 'filing.list', 'employee.me', 'todo.remind', 'filing.recompute'].includes(x.action)),
    steps.length,
  );
}

const costOf = ({ action, calls, readUnits, writeUnits, indexUnits }: Served): OperationCost => ({
  action,
  calls,
  read: readUnits,
  write: writeUnits + indexUnits,
});

/** Every function logs once for each invocation; the tasks of flows, streams and schedules are not API calls. */
function sumUp(served: readonly Served[], transitions: number): ContractCost {
  const tasks = ['todo.open', 'todo.relay', 'todo.remind', 'contract.undo', 'filing.recompute', 'scan.keepAudit'];
  const sum = (figure: (x: OperationCost) => number) => served.map(costOf).reduce((total, x) => total + figure(x), 0);
  const [read, write] = [sum((x) => x.read), sum((x) => x.write)];
  const apiCalls = served.filter((x) => !tasks.includes(x.action)).length;
  const dollars =
    read * prices.readUnits + write * prices.writeUnits + transitions * prices.transitions + apiCalls * prices.apiCalls + served.length * prices.invocations;
  return { apiCalls, invocations: served.length, transitions, read, write, dollarsPerThousand: dollars / 1000 };
}

async function findSite(office: TemporaryOffice): Promise<{ project: string; customer: string; unit: string }> {
  const seller: Client = office.people.as('liuwei');
  const projects = must(await seller.get<{ id: string; code: string }[]>('/projects/project', { index: 'all' }), 'projects').data;
  const project = projects.find((x) => x.code === 'YQL')?.id ?? '';
  const units = must(
    await seller.get<{ id: string }[]>('/projects/unit', { index: 'byStatus', project, status: 'available', limit: 1, order: 'desc' }),
    'units',
  ).data;
  const customers = must(await seller.get<{ id: string }[]>('/customers/customer', { index: 'byProject', project, limit: 1 }), 'customers').data;
  return { project, unit: units[0]?.id ?? '', customer: customers[0]?.id ?? '' };
}
