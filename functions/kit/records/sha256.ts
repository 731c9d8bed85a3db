import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

type Source = string | ArrayBuffer | ArrayBufferView;

/** Importing a key costs five times the hash that it is for. The SDK derives a signing key once a day and keeps its bytes. */
const keys = new WeakMap<object, KeyObject>();
const texts = new Map<string, KeyObject>();
/** Credentials of a role change every few hours. */
const mostTexts = 8;

/** SHA-256, or with a secret its HMAC, in the shape in which the SDK wants it: hence a class. */
export class Sha256 {
  private readonly key: KeyObject | undefined;
  private parts: Uint8Array[] = [];

  constructor(secret?: Source) {
    this.key = secret === undefined ? undefined : keyOf(secret);
  }

  update(data: Source): void {
    this.parts.push(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    const data = this.parts.length === 1 && this.parts[0] ? this.parts[0] : Buffer.concat(this.parts);
    return this.key ? createHmac('sha256', this.key).update(data).digest() : hash('sha256', data, 'buffer');
  }

  reset(): void {
    this.parts = [];
  }
}

function keyOf(secret: Source): KeyObject {
  const known = typeof secret === 'string' ? texts.get(secret) : keys.get(secret);
  if (known) return known;
  const key = createSecretKey(bytesOf(secret));
  if (typeof secret !== 'string') keys.set(secret, key);
  else {
    if (texts.size >= mostTexts) texts.clear();
    texts.set(secret, key);
  }
  return key;
}

function bytesOf(data: Source): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
