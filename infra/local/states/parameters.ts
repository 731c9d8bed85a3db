import { ApiError } from './errors.ts';

type Kind = 'text' | 'name' | 'json' | 'whole' | 'flag' | 'machineArn' | 'executionArn' | 'status' | 'redrives' | 'token';
export type Spec = Record<string, { kind: Kind; isRequired?: boolean; max?: number }>;
export type Parameters = Record<string, unknown>;

const redrives = ['REDRIVEN', 'NOT_REDRIVEN'];
const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];
/** What AWS forbids in names: white space, brackets, wildcards, special and control characters. */
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;
const machineArn = /^arn:[\w-]+:states:[\w-]+:\d+:stateMachine:[^:]+$/;
const executionArn = /^arn:[\w-]+:states:[\w-]+:\d+:execution:[^:]+:[^:]+$/;

const kinds: Record<Kind, { check: (value: unknown) => boolean; code: string; expected: string }> = {
  text: { check: isText, code: 'ValidationException', expected: 'a string' },
  json: { check: isText, code: 'ValidationException', expected: 'a string with JSON' },
  token: { check: isText, code: 'InvalidToken', expected: 'a token' },
  flag: { check: (value) => typeof value === 'boolean', code: 'ValidationException', expected: 'true or false' },
  whole: { check: isWhole, code: 'ValidationException', expected: 'a whole number of at least 0' },
  status: { check: (v) => statuses.includes(String(v)), code: 'ValidationException', expected: statuses.join(', ') },
  redrives: { check: (v) => redrives.includes(String(v)), code: 'ValidationException', expected: redrives.join(', ') },
  name: {
    check: (value) => isText(value) && value.length >= 1 && value.length <= 80 && !forbidden.test(value),
    code: 'InvalidName',
    expected: '1 to 80 characters without white space, brackets, wildcards or special characters',
  },
  machineArn: { check: (v) => isText(v) && machineArn.test(v), code: 'InvalidArn', expected: 'a state machine ARN' },
  executionArn: { check: (v) => isText(v) && executionArn.test(v), code: 'InvalidArn', expected: 'an execution ARN' },
};

/**
 * Checks the parameters of an operation: the first that is unknown, missing or wrong is refused by its name.
 *
 * @example
 * checkParameters({ executionArn: { kind: 'executionArn', isRequired: true } }, body)
 */
export function checkParameters(spec: Spec, parameters: Parameters): void {
  for (const name of Object.keys(parameters))
    if (!Object.hasOwn(spec, name)) throw new ApiError('ValidationException', `the parameter '${name}' is unknown or not implemented`);
  for (const [name, { kind, isRequired, max }] of Object.entries(spec)) {
    const value = parameters[name];
    if (value === undefined || value === null) {
      if (isRequired) throw new ApiError('ValidationException', `the parameter '${name}' is required`);
      continue;
    }
    const { check, code, expected } = kinds[kind];
    if (!check(value)) throw new ApiError(code, `the parameter '${name}': expected ${expected}, got ${shown(value)}`);
    if (max !== undefined && sizeOf(value) > max) throw new ApiError('ValidationException', `the parameter '${name}' is larger than ${max}`);
  }
}

/**
 * A string parameter that {@link checkParameters} has checked; undefined where it was not given.
 *
 * @example
 * textOf({ name: 'ctr_01' }, 'name') // 'ctr_01'
 */
export function textOf(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' ? value : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : Number(value);
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 100);
}
