import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** A tax or fee of one contract, with the dated rate it was computed by and where that rate comes from. */
export const taxLine = defineResource({
  name: 'taxLine',
  area: 'contracts',
  idPrefix: 'tax',
  label: label('税费', 'Tax or fee', 'Taxes and fees'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    contract: f.ref('contract', '合同', 'Contract', { isOwned: true }),
    kind: f.choice(
      '税费项目',
      'Kind',
      {
        stampTax: label('印花税', 'Stamp tax'),
        tradingFee: label('交易费', 'Trading fee'),
        deedTax: label('契税', 'Deed tax'),
        maintenanceFund: label('维修基金', 'Maintenance fund'),
      },
      { isOwned: true, source: 'E5' },
    ),
    amount: f.money('金额', 'Amount', { isOwned: true }),
    basis: f.text('计算依据', 'Computation', { isOwned: true }),
    rateSource: f.text('费率来源', 'Source of the rate', { isOwned: true, most: 300 }),
    rateFrom: f.date('费率生效日', 'Rate in force from', { isOwned: true }),
    paidOn: f.date('缴纳日', 'Paid on', { optional: true, isOwned: true }),
    invoice: f.text('发票号', 'Invoice no.', { optional: true, isOwned: true, most: 60, source: 'E7' }),
  },
  title: 'kind',
  list: ['project', 'contract', 'kind', 'amount', 'paidOn', 'invoice'],
  indexes: { byContract: { partition: ['contract'], sort: ['kind'] }, byStatus: { partition: ['project', 'status'], sort: ['updatedAt'] } },
  unique: { kind: { fields: ['contract', 'kind'], isKey: true } },
  access: { read: staff, create: nobody, update: nobody, remove: nobody },
  states: {
    initial: 'due',
    all: {
      due: { ...label('应缴', 'Due'), tone: 'neutral' },
      requested: { ...label('已申请', 'Requested'), tone: 'busy' },
      released: { ...label('已拨付', 'Released'), tone: 'busy' },
      paid: { ...label('已缴纳', 'Paid'), tone: 'good' },
      booked: { ...label('已入账', 'Booked'), tone: 'good' },
      void: { ...label('已作废', 'Void'), tone: 'bad' },
    },
    moves: [
      { from: ['due'], to: 'requested', by: 'contract.submit' },
      { from: ['requested'], to: 'released', by: 'contract.releaseFee' },
      { from: ['due', 'released'], to: 'paid', by: 'contract.payTaxes' },
      { from: ['paid'], to: 'booked', by: 'contract.bookInvoice' },
      { from: ['due', 'requested', 'released'], to: 'void', by: 'contract.void' },
    ],
    transitions: {},
  },
  source: ['E3', 'E5', 'E6', 'E7', 'F5'],
});
export type TaxLine = Item<typeof taxLine>;
