import { inOwnProject } from '../../kit/access.ts';
import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** A blank is in stock, in somebody’s hands, used, or spoiled: every number is accounted for (D7). */
export const stampedBlankStates = {
  initial: 'inStock',
  all: {
    inStock: { ...label('在库', 'In stock'), tone: 'neutral' },
    issued: { ...label('已领用', 'Issued'), tone: 'busy' },
    used: { ...label('已使用', 'Used'), tone: 'good' },
    spoiled: { ...label('已作废', 'Spoiled'), tone: 'bad' },
  },
  moves: [
    { from: ['inStock'], to: 'issued', by: 'stampedBlank.issue' },
    { from: ['issued'], to: 'used', by: 'subscription.subscribe' },
    { from: ['issued'], to: 'used', by: 'contract.sign' },
  ],
  transitions: {
    spoil: {
      label: label('作废', 'Spoil'),
      from: ['inStock', 'issued'],
      to: 'spoiled',
      allow: inOwnProject('officeClerk', 'customerService', 'backOffice'),
      kind: 'exception',
      isReasonNeeded: true,
    },
    giveBack: { label: label('退回', 'Give back'), from: ['issued'], to: 'inStock', allow: customerDesk },
  },
} as const satisfies States;
