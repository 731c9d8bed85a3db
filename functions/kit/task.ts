import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { check, operationInput } from '../../shared/derive/validation.ts';
import type { Input, OperationDefinition } from '../../shared/kit/define-operation.ts';
import { RefusalError } from '../../shared/kit/errors.ts';
import { label } from '../../shared/kit/label.ts';
import { type Context, officeItself } from './context.ts';
import { openContext } from './open-context.ts';
import { fromStored } from './records/item.ts';
import { unmarshalMap } from './records/marshal.ts';
import type { Row, Write } from './records/write.ts';
import { costOf } from './request.ts';
import type { JsonValue, Run } from './serve.ts';

export type TaskHandler = (payload: unknown, lambda?: { awsRequestId?: string }) => Promise<Record<string, JsonValue>>;

/**
 * Runs an operation for a flow or a schedule, as the office itself: the payload is its input, the answer its outcome. A refusal
 * fails the task with its code.
 *
 * @example export const handler = task(openTodo, async ({ input, context }) => { … })
 */
export function task<O extends OperationDefinition>(operation: O, run: Run<O>): TaskHandler {
  return async (payload, lambda) => {
    const opened = openContext({ actor: officeItself, requestId: lambda?.awsRequestId ?? '', action: operation.label });
    const log = costOf(opened, operation.name);
    try {
      const input = check(operationInput(operation), inputOf(operation, payload), operation.input) as Input<O>;
      const result = await run({ input, id: '', context: opened.context });
      const writes: readonly Write[] = result.writes ?? [];
      if (writes.length > 0) await opened.store.write(writes);
      return result.outcome ?? {};
    } catch (error) {
      // Lambda reports the name of what was thrown, and that is what a flow's Catch looks for.
      if (error instanceof RefusalError) error.name = error.code;
      throw error;
    } finally {
      log();
    }
  };
}

/** A schedule sends an event of its own, of which nothing is input. */
const inputOf = (operation: OperationDefinition, payload: unknown): unknown => (operation.schedule ? {} : (payload ?? {}));

type StreamHandler = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

/** One change of a record, or one audit event, that a stream tells of. */
export type StreamChange = {
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly resource: string;
  readonly id: string;
  readonly before?: Row;
  readonly after?: Row;
};

/**
 * Consumes a table's stream, one change after another, in order. The first that fails is reported, and the stream comes again
 * from there; what is not a record or an audit event (guards, counters, kept answers) is passed over.
 *
 * @example export const handler = stream(async (change, context) => { … })
 */
export function stream(run: (change: StreamChange, context: Context) => Promise<void>): StreamHandler {
  return async (event) => {
    for (const record of event.Records) {
      const change = changeOf(record);
      if (!change) continue;
      const isDone = await follow(record, { resource: change.resource, id: change.id }, (context) => run(change, context));
      if (!isDone) return failedFrom(record);
    }
    return { batchItemFailures: [] };
  };
}

/**
 * Consumes a table's stream, a batch of changes at a time: all of it is done, or all of it comes again.
 *
 * @example export const handler = streamBatch(async (changes, context) => { … })
 */
export function streamBatch(run: (changes: readonly StreamChange[], context: Context) => Promise<void>): StreamHandler {
  return async ({ Records: records }) => {
    const changes = records.flatMap((record) => changeOf(record) ?? []);
    const [first] = records;
    if (!first || changes.length === 0) return { batchItemFailures: [] };
    const isDone = await follow(first, { count: changes.length }, (context) => run(changes, context));
    return isDone ? { batchItemFailures: [] } : failedFrom(first);
  };
}

const failedFrom = (record: DynamoDBRecord): DynamoDBBatchResponse => ({ batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] });

async function follow(record: DynamoDBRecord, about: Row, work: (context: Context) => Promise<void>): Promise<boolean> {
  const { context } = openContext({ actor: officeItself, requestId: record.eventID ?? '', action: label('处理变更', 'Follow a change') });
  try {
    await work(context);
    return true;
  } catch (error) {
    context.log.error('stream', { ...about, error: String(error instanceof Error ? error.stack : error) });
    return false;
  }
}

function changeOf({ eventName, dynamodb = {} }: DynamoDBRecord): StreamChange | undefined {
  // The event's own attribute type is the SDK's, declared a second time.
  const key = unmarshalMap((dynamodb.Keys ?? {}) as Record<string, AttributeValue>);
  const [, resource, id] = /^(\w+)#(.+)$/.exec(String(key.pk)) ?? [];
  if (!eventName || !resource || !id) return undefined;
  const image = (stored: unknown): Row | undefined => {
    if (!stored) return undefined;
    const attributes = stored as Record<string, AttributeValue>;
    return key.sk === '#' ? fromStored(attributes) : unmarshalMap(attributes);
  };
  const [before, after] = [image(dynamodb.OldImage), image(dynamodb.NewImage)];
  return { event: eventName, resource, id, ...(before ? { before } : {}), ...(after ? { after } : {}) };
}
