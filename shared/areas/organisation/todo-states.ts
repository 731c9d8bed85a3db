import { allow } from '../../kit/access.ts';
import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';

/** A to-do is open until it is done, or no longer needed. */
export const todoStates = {
  initial: 'open',
  all: {
    open: { ...label('待办', 'Open'), tone: 'busy' },
    done: { ...label('已办', 'Done'), tone: 'good' },
    cancelled: { ...label('已取消', 'Cancelled'), tone: 'neutral' },
  },
  moves: [
    { from: ['open'], to: 'done', by: 'todo.finish' },
    { from: ['open'], to: 'cancelled', by: 'todo.cancel' },
    { from: ['done', 'cancelled'], to: 'open', by: 'todo.open' },
  ],
  transitions: {
    drop: {
      label: label('取消待办', 'Drop'),
      from: ['open'],
      to: 'cancelled',
      allow: allow('systemAdmin'),
      kind: 'exception',
      isReasonNeeded: true,
    },
  },
} as const satisfies States;
