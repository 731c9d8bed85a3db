import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

export const payTaxes = defineOperation({
  name: 'contract.payTaxes',
  area: 'contracts',
  label: label('缴纳印花税和交易费', 'Pay stamp tax and trading fee'),
  handler: 'pay-taxes',
  on: 'record',
  input: {
    paidOn: f.date('缴纳日', 'Paid on'),
    stampTaxReceipt: f.text('印花税票号', 'Stamp tax receipt', { most: 60 }),
    tradingFeeInvoice: f.text('交易费发票号', 'Trading fee invoice', { most: 60 }),
  },
  allow: customerDesk,
  from: ['filed'],
  isStep: true,
  reads: ['contract', 'taxLine', 'todo'],
  writes: ['taxLine', 'contract', 'todo'],
  source: ['E5', 'E6'],
});
export type PayTaxesInput = Input<typeof payTaxes>;
