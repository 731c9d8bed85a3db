import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { AccessKeys, Principal } from './access.ts';

/** A request whose signature is missing, wrong, too old or made with an unknown key. `code` is the one AWS answers. */
export class SignatureError extends Error {
  code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'SignatureError';
    this.code = code;
  }
}

export type SignedRequest = {
  method: string;
  /** The path as it stood on the request line, without the query. */
  rawPath: string;
  /** The query as it stood on the request line, without `?`; may be empty. */
  rawQuery: string;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  /** Hex SHA-256 of the body, or the x-amz-content-sha256 literal such as UNSIGNED-PAYLOAD. */
  payloadHash: string;
};

export type Verified = {
  accessKeyId: string;
  principal: Principal;
  /** For the chunk signatures of a streaming upload. */
  signingKey: Buffer;
  signature: string;
  amzDate: string;
  scope: string;
};

type Claim = {
  accessKeyId: string;
  scope: string;
  signedHeaders: string[];
  signature: string;
  amzDate: string;
  expiresSeconds?: number;
};
type Fault = 'missing' | 'malformed' | 'unknownKey' | 'mismatch' | 'skewed' | 'expired' | 'unsignedHeader';

const skewMs = 15 * 60_000;
/** AWS' ceiling for X-Amz-Expires: seven days. */
const maxExpiresSeconds = 604_800;
const algorithm = 'AWS4-HMAC-SHA256';

/** S3 has its own names for what the JSON services call otherwise. */
const codes: Record<Fault, { s3: string; json: string }> = {
  missing: { s3: 'AccessDenied', json: 'MissingAuthenticationTokenException' },
  malformed: { s3: 'AuthorizationHeaderMalformed', json: 'IncompleteSignatureException' },
  unknownKey: { s3: 'InvalidAccessKeyId', json: 'UnrecognizedClientException' },
  mismatch: { s3: 'SignatureDoesNotMatch', json: 'InvalidSignatureException' },
  skewed: { s3: 'RequestTimeTooSkewed', json: 'InvalidSignatureException' },
  expired: { s3: 'AccessDenied', json: 'InvalidSignatureException' },
  unsignedHeader: { s3: 'AccessDenied', json: 'InvalidSignatureException' },
};

/**
 * Verifies AWS Signature Version 4 in its header or query (presigned) form; throws a {@link SignatureError}.
 *
 * @example
 * const { principal } = verifySigV4(request, { keys, now: clock.now(), service: 's3', doubleEncodePath: false })
 */
export function verifySigV4(request: SignedRequest, options: { keys: AccessKeys; now: number; service: string; doubleEncodePath?: boolean }): Verified {
  const refuse = (fault: Fault, message: string) => new SignatureError(codes[fault][options.service === 's3' ? 's3' : 'json'], message);
  const query = parseQuery(request.rawQuery);
  const claim = request.headers.authorization ? fromHeader(request.headers.authorization, request.headers['x-amz-date']) : fromQuery(query);
  if (claim === undefined) throw refuse('missing', 'the request is not signed');
  if (claim === null) throw refuse('malformed', 'the signature fields are incomplete or malformed');

  const principal = Object.hasOwn(options.keys, claim.accessKeyId) ? options.keys[claim.accessKeyId] : undefined;
  if (!principal) throw refuse('unknownKey', `the access key id ${claim.accessKeyId} does not exist`);
  const [date, , service] = claim.scope.split('/');
  if (service !== options.service || !claim.amzDate.startsWith(date ?? '-'))
    throw refuse('mismatch', `the credential scope ${claim.scope} does not fit ${options.service} and the date`);
  checkTime(claim, { now: options.now, refuse });
  const unsigned = Object.keys(request.headers).find((name) => (name === 'host' || name.startsWith('x-amz-')) && !claim.signedHeaders.includes(name));
  if (unsigned) throw refuse('unsignedHeader', `the header ${unsigned} was not signed`);

  const signingKey = deriveKey(principal, claim.scope);
  const text = canonicalRequest(request, {
    query,
    claim,
    doubleEncodePath: options.doubleEncodePath ?? service !== 's3',
  });
  const expected = hmac(signingKey, stringToSign(claim, text)).toString('hex');
  if (!equal(expected, claim.signature)) throw refuse('mismatch', 'the calculated signature is another one');
  const { accessKeyId, signature, amzDate, scope } = claim;
  return { accessKeyId, principal, signingKey, signature, amzDate, scope };
}

/**
 * Signs a request in the header form: the headers to send beside those given.
 *
 * @example
 * const headers = signV4(request, { accessKeyId, secret, now: clock.now(), region: 'us-east-1', service: 'dynamodb' })
 */
export function signV4(
  request: Omit<SignedRequest, 'payloadHash'> & { payloadHash: string },
  options: { accessKeyId: string; secret: string; now: number; region: string; service: string },
): Record<string, string> {
  const amzDate = new Date(options.now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string | undefined> = { ...request.headers, 'x-amz-date': amzDate };
  const claim = {
    accessKeyId: options.accessKeyId,
    scope: `${amzDate.slice(0, 8)}/${options.region}/${options.service}/aws4_request`,
    signedHeaders: Object.keys(headers).sort(),
    signature: '',
    amzDate,
  };
  const key = deriveKey(signerOf(options.secret), claim.scope);
  const query = parseQuery(request.rawQuery);
  const text = canonicalRequest({ ...request, headers }, { query, claim, doubleEncodePath: options.service !== 's3' });
  const signature = hmac(key, stringToSign(claim, text)).toString('hex');
  const credential = `${claim.accessKeyId}/${claim.scope}`;
  const authorization = `${algorithm} Credential=${credential}, SignedHeaders=${claim.signedHeaders.join(';')}, Signature=${signature}`;
  return { 'x-amz-date': amzDate, authorization };
}

function fromHeader(authorization: string, amzDate: string | undefined): Claim | null {
  const match = /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/.exec(authorization);
  return toClaim({ credential: match?.[1], signedHeaders: match?.[2], signature: match?.[3], amzDate });
}

function fromQuery(query: [string, string][]): Claim | null | undefined {
  const get = (name: string) => query.find(([key]) => key === name)?.[1];
  if (get('X-Amz-Algorithm') === undefined) return undefined;
  const claim = toClaim({
    credential: get('X-Amz-Credential'),
    signedHeaders: get('X-Amz-SignedHeaders'),
    signature: get('X-Amz-Signature'),
    amzDate: get('X-Amz-Date'),
  });
  const expires = get('X-Amz-Expires') ?? '';
  const isWhole = /^\d{1,6}$/.test(expires) && Number(expires) <= maxExpiresSeconds;
  if (!claim || !isWhole || get('X-Amz-Algorithm') !== algorithm) return null;
  return { ...claim, expiresSeconds: Number(expires) };
}

function toClaim(fields: Record<'credential' | 'signedHeaders' | 'signature' | 'amzDate', string | undefined>): Claim | null {
  const { credential, signedHeaders, signature, amzDate } = fields;
  const match = /^([\w-]+)\/(\d{8}\/[\w-]+\/[\w-]+\/aws4_request)$/.exec(credential ?? '');
  if (!match?.[1] || !match[2] || !signedHeaders || !signature || !/^\d{8}T\d{6}Z$/.test(amzDate ?? '')) return null;
  const names = signedHeaders.split(';');
  if (!names.includes('host')) return null;
  return { accessKeyId: match[1], scope: match[2], signedHeaders: names, signature, amzDate: amzDate ?? '' };
}

function checkTime(claim: Claim, check: { now: number; refuse: (fault: Fault, message: string) => Error }): void {
  const at = Date.parse(claim.amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const age = check.now - at;
  if (Number.isNaN(age) || age < -skewMs) throw check.refuse('skewed', `the signature date ${claim.amzDate} lies ahead`);
  if (claim.expiresSeconds === undefined) {
    if (age > skewMs) throw check.refuse('skewed', `Signature expired: ${claim.amzDate} is more than 15 minutes ago`);
  } else if (age > claim.expiresSeconds * 1000) throw check.refuse('expired', 'Request has expired');
}

function canonicalRequest(request: SignedRequest, options: { query: [string, string][]; claim: Claim; doubleEncodePath: boolean }): string {
  const { query, claim, doubleEncodePath } = options;
  const once = request.rawPath
    .split('/')
    .map((part) => encode(decode(part)))
    .join('/');
  const path = doubleEncodePath ? once.split('/').map(encode).join('/') : once;
  const pairs = query
    .filter(([key]) => key !== 'X-Amz-Signature')
    .map(([key, value]) => [encode(key), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([key, value]) => `${key}=${value}`);
  const headers = claim.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`);
  return [request.method, path || '/', pairs.join('&'), headers.join(''), claim.signedHeaders.join(';'), request.payloadHash].join('\n');
}

function stringToSign(claim: Claim, text: string): string {
  return [algorithm, claim.amzDate, claim.scope, hash('sha256', text)].join('\n');
}

const signers = new Map<string, Principal>();

/** Whoever signs does so again: its derived key is found by what stands for its secret. */
function signerOf(secret: string): Principal {
  const known = signers.get(secret) ?? { name: '', secret, policies: [] };
  signers.set(secret, known);
  return known;
}

const signingKeys = new WeakMap<Principal, Map<string, Buffer>>();

/** One key lasts a day, a region and a service, so it is derived once. */
function deriveKey(principal: Principal, scope: string): Buffer {
  const known = signingKeys.get(principal) ?? new Map<string, Buffer>();
  signingKeys.set(principal, known);
  const existing = known.get(scope);
  if (existing) return existing;
  const key = scope.split('/').reduce<Buffer>((previous, part) => hmac(previous, part), Buffer.from(`AWS4${principal.secret}`));
  // Scopes are chosen by the caller: without a bound they would fill the memory.
  if (known.size >= 16) known.clear();
  known.set(scope, key);
  return key;
}

function parseQuery(rawQuery: string): [string, string][] {
  if (rawQuery === '') return [];
  return rawQuery.split('&').map((pair) => {
    const cut = pair.indexOf('=');
    return cut < 0 ? [decode(pair), ''] : [decode(pair.slice(0, cut)), decode(pair.slice(cut + 1))];
  });
}

/** A malformed escape stays as it stands: no client signs one, so the signature will not fit. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** encodeURIComponent leaves !'()* alone; RFC 3986 and AWS do not. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Importing a key costs five times the hash that it is for. */
const imported = new WeakMap<Buffer, KeyObject>();

function hmac(key: Buffer, text: string): Buffer {
  const known = imported.get(key) ?? createSecretKey(key);
  imported.set(key, known);
  return createHmac('sha256', known).update(text).digest();
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
