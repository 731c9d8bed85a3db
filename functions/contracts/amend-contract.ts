import { amendContract } from '../../shared/areas/contracts/amend-contract.operation.ts';
import { type Contract, contract } from '../../shared/areas/contracts/contract.resource.ts';
import { contractCopy } from '../../shared/areas/contracts/contract-copy.resource.ts';
import { isLoan, type PaymentMethod } from '../../shared/areas/contracts/payment-methods.ts';
import { supplementaryAgreement } from '../../shared/areas/contracts/supplementary-agreement.resource.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { change, create, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { feesOn } from './fee-rates.ts';
import { signedOnOf } from './signed-on.ts';

/** D10: both sides agree in writing; stamp tax that is not paid yet follows the new price. */
export const run: Run<typeof amendContract> = async ({ input, id, context }) => {
  for (const name of ['isAgreedByBuyer', 'isAgreedByDeveloper'] as const) if (!input[name]) failField(name, 'check.mustHold');
  const item = await context.records.get(contract, id);
  if (input.signedOn > context.today) failField('signedOn', 'date.future');
  if (input.signedOn < signedOnOf(item)) failField('signedOn', 'filing.beforeSigning');
  const changes = { ...(input.price === undefined ? {} : { price: input.price }), ...(input.paymentMethod ? { paymentMethod: input.paymentMethod } : {}) };
  if (input.paymentMethod && (await isTooLate(context, item, input.paymentMethod))) failField('paymentMethod', 'amend.tooLate');
  const { text, isAgreedByBuyer, isAgreedByDeveloper, signedOn } = input;
  return {
    writes: [
      change(contract, item, changes, { event: 'contract.amended', from: amendContract.from }),
      create(
        supplementaryAgreement,
        { project: item.project, contract: id, kind: 'amendment', text, changes, isAgreedByBuyer, isAgreedByDeveloper, signedOn },
        { event: 'agreement.signed' },
      ),
      ...(input.price === undefined ? [] : await newStampTax(context, item, input.price)),
    ],
  };
};

export const handler = serve(amendContract, run);

/** The flow goes to the buyer or to the bank from the moment the company's copies are handed out. */
async function isTooLate(context: Context, item: Contract, method: PaymentMethod): Promise<boolean> {
  if (item.status === 'delivered') return true;
  if (isLoan(method) === isLoan(item.paymentMethod)) return false;
  const { items } = await context.records.list(contractCopy, { index: 'byContract', where: { contract: item.id } });
  return items.some((copy) => copy.holder !== 'customerService');
}

async function newStampTax(context: Context, item: Contract, price: number): Promise<Write[]> {
  const line = await context.records.find(taxLine, 'kind', { contract: item.id, kind: 'stampTax' });
  if (!line) return [];
  if (line.status !== 'due') return failField('price', 'amend.taxPaid');
  const fees = await feesOn(context, { ...item, price }, signedOnOf(item));
  const { amount, basis } = fees.find((fee) => fee.kind === 'stampTax') ?? line;
  return [change(taxLine, line, { amount, basis }, { event: 'taxLine.recomputed', from: ['due'] })];
}
