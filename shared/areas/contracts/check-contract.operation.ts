import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { customerDesk } from '../posts.ts';

/** Both identities are real and both sides accept the very text that was frozen. */
export const checkContract = defineOperation({
  name: 'contract.check',
  area: 'contracts',
  label: label('签约前核对', 'Pre-signing check'),
  handler: 'check-contract',
  on: 'record',
  input: {
    isBuyerVerified: f.flag('买受人身份已核对', 'Buyer identity verified'),
    isDeveloperVerified: f.flag('出卖人身份已核对', 'Developer identity verified'),
    isTextAccepted: f.flag('双方确认定稿', 'Both sides accept the final text'),
    textHash: f.hash('核对文本 SHA-256', 'SHA-256 of the text shown'),
  },
  allow: customerDesk,
  from: ['final'],
  isStep: true,
  reads: ['contract', 'todo', 'customer', 'project'],
  writes: ['contract', 'todo'],
  source: ['D4'],
});
export type CheckContractInput = Input<typeof checkContract>;
