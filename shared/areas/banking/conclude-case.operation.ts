import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';

/** What came of the loans: all of them settled, or one refused, and what had not been paid out is withdrawn. */
export const concludeCase = defineOperation({
  name: 'mortgageCase.conclude',
  area: 'banking',
  label: label('汇总贷款结果', 'Conclude the loans'),
  handler: 'conclude-case',
  on: 'task',
  input: { mortgageCase: f.ref('mortgageCase', '按揭案件', 'Mortgage case'), isRefused: f.flag('有贷款未获批准', 'A loan was refused') },
  allow: [],
  reads: ['mortgageCase', 'loan', 'todo'],
  writes: ['mortgageCase', 'loan', 'todo'],
  source: ['G4', 'G5'],
});
export type ConcludeCaseInput = Input<typeof concludeCase>;
