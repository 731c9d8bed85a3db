import { hash } from 'node:crypto';
import { type AccessKeys, isAllowed, type Principal } from '../access.ts';
import { SignatureError, type SignedRequest, verifySigV4 } from '../sigv4.ts';
import { DynamoError } from './errors.ts';
import { toJson } from './json-text.ts';
import { type Operation, operations, services } from './operations.ts';
import { checkParameters } from './parameters.ts';
import { type OperationName, shapes } from './shapes.ts';
import type { Engine } from './tables.ts';

export type Caller = { keys: AccessKeys; onError(error: unknown): void };
type Request = Omit<SignedRequest, 'payloadHash'> & { body: Buffer };
type Answer = { status: number; text: string };
type Call = { name: OperationName; operation: Operation; input: never; principal: Principal };

/** Namespaces of the `__type` of an error; all others stand in that of the service. */
const namespaces: Record<string, string> = {
  ValidationException: 'com.amazon.coral.validate',
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  AccessDeniedException: 'com.amazon.coral.service',
};
const serviceNamespace = 'com.amazonaws.dynamodb.v20120810';

/**
 * Answers one request: signature, operation, access, shape, work. Never rejects; what is not a refusal becomes an InternalServerError.
 *
 * @example
 * const { status, text } = await answer(engine, { method: 'POST', rawPath: '/', rawQuery: '', headers, body }, caller)
 */
export async function answer(engine: Engine, request: Request, caller: Caller): Promise<Answer> {
  try {
    const call = readCall(engine, request, caller);
    const work = () => perform(engine, call);
    const output = call.operation.isWrite ? await engine.store.write(work) : work();
    return { status: 200, text: toJson(output) };
  } catch (error) {
    if (error instanceof DynamoError) return refusal(error);
    if (error instanceof SignatureError) return refusal(new DynamoError(error.code, error.message));
    caller.onError(error);
    const text = JSON.stringify({
      __type: `${serviceNamespace}#InternalServerError`,
      message: 'The request could not be completed because of an internal error',
    });
    return { status: 500, text };
  }
}

function readCall(engine: Engine, request: Request, { keys }: Caller): Call {
  const payloadHash = hash('sha256', request.body);
  const { principal } = verifySigV4({ ...request, payloadHash }, { keys, now: engine.clock.now(), service: 'dynamodb' });
  const target = request.headers['x-amz-target'] ?? '';
  const [service = '', name = ''] = target.split('.', 2);
  if (!isOperation(name) || services[operations[name].service] !== service)
    throw new DynamoError('UnknownOperationException', `The operation ${target} is not implemented`);
  const input = parse(request.body);
  checkParameters(name, shapes[name], input);
  // The shape of the operation has just been checked, which is what its input type says.
  return { name, operation: operations[name], input: input as never, principal };
}

/** Runs in the transaction of the work, so that the tables cannot change between the check of access and the work. */
function perform(engine: Engine, { operation, input, principal }: Call): object {
  for (const request of operation.access(engine, input))
    if (!isAllowed(principal, request))
      throw new DynamoError(
        'AccessDeniedException',
        `User: ${principal.name} is not authorized to perform: ${request.action} on resource: ${request.resource} because no identity-based policy allows the ${request.action} action`,
      );
  return operation.run(engine, input);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new DynamoError('SerializationException', 'The request body is not JSON');
  }
}

function refusal({ code, message, details }: DynamoError): Answer {
  const __type = `${namespaces[code] ?? serviceNamespace}#${code}`;
  return { status: 400, text: JSON.stringify({ __type, message, ...details }) };
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
