import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';

/** A receivable follows what is paid on it; money that was booked wrongly opens it again. */
export const receivableStates = {
  initial: 'open',
  all: {
    open: { ...label('未收', 'Open'), tone: 'busy' },
    partlyPaid: { ...label('部分收款', 'Partly paid'), tone: 'warn' },
    paid: { ...label('已收清', 'Paid'), tone: 'good' },
    void: { ...label('已作废', 'Void'), tone: 'neutral' },
  },
  moves: [
    { from: ['open', 'partlyPaid'], to: 'paid', by: 'receipt.record' },
    { from: ['open', 'partlyPaid'], to: 'partlyPaid', by: 'receipt.record' },
    { from: ['partlyPaid', 'paid'], to: 'open', by: 'receipt.reverse' },
    { from: ['partlyPaid', 'paid'], to: 'partlyPaid', by: 'receipt.reverse' },
    { from: ['partlyPaid'], to: 'paid', by: 'receivable.plan' },
    { from: ['open', 'partlyPaid'], to: 'void', by: 'receivable.plan' },
  ],
  transitions: {},
} as const satisfies States;
