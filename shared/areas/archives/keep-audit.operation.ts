import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** Writes every audit event to the archive under Object Lock. */
export const keepAudit = defineOperation({
  name: 'scan.keepAudit',
  area: 'archives',
  label: label('审计日志归档', 'Keep the audit log'),
  handler: 'keep-audit',
  on: 'task',
  input: {},
  allow: [],
  stream: 'audit',
  uses: ['archive'],
  reads: ['setting'],
  writes: [],
  source: ['K10', 'S5'],
});
export type KeepAuditInput = Input<typeof keepAudit>;
