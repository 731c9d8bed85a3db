import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';
import { cashiers } from './finance-posts.ts';

/** A file in one of these is taken; one that was abandoned may come again. */
export const takenStates = ['importing', 'read', 'open', 'reconciled'] as const;

/** From the first lines of the file until every difference is settled. */
export const statementStates = {
  initial: 'importing',
  all: {
    importing: { ...label('读入中', 'Importing'), tone: 'busy' },
    read: { ...label('待核对', 'To be compared'), tone: 'busy' },
    open: { ...label('有差异', 'With differences'), tone: 'warn' },
    reconciled: { ...label('已核对', 'Reconciled'), tone: 'good' },
    abandoned: { ...label('已放弃', 'Abandoned'), tone: 'neutral' },
  },
  moves: [
    { from: ['importing'], to: 'read', by: 'bankStatement.import' },
    { from: ['read'], to: 'open', by: 'bankStatement.match' },
    { from: ['read'], to: 'reconciled', by: 'bankStatement.match' },
    { from: ['open'], to: 'reconciled', by: 'statementLine.resolve' },
    { from: ['reconciled'], to: 'open', by: 'receipt.reverse' },
  ],
  transitions: {
    abandon: { label: label('放弃', 'Abandon'), from: ['importing'], to: 'abandoned', allow: cashiers, kind: 'exception', isReasonNeeded: true },
  },
} as const satisfies States;
