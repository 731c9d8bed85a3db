import { inOwnProject } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { paymentMethods } from './payment-methods.ts';

/** A written amendment that both sides sign; taxes not yet paid are computed anew. */
export const amendContract = defineOperation({
  name: 'contract.amend',
  area: 'contracts',
  label: label('书面变更', 'Amend'),
  handler: 'amend-contract',
  on: 'record',
  input: {
    text: f.note('变更内容', 'What changes'),
    price: f.money('变更后成交价', 'New price', { optional: true }),
    paymentMethod: f.choice('变更后付款方式', 'New payment method', paymentMethods, { optional: true }),
    isAgreedByBuyer: f.flag('买受人同意', 'Buyer agrees'),
    isAgreedByDeveloper: f.flag('出卖人同意', 'Developer agrees'),
    signedOn: f.date('签订日', 'Signed on'),
  },
  allow: inOwnProject('legal', 'customerService', 'salesManager'),
  from: ['signed', 'submitted', 'filed', 'delivered'],
  reads: ['contract', 'contractCopy', 'project', 'setting', 'taxLine'],
  writes: ['contract', 'supplementaryAgreement', 'taxLine'],
  source: ['D10'],
});
export type AmendContractInput = Input<typeof amendContract>;
