import { type InnerList, isInnerList, serializeInnerList } from 'structured-headers';
import type { Algorithm } from './algorithms.ts';
import { type Coverage, checkCoverage, identityOf, requestCoverage, responseCoverage } from './coverage.ts';
import { contentDigest, isDigestOf } from './digest.ts';
import type { PublicKey, SigningKey } from './keys.ts';
import { forms, type KeyState, keyStates, limits, type RefusalReason, requestProfile, responseProfile } from './profile.ts';
import { describeRequest, describeResponse, isSigned, type Message, readSignatures, sign } from './rfc9421.ts';
import { checkMessage, checkRequest, type Field, type RequestMessage, type ResponseMessage, valuesOf } from './wire.ts';

/** A stored key with its life; times in seconds, both ends included. */
export type KnownKey = { readonly key: PublicKey; readonly state: KeyState; readonly notBefore: number; readonly notAfter: number };

/** What a verifier brings: the time in seconds, its keys, and a partner's tighter clock. */
export type VerifyOptions = {
  readonly now: number;
  readonly keyOf: (keyId: string) => Promise<KnownKey | undefined>;
  readonly clock?: { readonly ageSeconds: number; readonly futureSeconds: number };
};

export type ExtraField = (typeof requestProfile.components.extra)[number];

/** What a signer brings: `now` in seconds, a nonce of 22 to 64 base64url characters, by default the longest life. */
export type SignOptions = {
  readonly key: SigningKey;
  readonly now: number;
  readonly nonce: string;
  readonly lifetimeSeconds?: number;
  readonly label?: string;
  /** Fields of the message to sign besides. */
  readonly extra?: readonly ExtraField[];
};

/** `signatureInput` is the verified member of that field, for the audit log; times in seconds. */
export type Verified = {
  readonly ok: true;
  readonly keyId: string;
  readonly algorithm: Algorithm;
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  readonly label: string;
  readonly components: readonly string[];
  readonly signatureInput: string;
};

/** `keyId` is what the message claims, where it could be read. */
export type Refused = { readonly ok: false; readonly reason: RefusalReason; readonly keyId?: string };

/**
 * Signs a request by PSP-1.
 *
 * @returns the fields to add: `content-digest` where there is a body, `signature-input`, `signature`
 * @throws where the request lacks a field that the profile signs
 * @example const more = await signRequest(request, { key, now: 1_700_000_000, nonce: toBase64Url(randomBytes) })
 */
export async function signRequest(request: RequestMessage, options: SignOptions): Promise<Field[]> {
  const digest = await digestField(request, request.body.length > 0);
  const full = { ...request, fields: [...request.fields, ...digest] };
  const components = [...requestCoverage(full).required, ...(options.extra ?? [])];
  return [...digest, ...(await signMessage(describeRequest(full, components), components, { ...options, profile: requestProfile }))];
}

/**
 * Signs the answer to a request, bound to it by its method, address, digest and nonce.
 *
 * @param request the request with the fields it was signed with
 * @example const more = await signResponse(response, request, { key, now, nonce: verified.nonce })
 */
export async function signResponse(response: ResponseMessage, request: RequestMessage, options: Omit<SignOptions, 'extra'>): Promise<Field[]> {
  const digest = await digestField(response, true);
  const full = { ...response, fields: [...response.fields, ...digest] };
  const components = responseCoverage(full, request).required;
  return [...digest, ...(await signMessage(describeResponse(full, request, components), components, { ...options, profile: responseProfile }))];
}

/**
 * Verifies a request by PSP-1. Storing the nonce is the caller's next step, and only after this has said yes: the nonce is
 * what a repetition is known by, never the signature, since an ECDSA signature has a twin that anyone can compute.
 *
 * @returns who signed it and when, or the first reason of `refusals` that holds
 * @example const outcome = await verifyRequest(request, { now, keyOf }); if (!outcome.ok) return refusals[outcome.reason].status
 */
export async function verifyRequest(request: RequestMessage, options: VerifyOptions): Promise<Verified | Refused> {
  const problem = checkRequest(request);
  if (problem) return { ok: false, reason: problem };
  const rules = { ...options, profile: requestProfile, coverage: requestCoverage(request) };
  return verifyMessage(request, (components) => describeRequest(request, components), rules);
}

/**
 * Verifies the answer to a request that we signed.
 *
 * @param request the request as it was sent, with all its fields, and the nonce it was signed with
 * @example await verifyResponse(response, { ...request, nonce }, { now, keyOf })
 */
export async function verifyResponse(
  response: ResponseMessage,
  request: RequestMessage & { readonly nonce: string },
  options: VerifyOptions,
): Promise<Verified | Refused> {
  const problem = checkMessage(response);
  if (problem) return { ok: false, reason: problem };
  const rules = { ...options, profile: responseProfile, coverage: responseCoverage(response, request) };
  const outcome = await verifyMessage(response, (components) => describeResponse(response, request, components), rules);
  return outcome.ok && outcome.nonce !== request.nonce ? { ok: false, reason: 'signature.nonce.other', keyId: outcome.keyId } : outcome;
}

type Profile = typeof requestProfile | typeof responseProfile;

type Rules = VerifyOptions & { readonly profile: Profile; readonly coverage: Coverage };

type Parameters = { readonly created: number; readonly expires: number; readonly nonce: string; readonly keyid: string; readonly alg?: string };

async function digestField({ fields, body }: Pick<RequestMessage, 'fields' | 'body'>, isNeeded: boolean): Promise<Field[]> {
  return isNeeded && valuesOf(fields, 'content-digest').length === 0 ? [['content-digest', await contentDigest(body)]] : [];
}

function signMessage(message: Message, components: readonly string[], options: SignOptions & { readonly profile: Profile }): Promise<Field[]> {
  const { key, now, nonce, profile, lifetimeSeconds = limits.lifetimeSeconds, label = profile.label } = options;
  const missing = components.filter((name) => !name.startsWith('@') && !name.endsWith(';req') && !message.fields.some((x) => x.name.toLowerCase() === name));
  if (missing.length > 0) throw new Error(`expected a message with the fields ${missing.join(', ')} to sign`);
  if (!forms.nonce.test(nonce)) throw new Error('expected a nonce of 22 to 64 base64url characters');
  const parameters = { created: now, expires: now + lifetimeSeconds, nonce, keyid: key.keyId, tag: profile.tag };
  return sign(message, { label, key, components, parameters });
}

/** The checks in the order of the profile; the first that fails is the answer. */
async function verifyMessage(
  message: Pick<RequestMessage, 'fields' | 'body'>,
  describe: (components: readonly string[]) => Message,
  rules: Rules,
): Promise<Verified | Refused> {
  const selected = selectByTag(message.fields, rules.profile.tag);
  if (typeof selected === 'string') return { ok: false, reason: selected };
  const { label, input } = selected;
  const parameters = readParameters(input, rules.profile);
  if (typeof parameters === 'string') return { ok: false, reason: parameters };
  const { keyid: keyId, created, expires, nonce } = parameters;
  const known = forms.keyId.test(keyId) ? await rules.keyOf(keyId) : undefined;
  const problem = checkKey(known, parameters, rules.now) ?? checkCoverage(input[0], rules.coverage, message.fields) ?? checkClock(parameters, rules);
  if (problem || !known) return { ok: false, reason: problem ?? 'signature.key.unknown', keyId };
  const { key } = known;
  const components = input[0].map(identityOf);
  if (!(await isSigned(describe(components), { label, key, components: rules.coverage.required, now: rules.now }))) {
    return { ok: false, reason: 'signature.value', keyId };
  }
  const [digest] = valuesOf(message.fields, 'content-digest');
  if (digest !== undefined && !(await isDigestOf(digest, message.body))) return { ok: false, reason: 'signature.digest', keyId };
  return { ok: true, keyId, algorithm: key.algorithm, created, expires, nonce, label, components, signatureInput: `${label}=${serializeInnerList(input)}` };
}

/** The one signature with our tag, whatever its label; other tags are other parties' business. */
function selectByTag(fields: readonly Field[], tag: string): { label: string; input: InnerList } | RefusalReason {
  if (valuesOf(fields, 'signature').length + valuesOf(fields, 'signature-input').length === 0) return 'signature.tag.none';
  const signatures = readSignatures(fields);
  if (!signatures || signatures.size > limits.signatures) return 'signature.parse';
  const tagged = [...signatures].flatMap(([label, input]) => (isInnerList(input) && input[1].get('tag') === tag ? [{ label, input }] : []));
  return tagged.length > 1 ? 'signature.tag.many' : (tagged[0] ?? 'signature.tag.none');
}

function readParameters([, values]: InnerList, { parameters }: Profile): Parameters | RefusalReason {
  const listed: readonly string[] = [...parameters.required, ...parameters.optional];
  if (![...values.keys()].every((name) => listed.includes(name))) return 'signature.parameters';
  const [created, expires, nonce, keyid, alg] = ['created', 'expires', 'nonce', 'keyid', 'alg'].map((name) => values.get(name));
  if (typeof created !== 'number' || typeof expires !== 'number' || !Number.isInteger(created) || !Number.isInteger(expires)) return 'signature.parameters';
  if (typeof keyid !== 'string' || typeof nonce !== 'string') return 'signature.parameters';
  if (alg !== undefined && typeof alg !== 'string') return 'signature.parameters';
  return forms.nonce.test(nonce) ? { created, expires, nonce, keyid, ...(alg === undefined ? {} : { alg }) } : 'signature.nonce.form';
}

function checkKey(known: KnownKey | undefined, { keyid, alg }: Parameters, now: number): RefusalReason | undefined {
  if (!known || known.key.keyId !== keyid) return 'signature.key.unknown';
  if (!keyStates[known.state]) return 'signature.key.state';
  if (now < known.notBefore || now > known.notAfter) return 'signature.key.validity';
  return alg !== undefined && alg !== known.key.algorithm ? 'signature.algorithm' : undefined;
}

function checkClock({ created, expires }: Parameters, { now, clock = limits.clock }: Rules): RefusalReason | undefined {
  const ageSeconds = Math.min(clock.ageSeconds, limits.clock.ageSeconds);
  const futureSeconds = Math.min(clock.futureSeconds, limits.clock.futureSeconds);
  if (now - created > ageSeconds || now > expires) return 'signature.clock.old';
  if (created - now > futureSeconds) return 'signature.clock.future';
  if (expires <= created) return 'signature.expires.early';
  return expires - created > limits.lifetimeSeconds ? 'signature.expires.long' : undefined;
}
