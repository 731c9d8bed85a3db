import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';

/** What became of a line; all but `matched` and `resolved` are differences that somebody must settle. */
export const differences = ['missingHere', 'missingThere', 'amountDiffers', 'ambiguous'] as const;

/** How a difference was settled. */
export const resolutions = { booked: label('补记入账', 'Booked'), linked: label('指定凭证', 'Linked'), explained: label('说明原因', 'Explained') };

export const lineStates = {
  initial: 'new',
  all: {
    new: { ...label('未核对', 'New'), tone: 'neutral' },
    matched: { ...label('相符', 'Matched'), tone: 'good' },
    missingHere: { ...label('我方未入账', 'Missing here'), tone: 'warn' },
    missingThere: { ...label('银行未列', 'Missing at the bank'), tone: 'warn' },
    amountDiffers: { ...label('金额不符', 'Amount differs'), tone: 'bad' },
    ambiguous: { ...label('对应不唯一', 'Ambiguous'), tone: 'warn' },
    resolved: { ...label('已处理', 'Resolved'), tone: 'good' },
  },
  moves: [
    { from: ['new'], to: 'matched', by: 'bankStatement.match' },
    ...differences.map((to) => ({ from: ['new'], to, by: 'bankStatement.match' })),
    { from: differences, to: 'resolved', by: 'statementLine.resolve' },
    { from: ['matched', 'resolved'], to: 'missingHere', by: 'receipt.reverse' },
  ],
  transitions: {},
} as const satisfies States;
