import type { OperationDefinition } from '../../shared/kit/define-operation.ts';
import { perform, type Run } from '../kit/serve.ts';
import type { Performer } from './answer-endpoint.ts';

/**
 * An operation of the office as partners perform it: the same input, checks, writes and finished to-do as when staff do it. That the
 * partner may ask for it was decided by the endpoint and by the record it could see.
 *
 * @example performed(decideLoan, run)
 */
export const performed =
  <O extends OperationDefinition>(operation: O, run: Run<O>): Performer =>
  ({ id, given, opened, repeat }) =>
    perform({ operation, run, opened, id: operation.on === 'record' ? id : '', given, isAdmitted: true }, repeat);
