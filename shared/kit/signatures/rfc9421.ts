import {
  appendSignature,
  type ComponentDescriptor,
  component,
  createSignature,
  isSignatureError,
  type MessageDescriptor,
  type RequestDescriptor,
  verifySignature,
} from 'http-message-sig';
import { type Dictionary, parseDictionary } from 'structured-headers';
import type { PublicKey, SigningKey } from './keys.ts';
import { limits } from './profile.ts';
import { type Field, type RequestMessage, type ResponseMessage, targetUriOf, valuesOf } from './wire.ts';

/** What the signature library needs of a message: its fields that are signed, and the signatures. */
export type Message = MessageDescriptor;

/** @param components identities of the profile: a name, or a name and `;req`. @example describeRequest(request, ['@method']) */
export const describeRequest = (request: RequestMessage, components: readonly string[]): RequestDescriptor => ({
  kind: 'request',
  method: request.method,
  targetUri: targetUriOf(request),
  fields: fieldsOf(request.fields, [...components, ...signatureFields]),
});

/** @example describeResponse(response, request, ['@status', '@method;req']) */
export const describeResponse = (response: ResponseMessage, request: RequestMessage, components: readonly string[]): Message => ({
  kind: 'response',
  status: response.status,
  fields: fieldsOf(response.fields, [...components, ...signatureFields]),
  request: describeRequest(
    request,
    components.flatMap((name) => (name.endsWith(';req') ? [name.slice(0, -4)] : [])),
  ),
});

/**
 * Takes `Signature-Input` apart, all labels of it. Undefined where the two fields do not parse, do not belong together, name
 * anything twice, or are not written in the one form of RFC 8941 §4.1 (white space at commas aside, which gateways change):
 * a number with a leading zero, or base64 with stray bits, would verify and yet be another text.
 *
 * @example readSignatures(request.fields)?.get('psp')
 */
export function readSignatures(fields: readonly Field[]): Dictionary | undefined {
  const [signature = '', signatureInput = ''] = signatureFields.map((name) => valuesOf(fields, name).join(', '));
  try {
    const written = appendSignature(new Headers(), { signature, signatureInput });
    const isCanonical = sameText(signature, written.get('signature')) && sameText(signatureInput, written.get('signature-input'));
    return isCanonical ? parseDictionary(signatureInput) : undefined;
  } catch (error) {
    if (!isSignatureError(error)) throw error;
    return undefined;
  }
}

/**
 * Whether the signature of a label verifies. The coverage and the clock are checked once more, by the library.
 *
 * @example await isSigned(message, { label: 'psp', key, components: ['@method', '@target-uri'], now })
 */
export async function isSigned(
  message: Message,
  expected: { readonly label: string; readonly key: PublicKey; readonly components: readonly string[]; readonly now: number },
): Promise<boolean> {
  const { label, key, components, now } = expected;
  const { ageSeconds, futureSeconds } = limits.clock;
  const required = { requiredComponents: components.map(toComponent), requiredParameters: ['created', 'expires', 'nonce', 'keyid', 'tag'] };
  const policy = { algorithms: [key.algorithm], ...required, maxAge: ageSeconds, clockSkew: futureSeconds, now };
  try {
    return (await verifySignature(message, { label, policy, resolveVerifier: () => key })).verifier === key;
  } catch (error) {
    if (!isSignatureError(error)) throw error;
    return false;
  }
}

/** @returns the two fields to add. @example await sign(message, { label: 'psp', key, components, parameters }) */
export async function sign(
  message: Message,
  options: {
    readonly label: string;
    readonly key: SigningKey;
    readonly components: readonly string[];
    readonly parameters: Readonly<Record<string, string | number>>;
  },
): Promise<Field[]> {
  const { label, key, components, parameters } = options;
  const made = await createSignature(message, { label, components: components.map(toComponent), parameters, signer: key });
  return [
    ['signature-input', made.signatureInput],
    ['signature', made.signature],
  ];
}

const signatureFields = ['signature', 'signature-input'];

const fieldsOf = (fields: readonly Field[], names: readonly string[]) =>
  fields.flatMap(([name, value]) => (names.includes(name.toLowerCase()) ? [{ name, value }] : []));

const toComponent = (identity: string): ComponentDescriptor =>
  identity.endsWith(';req') ? component(identity.slice(0, -4), { req: true }) : component(identity);

const sameText = (text: string, written: string | null): boolean => withoutGaps(text) === withoutGaps(written ?? '');

const withoutGaps = (text: string): string => text.replace(/[ \t]*,[ \t]*/g, ',');
