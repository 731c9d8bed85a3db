import { isAllowed, type PolicyDocument } from '../access.ts';
import { targetOf } from './asl.ts';
import type { Execution } from './execution.ts';
import { stateOf } from './frames.ts';
import type { Outcome } from './task.ts';

export type FunctionError = { errorType: string; errorMessage: string; stackTrace?: string[] };
/** Calls a function as a role. The payload is JSON in both directions. */
export type Invoke = (functionArn: string, payload: unknown, context: { as: string }) => Promise<{ payload: unknown } | { error: FunctionError }>;

export type CallOptions = {
  invoke: Invoke;
  /** The policies of each machine's role, by role ARN. */
  rolePolicies: Record<string, PolicyDocument[]>;
  region: string;
  account: string;
  partition: string;
};

type Call = { functionArn: string; payload: unknown; isDirect: boolean; role: string };

const failed = (error: string, cause: string): Outcome => ({ error, cause });

/**
 * Calls the function of the task a branch waits for. Never throws: whatever goes wrong is the task's failure.
 * A call whose answer was not journaled before a crash is made again, so functions must be idempotent.
 *
 * @example
 * const outcome = await callFunction(execution, '/0', options)
 */
export async function callFunction(execution: Execution, path: string, options: CallOptions): Promise<Outcome> {
  const call = callOf(execution, path, options);
  if (!('functionArn' in call)) return call;
  const { functionArn, role } = call;
  try {
    const policies = options.rolePolicies[role] ?? [];
    const request = { action: 'lambda:InvokeFunction', resource: functionArn };
    if (!isAllowed({ name: role, secret: '', policies }, request)) return denied(call, execution);
    const answer = await options.invoke(functionArn, call.payload, { as: role });
    if ('error' in answer) return failed(answer.error.errorType, JSON.stringify(answer.error));
    const payload = answer.payload ?? null;
    return { output: JSON.stringify(call.isDirect ? payload : responseOf(payload)) };
  } catch (error) {
    return failed('Lambda.Unknown', error instanceof Error ? error.message : String(error));
  }
}

function callOf(execution: Execution, path: string, options: CallOptions): Call | Outcome {
  const frame = execution.frames.get(path);
  if (frame?.wait?.kind !== 'task') return failed('States.Runtime', 'the task is no longer waiting for its function');
  const resource = stateOf(execution, frame).Resource ?? '';
  const args: unknown = JSON.parse(frame.wait.args);
  const role = execution.roleArn;
  if (targetOf(resource)?.kind === 'direct') return { functionArn: resource, payload: args, isDirect: true, role };

  const { FunctionName, Payload, Qualifier, InvocationType, ...rest } = (args ?? {}) as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown) return failed('States.Runtime', `The argument '${unknown}' of lambda:invoke is unknown or not implemented`);
  if (InvocationType !== undefined && InvocationType !== 'RequestResponse')
    return failed('States.Runtime', `The InvocationType '${InvocationType}' of lambda:invoke is not implemented`);
  if (typeof FunctionName !== 'string' || FunctionName === '') return failed('States.Runtime', 'The field "FunctionName" is required but was missing');
  const functionArn = functionArnOf(FunctionName, options) + (Qualifier === undefined ? '' : `:${Qualifier}`);
  return { functionArn, payload: Payload ?? {}, isDirect: false, role };
}

/** A function may be given by its name, as account:function:name, or by its ARN. */
function functionArnOf(name: string, { partition, region, account }: CallOptions): string {
  if (name.startsWith('arn:')) return name;
  const bare = name.replace(/^\d+:function:/, '');
  return `arn:${partition}:lambda:${region}:${account}:function:${bare}`;
}

function responseOf(payload: unknown) {
  const headers = {
    'Content-Length': String(Buffer.byteLength(JSON.stringify(payload))),
    'Content-Type': 'application/json',
    'X-Amz-Executed-Version': '$LATEST',
  };
  const all = Object.entries(headers).map(([name, value]) => [name, [value]]);
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { AllHttpHeaders: Object.fromEntries(all), HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: crypto.randomUUID() },
    StatusCode: 200,
  };
}

function denied({ functionArn, role }: Call, execution: Execution): Outcome {
  const caller = `${role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${execution.name}`;
  return failed(
    'Lambda.AWSLambdaException',
    `User: ${caller} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn} because no ` +
      'identity-based policy allows the lambda:InvokeFunction action (Service: Lambda, Status Code: 403)',
  );
}
