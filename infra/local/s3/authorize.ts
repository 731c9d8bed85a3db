import { isAllowed, type PolicyDocument, type Principal, type Statement } from '../access.ts';
import { SignatureError, verifySigV4 } from '../sigv4.ts';
import type { Bucket } from './buckets.ts';
import type { Payload, Service } from './call.ts';
import { streamingForms } from './chunked.ts';
import type { Headers } from './digest.ts';
import { isErrorCode, refuse } from './errors.ts';

export type Caller = { principal: Principal; payload: Payload; amzDate: string; isPresigned: boolean };
export type Incoming = { method: string; rawPath: string; rawQuery: string; headers: Headers; query: URLSearchParams };
type Context = Record<string, string | string[] | undefined>;

/** Condition keys that are a header or a query parameter by another name. */
const headerKeys = [
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-storage-class',
  'if-match',
  'if-none-match',
  'object-lock-mode',
  'object-lock-retain-until-date',
  'object-lock-legal-hold',
];
const queryKeys = ['prefix', 'delimiter', 'max-keys', 'versionid'];

/**
 * Verifies the signature, in headers or in a presigned URL. Throws S3's error for what is wrong with it.
 *
 * @example
 * const { principal } = authenticate(incoming, service)
 */
export function authenticate(incoming: Incoming, service: Service): Caller {
  const isPresigned = incoming.headers.authorization === undefined && incoming.query.has('X-Amz-Signature');
  const declared = incoming.headers['x-amz-content-sha256'];
  const hash = declared ?? (isPresigned ? (incoming.query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD') : '');
  try {
    const verified = verifySigV4({ ...incoming, payloadHash: hash }, { keys: service.keys, now: service.clock.now(), service: 's3', doubleEncodePath: false });
    const region = verified.scope.split('/')[1];
    if (region !== service.region)
      throw refuse('AuthorizationHeaderMalformed', `the region '${region}' is wrong; expecting '${service.region}'`, {
        detail: { Region: service.region },
      });
    const { principal, signingKey, amzDate, scope, signature } = verified;
    return { principal, payload: { hash: checkHash(hash), signing: { signingKey, amzDate, scope, seed: signature } }, amzDate, isPresigned };
  } catch (error) {
    if (error instanceof SignatureError && isErrorCode(error.code)) throw refuse(error.code, error.message);
    throw error;
  }
}

/**
 * Whether identity policies and the bucket's policy, taken together as in one account, allow an action: any explicit
 * deny wins, then any allow of either.
 *
 * @example
 * isPermitted({ caller, service, bucket, context }, { action: 's3:GetObject', resource: 'archive/a' })
 */
export function isPermitted(
  subject: { principal: Principal; service: Service; bucket?: Bucket; context: Context },
  request: { action: string /** `bucket`, `bucket/key` or `*` */; resource: string },
): boolean {
  const { principal, service, bucket } = subject;
  const policies = bucket?.policy ? [...principal.policies, spokenTo(principal, bucket.policy, service)] : principal.policies;
  return isAllowed(
    { ...principal, policies },
    {
      action: request.action,
      resource: `arn:${service.partition}:s3:::${request.resource}`,
      context: subject.context,
    },
  );
}

/**
 * The condition keys a request gives: what it asks for, when, and how it was signed.
 *
 * @example
 * const context = contextOf(incoming, { principal, amzDate, isPresigned, now: clock.now() })
 */
export function contextOf(
  incoming: Pick<Incoming, 'headers' | 'query'>,
  caller: { principal: Principal; amzDate: string; isPresigned: boolean; now: number },
): Context {
  const { now } = caller;
  const signedAt = Date.parse(caller.amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const context: Context = {
    // Nothing leaves the machine: a loopback connection counts as a secure one, so that a policy which denies insecure
    // transport, as every bucket's should, does not deny everything here.
    'aws:SecureTransport': 'true',
    's3:TlsVersion': '1.3',
    'aws:SourceIp': '127.0.0.1',
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:username': caller.principal.name,
    's3:authType': caller.isPresigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:signatureAge': String(now - signedAt),
  };
  for (const key of headerKeys) context[`s3:${key}`] = incoming.headers[key.startsWith('object-lock') ? `x-amz-${key}` : key];
  for (const key of queryKeys) context[`s3:${key}`] = incoming.query.get(key === 'versionid' ? 'versionId' : key) ?? undefined;
  const until = Date.parse(incoming.headers['x-amz-object-lock-retain-until-date'] ?? '');
  if (!Number.isNaN(until)) context['s3:object-lock-remaining-retention-days'] = String(Math.ceil((until - now) / 86_400_000));
  const tags = [...new URLSearchParams(incoming.headers['x-amz-tagging'])];
  for (const [key, value] of tags) context[`s3:RequestObjectTag/${key}`] = value;
  if (tags.length > 0) context['s3:RequestObjectTagKeys'] = tags.map(([key]) => key);
  return context;
}

function checkHash(hash: string): string {
  if (hash === '') throw refuse('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  const isKnown = hash === 'UNSIGNED-PAYLOAD' || /^[0-9a-f]{64}$/.test(hash) || Object.hasOwn(streamingForms, hash);
  if (!isKnown) throw refuse('NotImplemented', `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a SHA-256 or one of ${Object.keys(streamingForms).join(', ')}.`);
  return hash;
}

/** The statements of a bucket policy that speak to this principal. */
function spokenTo(principal: Principal, policy: PolicyDocument, service: Service): PolicyDocument {
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  return { ...policy, Statement: statements.filter((statement) => names(statement, principal, service)) };
}

function names(statement: Statement, principal: Principal, service: Service): boolean {
  const { Principal: wanted } = statement;
  if (wanted === '*') return true;
  if (typeof wanted !== 'object' || wanted === null || !('AWS' in wanted)) return false;
  return [wanted.AWS].flat().some((entry) => {
    if (entry === '*') return true;
    // The account as a principal lets its own policies decide, so it allows nothing by itself; it can deny.
    if (entry === service.account || entry === `arn:${service.partition}:iam::${service.account}:root`) return statement.Effect === 'Deny';
    const [, owner, kind, path = ''] = /^arn:[^:]+:(?:iam|sts)::(\d+):(role|user|assumed-role)\/(.+)$/.exec(String(entry)) ?? [];
    // A role's or user's name stands last, behind its path; an assumed role's first, before the session's.
    const name = kind === 'assumed-role' ? path.split('/')[0] : path.split('/').at(-1);
    return owner === service.account && name === principal.name;
  });
}
