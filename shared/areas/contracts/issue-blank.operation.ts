import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

export const issueBlank = defineOperation({
  name: 'stampedBlank.issue',
  area: 'contracts',
  label: label('领用', 'Issue'),
  handler: 'issue-blank',
  on: 'record',
  input: { holder: f.ref('employee', '领用人', 'Holder') },
  allow: inOwnProject('officeClerk', 'customerService', 'backOffice'),
  from: ['inStock'],
  reads: ['stampedBlank', 'employee'],
  writes: ['stampedBlank'],
  source: ['D7'],
});
export type IssueBlankInput = Input<typeof issueBlank>;
