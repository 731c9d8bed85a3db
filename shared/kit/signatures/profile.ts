/**
 * The closed profile PSP-1 of signed partner requests and `psp-1-response` of our answers, over RFC 9421 and RFC 9530.
 * What is not listed here is refused. Times are in seconds, sizes in bytes.
 */
export const requestProfile = {
  tag: 'psp-1',
  label: 'psp',
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  /** Methods that change something, and so need an idempotency key. */
  changing: ['POST', 'PUT', 'PATCH', 'DELETE'],
  components: {
    always: ['@method', '@target-uri'],
    withBody: ['content-digest', 'content-type'],
    whenChanging: ['idempotency-key'],
    /** A field of these that is in the message must be signed, whatever the method. */
    whenPresent: ['authorization', 'content-digest', 'content-type', 'idempotency-key'],
    /** Fields a partner may sign besides: none that a gateway rewrites, at most twelve. */
    extra: ['accept', 'accept-language', 'content-language', 'date', 'if-match', 'if-none-match', 'prefer', 'traceparent', 'tracestate', 'x-request-id'],
  },
  parameters: { required: ['created', 'expires', 'nonce', 'keyid', 'tag'], optional: ['alg'] },
} as const;

export const responseProfile = {
  tag: 'psp-1-response',
  label: 'psp',
  components: {
    always: ['@status', 'content-digest'],
    /** The request that is answered: its `content-digest` where it has one. */
    request: ['@method', '@target-uri'],
    requestDigest: 'content-digest',
    withBody: ['content-type'],
  },
  /** `nonce` repeats the request's, so that an older answer to an equal request cannot be passed off as this one. */
  parameters: { required: ['created', 'expires', 'nonce', 'keyid', 'tag'], optional: ['alg'] },
} as const;

/** Limits of both directions; a partner's own `clock` may only be tighter. */
export const limits = {
  bodyBytes: 256 * 1024,
  /** Request line and headers together, the limit of an HTTP API. */
  headerBytes: 10_240,
  signatures: 8,
  lifetimeSeconds: 300,
  clock: { ageSeconds: 300, futureSeconds: 60 },
  rsaBits: { least: 2048, most: 4096 },
} as const;

/** Digests of RFC 9530 over the bytes received. `sm3` is not registered with IANA: an addition agreed with a partner. */
export const digests = { required: 'sha-256', additional: ['sha-512', 'sm3'] } as const;

/** The forms of what is written into a message. */
export const forms = {
  /** An HTTP API hands over the path decoded, so only characters that need no encoding; no empty or dot segments. */
  path: /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+$/,
  query: /^(?:[A-Za-z0-9._~!$'()*+,;:@/?=&-]|%[0-9A-Fa-f]{2})*$/,
  origin: /^https?:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,4})?$/,
  /** At least 128 random bits. */
  nonce: /^[A-Za-z0-9_-]{22,64}$/,
  /** SHA-256 in base64url. */
  keyId: /^[A-Za-z0-9_-]{43}$/,
  fieldValue: /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/,
} as const;

/**
 * Why a message is refused, in the order of the checks, with the HTTP status of the answer. The answer's body is the same
 * for all of a status; the reason goes to the audit log alone.
 */
export const refusals = {
  'request.size': { status: 413, meaning: 'the body or the headers are larger than the profile allows' },
  'request.method': { status: 400, meaning: 'a method the profile does not list' },
  'request.path': { status: 400, meaning: 'a path with an empty segment, a dot segment or a character that needs encoding' },
  'request.query': { status: 400, meaning: 'a query with a character that is not allowed in one' },
  'request.header': { status: 400, meaning: 'a field that is repeated, empty, folded or not plain ASCII' },
  'signature.parse': { status: 400, meaning: 'Signature or Signature-Input is missing its counterpart, malformed or not in canonical form' },
  'signature.tag.none': { status: 401, meaning: 'no signature with the tag of the profile' },
  'signature.tag.many': { status: 400, meaning: 'several signatures with the tag of the profile' },
  'signature.parameters': { status: 401, meaning: 'a parameter is missing, of the wrong type or not listed' },
  'signature.nonce.form': { status: 401, meaning: 'the nonce is not 22 to 64 characters of base64url' },
  'signature.key.unknown': { status: 401, meaning: 'no such key' },
  'signature.key.state': { status: 401, meaning: 'the key is pending, retired or revoked' },
  'signature.key.validity': { status: 401, meaning: 'the key is not valid yet or no longer' },
  'signature.algorithm': { status: 401, meaning: 'another algorithm than that of the stored key' },
  'signature.coverage': { status: 401, meaning: 'a component is not signed that must be, or signed that may not be' },
  'signature.clock.old': { status: 401, meaning: 'made too long ago, or expired' },
  'signature.clock.future': { status: 401, meaning: 'made in the future' },
  'signature.expires.early': { status: 401, meaning: 'expires before it is made' },
  'signature.expires.long': { status: 401, meaning: 'valid for longer than the profile allows' },
  'signature.nonce.other': { status: 401, meaning: 'a response to another request' },
  'signature.value': { status: 401, meaning: 'the signature does not verify' },
  'signature.digest': { status: 401, meaning: 'the body is not the one of Content-Digest' },
} as const;

export type RefusalReason = keyof typeof refusals;

/** Keys in these states verify; `retiring` is the old key of an overlap. */
export const keyStates = { pending: false, active: true, retiring: true, retired: false, revoked: false } as const;

export type KeyState = keyof typeof keyStates;
