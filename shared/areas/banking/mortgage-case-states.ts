import type { States } from '../../kit/define-resource.ts';
import { label } from '../../kit/label.ts';

/** The course of a mortgage case; its loans have a course of their own while it is `lending`. */
export const mortgageCaseStates = {
  initial: 'planning',
  all: {
    planning: { ...label('拟定方案', 'Planning'), tone: 'neutral' },
    collecting: { ...label('收集资料', 'Collecting papers'), tone: 'busy' },
    checking: { ...label('核对资料', 'Checking papers'), tone: 'busy' },
    lending: { ...label('银行办理', 'At the bank'), tone: 'busy' },
    settled: { ...label('已核对到账', 'Settled'), tone: 'good' },
    archived: { ...label('已归档', 'Archived'), tone: 'neutral' },
    refused: { ...label('未获批准', 'Refused'), tone: 'bad' },
    paidOtherwise: { ...label('改变付款方式', 'Paid otherwise'), tone: 'neutral' },
    terminating: { ...label('解约退款', 'Refunding'), tone: 'warn' },
    terminated: { ...label('已解约', 'Terminated'), tone: 'bad' },
  },
  moves: [
    { from: ['planning'], to: 'collecting', by: 'mortgageCase.plan' },
    { from: ['collecting'], to: 'checking', by: 'mortgageCase.collect' },
    { from: ['checking'], to: 'collecting', by: 'mortgageCase.checkMaterials' },
    { from: ['checking'], to: 'lending', by: 'mortgageCase.checkMaterials' },
    { from: ['lending'], to: 'settled', by: 'mortgageCase.conclude' },
    { from: ['lending'], to: 'refused', by: 'mortgageCase.conclude' },
    { from: ['settled'], to: 'archived', by: 'mortgageCase.archive' },
    { from: ['settled'], to: 'lending', by: 'receipt.reverse' },
    { from: ['refused'], to: 'planning', by: 'mortgageCase.remedy' },
    { from: ['refused'], to: 'paidOtherwise', by: 'mortgageCase.remedy' },
    { from: ['refused'], to: 'terminating', by: 'mortgageCase.remedy' },
    { from: ['terminating'], to: 'terminated', by: 'mortgageCase.refund' },
  ],
  transitions: {},
} as const satisfies States;
