import { accept, type Checked, refuse } from '../checked.ts';
import { ed25519Encoding, type KeyRefusal, toSpki } from './algorithms.ts';
import { type Bytes, concat, fromBase64, toBase64, utf8 } from './bytes.ts';
import { importPublicKey, type PublicKey, type SigningKey } from './keys.ts';
import { type Field, valuesOf } from './wire.ts';

/** Limits of Standard Webhooks 1.0 as we hold them. */
export const webhookProfile = {
  fields: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  /** The asymmetric version, Ed25519. `v1` is a shared secret: we have none, so it proves nothing. */
  version: 'v1a',
  toleranceSeconds: 300,
  bodyBytes: 20 * 1024,
  signatures: 8,
  /** Without a full stop, which separates the parts of what is signed. */
  id: /^[A-Za-z0-9_-]{8,64}$/,
  /** Whole seconds, no sign, no leading zero. */
  timestamp: /^[1-9][0-9]{0,11}$/,
} as const;

export type WebhookRefusal =
  | 'webhook.size'
  | 'webhook.header' // a field is missing or repeated
  | 'webhook.id'
  | 'webhook.timestamp'
  | 'webhook.signature.form'
  | 'webhook.signature.none' // no signature of version v1a
  | 'webhook.old'
  | 'webhook.future'
  | 'webhook.signature';

/**
 * Signs a webhook with every key in use: during a rotation, the old and the new.
 *
 * @param timestamp seconds
 * @returns the three fields to send
 * @example await signWebhook({ id: 'evt_01hf7yat00', timestamp: 1_700_000_000, body }, [key])
 */
export async function signWebhook(message: { id: string; timestamp: number; body: Uint8Array }, keys: readonly SigningKey[]): Promise<Field[]> {
  const { id, timestamp, body } = message;
  const { version, id: idForm, timestamp: timestampForm, bodyBytes } = webhookProfile;
  if (!idForm.test(id) || !timestampForm.test(String(timestamp))) throw new Error(`expected an id and whole seconds, got ${id} and ${timestamp}`);
  if (body.length > bodyBytes) throw new Error(`expected at most ${bodyBytes} bytes, got ${body.length}`);
  if (keys.length === 0 || keys.some((key) => key.algorithm !== 'ed25519')) throw new Error('expected Ed25519 keys to sign a webhook with');
  const content = signedContent(id, String(timestamp), body);
  const signatures = await Promise.all(keys.map(async (key) => `${version},${toBase64(await key.sign(content))}`));
  return [
    ['webhook-id', id],
    ['webhook-timestamp', String(timestamp)],
    ['webhook-signature', signatures.join(' ')],
  ];
}

/**
 * Verifies a webhook. One signature by one of the keys is enough. The receiver remembers the id against replays.
 *
 * @param now seconds
 * @returns the id and the timestamp in seconds, or the reason
 * @example await verifyWebhook({ fields, body }, { keys: [key], now })
 */
export async function verifyWebhook(
  message: { readonly fields: readonly Field[]; readonly body: Uint8Array },
  options: { readonly keys: readonly PublicKey[]; readonly now: number },
): Promise<Checked<{ id: string; timestamp: number }, WebhookRefusal>> {
  if (message.body.length > webhookProfile.bodyBytes) return refuse('webhook.size');
  const values = webhookProfile.fields.map((name) => valuesOf(message.fields, name));
  const [id, timestamp, list] = values.flat();
  if (id === undefined || timestamp === undefined || list === undefined || values.some((x) => x.length !== 1)) return refuse('webhook.header');
  if (!webhookProfile.id.test(id)) return refuse('webhook.id');
  if (!webhookProfile.timestamp.test(timestamp)) return refuse('webhook.timestamp');
  const signatures = readSignatures(list);
  if (!signatures.ok) return signatures;
  const age = options.now - Number(timestamp);
  if (age > webhookProfile.toleranceSeconds) return refuse('webhook.old');
  if (-age > webhookProfile.toleranceSeconds) return refuse('webhook.future');
  const content = signedContent(id, timestamp, message.body);
  const keys = options.keys.filter((key) => key.algorithm === 'ed25519');
  const outcomes = await Promise.all(signatures.value.flatMap((signature) => keys.map((key) => key.verify(content, signature))));
  return outcomes.includes(true) ? accept({ id, timestamp: Number(timestamp) }) : refuse('webhook.signature');
}

/** A public key as Standard Webhooks writes it. @example webhookKey(key) // 'whpk_…' */
export const webhookKey = (key: PublicKey): string => `whpk_${toBase64((fromBase64(key.spki) ?? utf8('')).subarray(ed25519Encoding.prefix.length))}`;

/** Reads a key of {@link webhookKey}. @example await importWebhookKey('whpk_…') */
export async function importWebhookKey(text: string): Promise<Checked<PublicKey, KeyRefusal>> {
  const key = text.startsWith('whpk_') ? fromBase64(text.slice(5)) : undefined;
  return key ? importPublicKey(toBase64(toSpki(ed25519Encoding, key)), 'ed25519') : refuse('key.encoding');
}

const signedContent = (id: string, timestamp: string, body: Uint8Array): Bytes => concat(utf8(`${id}.${timestamp}.`), body);

/** Signatures of other versions are passed over; a `v1a` that is not base64 of 64 bytes is refused. */
function readSignatures(list: string): Checked<Bytes[], WebhookRefusal> {
  const entries = list.split(' ');
  if (entries.length > webhookProfile.signatures || entries.some((entry) => !/^[A-Za-z0-9]{1,8},[A-Za-z0-9+/=]{1,128}$/.test(entry))) {
    return refuse('webhook.signature.form');
  }
  const own = entries.flatMap((entry) => (entry.startsWith(`${webhookProfile.version},`) ? [fromBase64(entry.slice(webhookProfile.version.length + 1))] : []));
  const whole = own.filter((bytes) => bytes?.length === 64);
  if (own.length === 0) return refuse('webhook.signature.none');
  return whole.length === own.length ? accept(whole.flatMap((bytes) => (bytes ? [bytes] : []))) : refuse('webhook.signature.form');
}
