import { everyone } from '../../kit/access.ts';
import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { label } from '../../kit/label.ts';

/** The open to-dos of the posts and projects of the person, the most urgent first. */
export const inbox = defineOperation({
  name: 'todo.inbox',
  area: 'organisation',
  label: label('我的待办', 'My to-dos'),
  handler: 'inbox',
  on: 'collection',
  input: {},
  allow: everyone,
  method: 'GET',
  reads: ['todo'],
  writes: [],
  source: ['L4'],
});
export type InboxInput = Input<typeof inbox>;
