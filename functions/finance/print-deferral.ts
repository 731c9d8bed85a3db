import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { type Deferral, deferral } from '../../shared/areas/finance/deferral.resource.ts';
import { receivableKinds } from '../../shared/areas/finance/kinds.ts';
import { printDeferral } from '../../shared/areas/finance/print-deferral.operation.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import type { Context } from '../kit/context.ts';
import type { PrintedForm } from '../kit/print/form.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { printed } from './printed.ts';

const decisions: Readonly<Record<string, string>> = { applied: '待审批', approved: '同意延期', refused: '不同意延期' };

/** F2: the form that the buyer signs. */
export const run: Run<typeof printDeferral> = async ({ id, context }) => {
  const item = await context.records.get(deferral, id);
  const body = await printed(`延期付款申请表 ${item.number}`, await formOf(context, item));
  return { writes: [change(deferral, item, {}, { event: 'deferral.printed', from: printDeferral.from })], body };
};

export const handler = serve(printDeferral, run);

async function formOf(context: Context, item: Deferral): Promise<PrintedForm> {
  const deal = await context.records.get(contract, item.contract);
  const [buyer, site, home, debt] = await Promise.all([
    context.records.get(customer, item.customer),
    context.records.get(project, item.project),
    context.records.get(unit, deal.unit),
    context.records.get(receivable, item.receivable),
  ]);
  return {
    company: site.developer,
    title: '延期付款申请表',
    number: item.number,
    facts: [
      { label: '申请人', value: [buyer.name, ...(buyer.coBuyers ?? []).map(({ name }) => name)].join('、') },
      { label: '合同编号', value: deal.number },
      { label: '房源', value: `${site.name} ${home.code}` },
      { label: '款项', value: receivableKinds[debt.kind].zh },
      { label: '原应付日', value: item.dueOn },
      { label: '申请延至', value: item.laterOn },
      { label: '截至申请日违约金', value: `${formatYuan(item.damages)}（${item.isDamagesWaived ? '申请免除' : '照计'}）` },
      { label: '申请日期', value: item.appliedOn },
      { label: '审批结果', value: [decisions[item.status] ?? '', item.decidedOn ?? ''].join(' ').trim() },
    ],
    paragraphs: [`延期原因：${item.reason}`, ...(item.opinion ? [`审批意见：${item.opinion}`] : [])],
    total: { label: '延期金额', fen: item.amount },
    signatures: ['申请人', '经办人', '审批人', '日期'],
    printedAt: context.now,
    printedBy: context.actor.name,
  };
}
