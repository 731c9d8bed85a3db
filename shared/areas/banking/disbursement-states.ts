import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';

/** From the report of the bank until finance has reconciled it. */
export const disbursementStates = {
  initial: 'reported',
  all: {
    reported: { ...label('已报放款', 'Reported'), tone: 'busy' },
    booked: { ...label('已入账', 'Booked'), tone: 'busy' },
    invoiced: { ...label('已开发票', 'Invoiced'), tone: 'busy' },
    collected: { ...label('发票已领', 'Invoice collected'), tone: 'busy' },
    reconciled: { ...label('已核对', 'Reconciled'), tone: 'good' },
  },
  moves: [
    { from: ['reported'], to: 'booked', by: 'disbursement.book' },
    { from: ['booked'], to: 'invoiced', by: 'disbursement.invoice' },
    { from: ['invoiced'], to: 'collected', by: 'disbursement.collect' },
    { from: ['collected'], to: 'reconciled', by: 'disbursement.reconcile' },
    { from: ['booked', 'invoiced', 'collected', 'reconciled'], to: 'reported', by: 'receipt.reverse' },
    { from: ['invoiced', 'collected'], to: 'booked', by: 'invoice.void' },
  ],
  transitions: {},
} as const satisfies States;
