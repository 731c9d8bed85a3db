import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { damagesNote } from '../../shared/areas/finance/damages.ts';
import { type DunningNotice, dunningNotice } from '../../shared/areas/finance/dunning-notice.resource.ts';
import { receivableKinds } from '../../shared/areas/finance/kinds.ts';
import { printNotice } from '../../shared/areas/finance/print-notice.operation.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { capitalAmount } from '../../shared/kit/capital-amount.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import type { Context } from '../kit/context.ts';
import type { PrintedForm } from '../kit/print/form.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { printed } from './printed.ts';

/** F1: addressed to the buyer by the full name, so that it was printed is written before it is answered. */
export const run: Run<typeof printNotice> = async ({ id, context }) => {
  const item = await context.records.get(dunningNotice, id);
  const body = await printed(`催交款通知书 ${item.number}`, await formOf(context, item));
  return { writes: [change(dunningNotice, item, {}, { event: 'dunningNotice.printed', from: printNotice.from })], body };
};

export const handler = serve(printNotice, run);

async function formOf(context: Context, item: DunningNotice): Promise<PrintedForm> {
  const deal = await context.records.get(contract, item.contract);
  const [buyer, site, home, debt] = await Promise.all([
    context.records.get(customer, item.customer),
    context.records.get(project, item.project),
    context.records.get(unit, deal.unit),
    context.records.get(receivable, item.receivable),
  ]);
  const names = [buyer.name, ...(buyer.coBuyers ?? []).map(({ name }) => name)].join('、');
  const kind = receivableKinds[debt.kind].zh;
  const total = item.unpaid + item.damages;
  return {
    company: site.developer,
    title: '催交款通知书',
    number: item.number,
    facts: [
      { label: '买受人', value: names },
      { label: '合同编号', value: deal.number },
      { label: '房源', value: `${site.name} ${home.code}` },
      { label: '通知日期', value: item.issuedOn },
    ],
    paragraphs: [
      `根据贵我双方签订的《商品房买卖合同》，您应于 ${item.dueOn} 前支付${kind}，截至 ${item.issuedOn} 尚欠 ${formatYuan(item.unpaid)}（人民币大写：${capitalAmount(item.unpaid)}）。`,
      ...(item.damages > 0 ? [`按${item.basis}计算，截至通知日应付逾期付款违约金 ${formatYuan(item.damages)}，此后按日另计至付清之日止。`] : []),
      `请您于 ${item.payBy} 前付清上述款项。如已付款，请与我司财务部联系核对。`,
    ],
    total: { label: '欠款与违约金合计', fen: total },
    notes: [`${damagesNote.zh}。`],
    signatures: [`${site.developer}（盖章）`, '买受人签收'],
    printedAt: context.now,
    printedBy: context.actor.name,
  };
}
