import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** The law firm has it in hand. */
export const openMatter = ['assigned', 'opined', 'confirmed', 'taken'] as const;

/** From the law firm's assignment until the papers it took are back. */
export const signingMatterStates = {
  initial: 'assigned',
  all: {
    assigned: { ...label('已委派', 'Assigned'), tone: 'neutral' },
    opined: { ...label('已出意见', 'Opinion filed'), tone: 'busy' },
    confirmed: { ...label('已确认签署', 'Signing confirmed'), tone: 'good' },
    taken: { ...label('律师持有文件', 'Papers at the law firm'), tone: 'busy' },
    closed: { ...label('已办结', 'Closed'), tone: 'neutral' },
    recalled: { ...label('已撤回委派', 'Recalled'), tone: 'bad' },
  },
  moves: [
    { from: ['assigned', 'opined'], to: 'opined', by: 'signingMatter.fileOpinion' },
    { from: ['opined'], to: 'confirmed', by: 'signingMatter.confirmSigning' },
    { from: ['confirmed'], to: 'taken', by: 'signingMatter.passPapers' },
    { from: ['taken'], to: 'closed', by: 'signingMatter.returnPapers' },
  ],
  transitions: {
    recall: {
      label: label('撤回委派', 'Recall'),
      from: ['assigned', 'opined'],
      to: 'recalled',
      allow: customerDesk,
      kind: 'exception',
      isReasonNeeded: true,
    },
  },
} as const satisfies States;
