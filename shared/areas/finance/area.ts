import { defineArea } from '../../kit/define-area.ts';
import { label } from '../../kit/label.ts';
import { bankStatement } from './bank-statement.resource.ts';
import { buyerAccount } from './buyer-account.resource.ts';
import { callResult } from './call-result.resource.ts';
import { deferral } from './deferral.resource.ts';
import { dunningNotice } from './dunning-notice.resource.ts';
import { invoice } from './invoice.resource.ts';
import { receipt } from './receipt.resource.ts';
import { receivable } from './receivable.resource.ts';
import { statementLine } from './statement-line.resource.ts';

export const finance = defineArea({
  name: 'finance',
  label: label('财务', 'Finance'),
  order: 50,
  resources: [receivable, receipt, buyerAccount, invoice, dunningNotice, deferral, callResult, bankStatement, statementLine],
  operations: [],
});
