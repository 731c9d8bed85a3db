import { type Contract, contract } from '../../shared/areas/contracts/contract.resource.ts';
import { sheetNames } from '../../shared/areas/finance/kinds.ts';
import { type PrintSheetInput, printSheet } from '../../shared/areas/finance/print-sheet.operation.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { formatYuan } from '../../shared/kit/money.ts';
import { chosen } from '../kit/chosen.ts';
import type { Context, ListQuery } from '../kit/context.ts';
import type { PrintedForm } from '../kit/print/form.ts';
import { type Run, serve } from '../kit/serve.ts';
import { printed } from './printed.ts';
import { sheetColumns, sheetRows } from './sheet-rows.ts';

/** F3 is of one contract; F4–F6, F8 and F9 are of a project, or of one contract in it. */
export const run: Run<typeof printSheet> = async ({ input, context }) => {
  const site = await chosen(context, project, { field: 'project', id: input.project });
  const deal = await dealOf(context, input);
  if (input.from > input.until) failField('until', 'date.range');
  const { rows, totalFen } = await sheetRows(context, queryOf(input), deal?.id);
  const title = sheetNames[input.sheet].zh;
  const form: PrintedForm = {
    company: site.developer,
    title,
    facts: [
      { label: '项目', value: site.name },
      { label: '期间', value: `${input.from} 至 ${input.until}` },
      ...(deal ? [{ label: '合同编号', value: deal.number }] : []),
      { label: '笔数', value: String(rows.length) },
    ],
    table: { columns: sheetColumns, rows, totals: [...sheetColumns.slice(2).map(() => ''), '合计', formatYuan(totalFen)] },
    total: { label: '合计金额', fen: totalFen },
    signatures: ['制表', '复核'],
    printedAt: context.now,
    printedBy: context.actor.name,
    isLandscape: true,
  };
  return { body: await printed([title, input.from, input.until].join(' '), form) };
};

export const handler = serve(printSheet, run);

async function dealOf(context: Context, { sheet, project: place, contract: id }: PrintSheetInput): Promise<Contract | undefined> {
  if (!id) return sheet === 'customer' ? failField('contract', 'field.required') : undefined;
  const deal = await chosen(context, contract, { field: 'contract', id });
  return deal.project === place ? deal : failField('contract', 'field.missingRecord');
}

function queryOf({ sheet, project: place, contract: id, from, until }: PrintSheetInput): Omit<ListQuery, 'limit' | 'cursor'> {
  if (sheet === 'customer') return { index: 'byContract', where: { contract: id }, from, until };
  return { index: 'bySheet', where: { project: place, sheet }, from, until };
}
