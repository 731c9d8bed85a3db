import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';

/** From the application to the posting; a posting that is reversed makes it payable again. */
export const refundStates = {
  initial: 'applied',
  all: {
    applied: { ...label('待审批', 'Applied'), tone: 'busy' },
    approved: { ...label('待付款', 'To be paid'), tone: 'busy' },
    paid: { ...label('已退款', 'Paid'), tone: 'good' },
    refused: { ...label('未批准', 'Refused'), tone: 'bad' },
    withdrawn: { ...label('已撤回', 'Withdrawn'), tone: 'neutral' },
  },
  moves: [
    { from: ['applied'], to: 'approved', by: 'refund.decide' },
    { from: ['applied'], to: 'refused', by: 'refund.decide' },
    { from: ['approved'], to: 'paid', by: 'refund.pay' },
    { from: ['approved'], to: 'paid', by: 'statementLine.resolve' },
    { from: ['paid'], to: 'approved', by: 'receipt.reverse' },
    { from: ['applied', 'approved'], to: 'withdrawn', by: 'refund.withdraw' },
  ],
  transitions: {},
} as const satisfies States;
