import { either, inOwnProject } from '../../kit/access.ts';
import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';
import { salesLeaders } from '../posts.ts';

/** The course of a unit on the sales control board (C3). */
export const unitStates = {
  initial: 'available',
  all: {
    available: { ...label('可售', 'Available'), tone: 'good' },
    reserved: { ...label('保留', 'Reserved'), tone: 'warn' },
    subscribed: { ...label('已认购', 'Subscribed'), tone: 'busy' },
    signed: { ...label('已签约', 'Signed'), tone: 'busy' },
    filed: { ...label('已备案', 'Filed'), tone: 'neutral' },
  },
  moves: [
    { from: ['available'], to: 'subscribed', by: 'subscription.subscribe' },
    { from: ['subscribed'], to: 'signed', by: 'contract.sign' },
    { from: ['signed'], to: 'filed', by: 'contract.collect' },
    { from: ['subscribed', 'signed', 'filed'], to: 'available', by: 'contract.void' },
  ],
  transitions: {
    reserve: {
      label: label('内部保留', 'Reserve'),
      from: ['available'],
      to: 'reserved',
      allow: either(salesLeaders, inOwnProject('engineering')),
      kind: 'exception',
      isReasonNeeded: true,
    },
    release: { label: label('取消保留', 'Release'), from: ['reserved'], to: 'available', allow: salesLeaders },
  },
} as const satisfies States;
