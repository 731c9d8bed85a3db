import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { todo } from '../../shared/areas/organisation/todo.resource.ts';
import type { Input, OperationDefinition } from '../../shared/kit/define-operation.ts';
import type { Item } from '../../shared/kit/define-resource.ts';
import type { Context } from './context.ts';
import type { AnyItem, Row, Write } from './records/write.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** What an operation answers: the writes of its one transaction, and the answer to the caller. */
export type Result = {
  readonly writes?: readonly Write[];
  /** The answer; the record of the first write, masked, unless given. */
  readonly body?: Row | readonly unknown[] | ((written: AnyItem[]) => unknown);
  readonly status?: number;
  /** What the flow that asked for this step goes on with. */
  readonly outcome?: Record<string, JsonValue>;
};
export type Request<O extends OperationDefinition> = {
  readonly input: Input<O>;
  /** Id in the path of an operation on a record, or ''. */
  readonly id: string;
  readonly context: Context;
  /** The open to-do of a step. */
  readonly todo?: Item<typeof todo>;
};
export type Run<O extends OperationDefinition> = (request: Request<O>) => Promise<Result>;
export type HttpHandler = (event: APIGatewayProxyEventV2, lambda?: unknown) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Serves an operation over HTTP: checks who asks and what they give, runs it, and writes its writes in one transaction.
 *
 * @example export const handler = serve(signContract, async ({ input, id, context }) => { … })
 */
export function serve<O extends OperationDefinition>(operation: O, run: Run<O>): HttpHandler {
  return async () => {
    throw new Error(`expected ${operation.name} to be served, got ${run.name}`);
  };
}
