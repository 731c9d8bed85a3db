/** A request that the service answers with an AWS error code. */
export class ApiError extends Error {
  code: string;
  status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

/** A failure inside a state, which Retry and Catch may handle. */
export class StateError extends Error {
  /** The error name; absent for a Fail state that gives none. */
  error: string | undefined;
  override cause: string | undefined;
  /** Set when an expression failed: where, for the EvaluationFailed event. */
  evaluation: { location?: string } | undefined;
  /** Further names by which Retry and Catch may match. */
  aliases: string[];
  /** The expression itself was fine; its value was refused afterwards. */
  isLate: boolean;
  constructor(error: string | undefined, cause?: string, more: { location?: string | null; aliases?: string[]; isLate?: boolean } = {}) {
    super(`${error}: ${cause}`);
    this.name = 'StateError';
    this.error = error;
    this.cause = cause;
    this.aliases = more.aliases ?? [];
    this.isLate = more.isLate ?? false;
    if (more.location !== undefined) this.evaluation = more.location === null ? {} : { location: more.location };
  }
}

/** Not caught by States.ALL; only by their own name. */
const terminal = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/**
 * Whether a list of ErrorEquals matches a failure.
 *
 * @example
 * matches(['States.ALL'], new StateError('Contract.Stale'))
 */
export function matches(names: string[], failure: StateError): boolean {
  const own = [failure.error, ...failure.aliases];
  return names.some((name) => {
    if (own.includes(name)) return true;
    if (terminal.has(failure.error ?? '')) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && failure.error !== 'States.Timeout');
  });
}

/** The largest payload between states, and of one variable, in bytes. */
export const payloadLimitBytes = 262_144;

/**
 * Refuses a payload (JSON text) above the service's limit. `what` names the state or task.
 *
 * @example
 * checkSize(JSON.stringify(result), 'Approve')
 */
export function checkSize(text: string, what: string): string {
  // A UTF-16 unit is at most 3 bytes of UTF-8, so short texts need no counting.
  if (text.length * 3 <= payloadLimitBytes || Buffer.byteLength(text) <= payloadLimitBytes) return text;
  throw new StateError(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
