import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { type Contract, contract } from '../../shared/areas/contracts/contract.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { applyRefund } from '../../shared/areas/finance/apply-refund.operation.ts';
import { buyerAccount } from '../../shared/areas/finance/buyer-account.resource.ts';
import { decideRefund } from '../../shared/areas/finance/decide-refund.operation.ts';
import { payRefund } from '../../shared/areas/finance/pay-refund.operation.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import type { Receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { type StatementLine, statementLine } from '../../shared/areas/finance/statement-line.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { operationPath } from '../../shared/derive/routes.ts';
import type { OperationDefinition } from '../../shared/kit/define-operation.ts';
import { type Role, roleNames } from '../../shared/kit/roles.ts';
import type { HttpHandler } from '../kit/http.ts';
import { change, create } from '../kit/records/write.ts';
import type { StreamChange } from '../kit/task.ts';
import { type Answered, type Engine, office, person } from '../kit/testing.ts';
import { handler as applyForRefund } from './apply-refund.ts';
import { debtsOf } from './debts.ts';
import { handler as decideOnRefund } from './decide-refund.ts';
import { keepReceivables } from './keep-receivables.ts';
import { handler as payTheRefund } from './pay-refund.ts';
import { readAll } from './read-all.ts';

/** A Monday, 9:00 in Shanghai. */
export const today = '2026-03-02';

/** An office with a project, a bank and a buyer, in which contracts are signed without a flow. */
export async function counter(engine?: Engine) {
  const site = await office(engine);
  site.at(`${today}T01:00:00.000Z`);
  const { context } = site.open();
  const { records } = context;
  const developer = { developer: '云栖置业有限公司', developerCode: '91350211M000100Y46', city: '厦门', filingOffice: '5 号窗口', taxOffice: '17 号窗口' };
  const [home] = await records.write([create(project, { code: 'YQL', name: '云栖里', ...developer }, { status: 'onSale' })]);
  const [house] = await records.write([create(bank, { name: '建设银行 案场支行', kind: 'bank' })]);
  const [buyer] = await records.write([
    create(customer, { project: home.id, name: '林晓彤', phone: '13800000001', idNumber: '11010519491231002X', channel: 'visit' }),
  ]);
  const clerk = person('Sun', ['finance'], [home.id]);
  const staffOf = (name: string, ...roles: Role[]) => person(name, roles.length > 0 ? roles : roleNames, [home.id]);
  let serials = 0;

  const contractOf = async (more: Partial<Contract> = {}, status = 'signed'): Promise<Contract> => {
    const deal = { project: home.id, unit: 'unt_1', customer: buyer.id, subscription: 'sub_1', price: 100_000_000, floorArea: 888_800 };
    const [made] = await records.write([create(contract, { ...deal, paymentMethod: 'lumpSum', signedOn: today, ...more }, { status })]);
    return made;
  };
  /** What the stream tells of a contract that has changed. */
  const follow = (item: Contract, before: Partial<Contract> = {}): Promise<void> => {
    const event: StreamChange = { event: 'MODIFY', resource: 'contract', id: item.id, before: { ...item, status: 'checked', ...before }, after: item };
    return keepReceivables(event, site.open().context);
  };
  const changed = (item: Contract, changes: Partial<Contract>, to?: string) =>
    change(contract, item, changes, { event: 'contract.changed', ...(to ? { to } : {}) });
  const moved = (line: StatementLine, changes: Partial<StatementLine>, to: string) =>
    change(statementLine, line, changes, { event: 'statementLine.moved', to });
  const call = (operation: OperationDefinition, handler: HttpHandler, body: object, { id = '', actor = clerk } = {}): Promise<Answered> => {
    const path = (operationPath(operation) ?? '').replace('{id}', id);
    const isReading = operation.method === 'GET';
    return site.call(handler, { method: isReading ? 'GET' : 'POST', path, actor, ...(isReading ? { query: body as Record<string, string> } : { body }) });
  };
  const movement = (amount: number, more: object = {}) => ({ amount, receivedOn: today, bank: house.id, serial: `S${++serials}`, ...more });
  /** A refund that one files, another approves and the first pays: the last answer, or the first refusal. */
  const refund = async (body: object, money: object = movement(0)): Promise<Answered> => {
    const asked = await call(applyRefund, applyForRefund, { reason: '退房', ...body });
    if (asked.status !== 201) return asked;
    const { id } = asked.json.data;
    const decided = await call(decideRefund, decideOnRefund, { isApproved: true }, { id, actor: staffOf('Boss', 'salesManager') });
    const { amount: _, ...paid } = money as { amount: number };
    return decided.status === 200 ? call(payRefund, payTheRefund, { ...paid, receivedOn: site.open().context.today }, { id }) : decided;
  };
  const debts = (id: string): Promise<Receivable[]> => debtsOf(context, id);
  const postings = async (id: string) => {
    const rows = await readAll((cursor) => records.list(receipt, { index: 'byContract', where: { contract: id }, limit: 100, ...cursor }));
    return Promise.all(rows.map((row) => records.get(receipt, row.id, { consistent: true })));
  };
  const account = (id: string) => records.find(buyerAccount, 'contract', { contract: id });
  return {
    site,
    records,
    home,
    house,
    buyer,
    clerk,
    contractOf,
    changed,
    moved,
    receipt,
    follow,
    call,
    movement,
    refund,
    debts,
    postings,
    account,
    staffOf,
    stop: () => site.stop(),
  };
}
export type Counter = Awaited<ReturnType<typeof counter>>;
