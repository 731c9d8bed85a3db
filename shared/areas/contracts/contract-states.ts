import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';

/** The course of a contract from draft to archive. Operations move it, step by step as the filing flow asks for them. */
export const contractStates = {
  initial: 'draft',
  all: {
    draft: { ...label('起草中', 'Drafting'), tone: 'neutral' },
    inReview: { ...label('审核中', 'In review'), tone: 'busy' },
    final: { ...label('已定稿', 'Final'), tone: 'busy' },
    checked: { ...label('待签约', 'Ready to sign'), tone: 'busy' },
    signed: { ...label('已签约', 'Signed'), tone: 'good' },
    submitted: { ...label('备案中', 'Filing'), tone: 'busy' },
    filed: { ...label('已备案', 'Filed'), tone: 'good' },
    delivered: { ...label('合同已交付', 'Delivered'), tone: 'good' },
    archived: { ...label('已归档', 'Archived'), tone: 'neutral' },
    void: { ...label('已作废', 'Void'), tone: 'bad' },
  },
  moves: [
    { from: ['draft'], to: 'inReview', by: 'contract.draft' },
    { from: ['inReview'], to: 'draft', by: 'contract.review' },
    { from: ['inReview'], to: 'final', by: 'contract.finalise' },
    { from: ['final'], to: 'checked', by: 'contract.check' },
    { from: ['checked'], to: 'signed', by: 'contract.sign' },
    { from: ['signed'], to: 'submitted', by: 'contract.submit' },
    { from: ['submitted'], to: 'filed', by: 'contract.collect' },
    { from: ['submitted'], to: 'signed', by: 'contract.collect' },
    { from: ['filed'], to: 'delivered', by: 'contract.handToBuyer' },
    { from: ['filed'], to: 'delivered', by: 'contract.handToBank' },
    { from: ['delivered'], to: 'archived', by: 'contract.archive' },
    { from: ['draft', 'inReview', 'final', 'checked', 'signed', 'submitted', 'filed'], to: 'void', by: 'contract.void' },
    { from: ['delivered', 'archived'], to: 'void', by: 'mortgageCase.refund' },
  ],
  transitions: {},
} as const satisfies States;
