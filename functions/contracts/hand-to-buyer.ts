import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { handToBuyer } from '../../shared/areas/contracts/hand-to-buyer.operation.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { change, create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { copyNamed, handOn, originalCopy } from './copies.ts';

/** E8: what the buyer paid at the window is written down as the receipts say; the office does not set these rates. */
export const run: Run<typeof handToBuyer> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  if (input.handedOn > context.today) failField('handedOn', 'date.future');
  const original = await copyNamed(context, id, originalCopy);
  const paid = [
    { kind: 'deedTax', amount: input.deedTax, invoice: input.deedTaxReceipt },
    { kind: 'maintenanceFund', amount: input.maintenanceFund, invoice: input.maintenanceFundReceipt },
  ] as const;
  const asReceipt = {
    basis: '按票据金额',
    rateSource: '买受人在税费窗口缴纳（《房地产项目客户服务部工作流程》第9条）',
    rateFrom: input.handedOn,
    paidOn: input.handedOn,
  };
  return {
    writes: [
      change(contract, item, {}, { event: 'contract.handedToBuyer', to: 'delivered', from: ['filed'] }),
      handOn(original, { holder: 'buyer', receiver: input.receiver, on: input.handedOn }),
      ...paid.map((line) => create(taxLine, { project: item.project, contract: id, ...line, ...asReceipt }, { event: 'taxLine.paid', status: 'paid' })),
    ],
  };
};

export const handler = serve(handToBuyer, run);
