import { everyone } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

export const whoAmI = defineOperation({
  name: 'employee.me',
  area: 'organisation',
  label: label('本人信息', 'Who am I'),
  handler: 'who-am-i',
  on: 'collection',
  input: {},
  allow: everyone,
  method: 'GET',
  reads: ['employee'],
  writes: [],
  source: ['B15'],
});
export type WhoAmIInput = Input<typeof whoAmI>;
