import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** What a signature is for: one made for a cursor never passes as another. */
export type Purpose = 'cursor' | 'guard';
/** The office's own key, known to its functions alone. */
export type Secret = {
  /** Keyed hash, base64url. */
  sign(purpose: Purpose, text: string): string;
  isSigned(purpose: Purpose, text: string, signature: string): boolean;
};

/** @param key 32 random bytes */
export function secretOf(key: Uint8Array): Secret {
  const imported = createSecretKey(key);
  const sign = (purpose: Purpose, text: string) => createHmac('sha256', imported).update(`${purpose}\n${text}`).digest('base64url');
  return {
    sign,
    isSigned(purpose, text, signature) {
      const [expected, given] = [Buffer.from(sign(purpose, text)), Buffer.from(signature)];
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}
