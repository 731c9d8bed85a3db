import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { OperationDefinition } from '../../shared/kit/define-operation.ts';
import type { Context } from './context.ts';
import type { AnyItem, Row } from './records/write.ts';
import type { JsonValue, Run } from './serve.ts';

export type TaskHandler = (payload: unknown, lambda?: unknown) => Promise<Record<string, JsonValue>>;

/** Runs an operation for a flow or a schedule: the payload is its input, the answer its outcome. */
export function task<O extends OperationDefinition>(operation: O, run: Run<O>): TaskHandler {
  return async () => {
    throw new Error(`expected ${operation.name} to be run, got ${run.name}`);
  };
}

/** One change of a record, or one audit event, that a stream tells of. */
export type StreamChange = {
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly resource: string;
  readonly id: string;
  readonly before?: AnyItem | Row;
  readonly after?: AnyItem | Row;
};

/** Consumes a table's stream, one change after another; reports the first that failed, and what follows it comes again. */
export function stream(run: (change: StreamChange, context: Context) => Promise<void>): (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  return async () => {
    throw new Error(`expected a stream to be served, got ${run.name}`);
  };
}
