/** A refusal as DynamoDB words it; `details` are further members of the error body (Item, CancellationReasons). */
export class DynamoError extends Error {
  code: string;
  details: Record<string, unknown>;
  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'DynamoError';
    this.code = code;
    this.details = details;
  }
}

/**
 * A ValidationException.
 *
 * @example
 * throw invalid('The provided key element does not match the schema')
 */
export function invalid(message: string): DynamoError {
  return new DynamoError('ValidationException', message);
}

/**
 * A ValidationException about parameter values, in DynamoDB's usual opening words.
 *
 * @example
 * throw invalidValue(`Missing the key ${name} in the item`)
 */
export function invalidValue(message: string): DynamoError {
  return invalid(`One or more parameter values were invalid: ${message}`);
}

/**
 * A ResourceNotFoundException.
 *
 * @example
 * throw notFound('Requested resource not found')
 */
export function notFound(message: string): DynamoError {
  return new DynamoError('ResourceNotFoundException', message);
}
