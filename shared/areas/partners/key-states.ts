import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';

/** A key signs from its approval until it runs out; `retiring` is the older of two during their overlap. */
export const partnerKeyStates = {
  initial: 'pending',
  all: {
    pending: { ...label('待审核', 'Pending'), tone: 'busy' },
    active: { ...label('使用中', 'Active'), tone: 'good' },
    retiring: { ...label('即将停用', 'Retiring'), tone: 'warn' },
    retired: { ...label('已到期', 'Retired'), tone: 'neutral' },
    revoked: { ...label('已吊销', 'Revoked'), tone: 'bad' },
  },
  moves: [
    { from: ['pending'], to: 'active', by: 'partnerKey.approve' },
    { from: ['active'], to: 'retiring', by: 'partnerKey.approve' },
    { from: ['active', 'retiring'], to: 'retired', by: 'partnerKey.watch' },
    { from: ['pending', 'active', 'retiring'], to: 'revoked', by: 'partnerKey.revoke' },
  ],
  transitions: {},
} as const satisfies States;
