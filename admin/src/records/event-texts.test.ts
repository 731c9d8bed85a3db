import { expect, test } from 'vitest';
import { areas, resources } from '../../../shared/areas/index.ts';
import { describeOffice } from '../../build/describe-office.ts';
import { eventLabel } from './event-texts.ts';

const { operations } = describeOffice(areas);

test.each([
  ['contract', 'contract.signed', '签约'],
  ['contract', 'contract.taxesPaid', '缴纳印花税和交易费'],
  ['contract', 'contract.filingPrepared', '制作备案表并盖章'],
  ['contract', 'contract.submitted', '送件备案'],
  ['contract', 'contract.handedToBank', '主本合同交银行'],
  ['contract', 'contract.bankRefused', '未获受理'],
  ['contract', 'contract.flowResumed', '继续流程'],
  ['contract', 'contract.filed', '已备案'],
  ['contract', 'contract.voided', '作废合同'],
  ['unit', 'unit.reserved', '内部保留'],
  ['unit', 'unit.freed', '恢复可用'],
  ['unit', 'unit.signed', '签约'],
  ['unit', 'unit.created', '建立'],
  ['scan', 'scan.opened', '查看'],
  ['customer', 'customer.updated', '修改'],
  ['contractCopy', 'contractCopy.handedOn', '移交'],
  ['taxLine', 'taxLine.released', '已拨付'],
])('%s: %s is told as %s', (name, event, words) => {
  const definition = resources[name];
  expect(definition && eventLabel(definition, { event }, operations).zh).toBe(words);
});

test('an event that nothing names is told by the state it led to, or as a change', () => {
  const { contract } = resources;
  if (!contract) throw new Error('expected the resource contract');
  expect(eventLabel(contract, { event: 'contract.whatever', changes: { status: { to: 'filed' } } }, operations).zh).toBe('已备案');
  expect(eventLabel(contract, { event: 'contract.whatever' }, operations).zh).toBe('修改');
});
