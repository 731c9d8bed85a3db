import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { listMaterials } from '../../shared/areas/banking/list-materials.operation.ts';
import type { Loan } from '../../shared/areas/banking/loan.resource.ts';
import { type MortgageCase, mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import type { Context } from '../kit/context.ts';
import { create, type Write } from '../kit/records/write.ts';
import type { Run } from '../kit/serve.ts';
import { task } from '../kit/task.ts';
import { loansOf } from './loans.ts';

/** Records of one transaction: each takes two of the hundred actions. */
const mostAtOnce = 30;

/** G3: what is there from an attempt that broke off stays, so that asking twice makes one list. */
export const run: Run<typeof listMaterials> = async ({ input, context }) => {
  const item = await context.records.get(mortgageCase, input.mortgageCase, { consistent: true });
  const planned = (await loansOf(context, item.id)).filter(({ status }) => status === 'planned');
  const writes = (await Promise.all(planned.map((one) => wanted(context, item, one)))).flat();
  for (let at = 0; at < writes.length; at += mostAtOnce) await context.records.write(writes.slice(at, at + mostAtOnce));
  return { outcome: { listed: writes.length } };
};

export const handler = task(listMaterials, run);

/** The papers that the bank wants of such a buyer for such a loan, as far as they are not on the list yet. */
async function wanted(context: Context, { project, id, buyerKind }: MortgageCase, { id: loan, bank: lender, kind }: Loan): Promise<Write[]> {
  const { materials = [] } = await context.records.get(bank, lender);
  const asked = materials.filter(
    (row) => (!row.loanKinds?.length || row.loanKinds.includes(kind)) && (!row.buyerKinds?.length || includes(row.buyerKinds, buyerKind)),
  );
  const byCode = new Map(asked.map((row) => [row.code, row]));
  const known = await Promise.all([...byCode.keys()].map((code) => context.records.find(caseMaterial, 'code', { loan, code })));
  for (const one of known) if (one) byCode.delete(one.code);
  return [...byCode.values()].map(({ code, name, copies }) =>
    create(caseMaterial, { project, mortgageCase: id, loan, bank: lender, code, name, copies, askedBy: 'list' }, { event: 'caseMaterial.listed' }),
  );
}

const includes = (kinds: readonly string[], kind: string | undefined): boolean => kind !== undefined && kinds.includes(kind);
