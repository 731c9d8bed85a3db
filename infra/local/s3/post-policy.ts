import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Caller } from './authorize.ts';
import type { Service } from './call.ts';
import { refuse } from './errors.ts';

type Condition = { operator: 'eq' | 'starts-with'; field: string; value: string };
export type Policy = { expires: number; conditions: Condition[]; lengthRange?: { min: number; max: number } };

/** Fields no condition has to name. */
const exempt = ['policy', 'x-amz-signature', 'file'];

/**
 * Verifies the signature of a form upload and every condition of its policy, before the file is read. Throws what S3
 * answers; the length range is left to the caller, who sees the bytes.
 *
 * @example
 * const { caller, policy } = verifyPolicy(form.fields, { service, bucketName })
 */
export function verifyPolicy(fields: Record<string, string>, place: { service: Service; bucketName: string }): { caller: Caller; policy: Policy } {
  const caller = verifySignature(fields, place.service);
  const policy = parsePolicy(fields.policy ?? '');
  if (policy.expires <= place.service.clock.now()) throw denied('Policy expired.');
  const values: Record<string, string> = { ...fields, bucket: place.bucketName };
  for (const { operator, field, value } of policy.conditions) {
    const actual = values[field] ?? '';
    const holds = operator === 'eq' ? actual === value : actual.startsWith(value);
    if (!holds) throw denied(`Policy Condition failed: ["${operator}", "$${field}", "${value}"]`);
  }
  const named = new Set([...exempt, ...policy.conditions.map((condition) => condition.field)]);
  const extra = Object.keys(fields).find((field) => !named.has(field) && !field.startsWith('x-ignore-'));
  if (extra) throw denied(`Extra input fields: ${extra}`);
  return { caller, policy };
}

function verifySignature(fields: Record<string, string>, service: Service): Caller {
  const { policy, 'x-amz-signature': signature = '', 'x-amz-date': amzDate = '' } = fields;
  if (!policy) throw refuse('AccessDenied');
  if (fields['x-amz-algorithm'] !== 'AWS4-HMAC-SHA256') throw refuse('InvalidArgument', 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  const [accessKeyId = '', date = '', region = '', ...rest] = (fields['x-amz-credential'] ?? '').split('/');
  const isScope = rest.join('/') === 's3/aws4_request' && region === service.region && amzDate.startsWith(date);
  if (!isScope || !/^\d{8}T\d{6}Z$/.test(amzDate)) throw refuse('AuthorizationHeaderMalformed');
  const principal = Object.hasOwn(service.keys, accessKeyId) ? service.keys[accessKeyId] : undefined;
  if (!principal) throw refuse('InvalidAccessKeyId');
  const signingKey = [date, region, 's3', 'aws4_request'].reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${principal.secret}`),
  );
  const expected = createHmac('sha256', signingKey).update(policy).digest('hex');
  const isEqual = signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
  if (!isEqual) throw refuse('SignatureDoesNotMatch');
  const signing = { signingKey, amzDate, scope: `${date}/${region}/s3/aws4_request`, seed: signature };
  return { principal, payload: { hash: 'UNSIGNED-PAYLOAD', signing }, amzDate, isPresigned: true };
}

function parsePolicy(encoded: string): Policy {
  const policy: Policy = { expires: Number.NaN, conditions: [] };
  const { expiration, conditions } = parseJson(Buffer.from(encoded, 'base64').toString('utf8'));
  policy.expires = Date.parse(String(expiration));
  if (Number.isNaN(policy.expires) || !Array.isArray(conditions)) throw invalid('expected expiration and conditions');
  for (const condition of conditions) addCondition(policy, condition);
  return policy;
}

function addCondition(policy: Policy, condition: unknown): void {
  if (!Array.isArray(condition)) {
    if (typeof condition !== 'object' || condition === null) throw invalid('a condition is neither a list nor an object');
    for (const [field, value] of Object.entries(condition)) policy.conditions.push({ operator: 'eq', field: field.toLowerCase(), value: String(value) });
    return;
  }
  const [operator, first, second] = condition;
  if (operator === 'content-length-range') {
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second)) throw invalid('content-length-range takes two numbers');
    policy.lengthRange = { min: first, max: second };
    return;
  }
  const field = /^\$(.+)$/.exec(String(first))?.[1]?.toLowerCase();
  if ((operator !== 'eq' && operator !== 'starts-with') || !field) throw invalid(`unknown condition ${JSON.stringify(condition)}`);
  policy.conditions.push({ operator, field, value: String(second) });
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalid('it is not JSON');
}

function invalid(reason: string) {
  return refuse('InvalidPolicyDocument', `Invalid Policy: ${reason}.`);
}

function denied(reason: string) {
  return refuse('AccessDenied', `Invalid according to Policy: ${reason}`);
}
