import type { Reply } from './open-partner.ts';
import type { exitCodes } from './partner-error.ts';

/** What a command says: `text` for people, `json` for programs, and how it ends where it ends badly. */
export type Said = { readonly text: string; readonly json: unknown; readonly ends?: keyof typeof exitCodes };

/** An answer for people: what it is, and its body. */
export function replied(reply: Reply): Said {
  const { status, problem, isProven, isRepeated, data, next, idempotencyKey } = reply;
  const about = [
    status,
    isProven ? 'signed by the office' : 'NOT signed',
    ...(isRepeated ? ['repeated'] : []),
    ...(idempotencyKey ? [`idempotency key ${idempotencyKey}`] : []),
  ];
  const body = JSON.stringify(problem ?? { data, ...(next ? { next } : {}) }, null, 2);
  const ends = status >= 500 || status === 429 ? 'unreachable' : 'refused';
  return { text: `${about.join(' · ')}\n${body}`, json: reply, ...(problem ? { ends } : {}) };
}

/** What the staff of the developer need to register a key. */
export const proposal = ({ algorithm, keyId, spki }: { algorithm: string; keyId: string; spki: string }): string =>
  [
    'Please register this key for us (console: 合作方 → 登记密钥). We will prove it with the id and the challenge that you answer.',
    `algorithm:  ${algorithm}`,
    `key id:     ${keyId}`,
    'public key:',
    '-----BEGIN PUBLIC KEY-----',
    ...(spki.match(/.{1,64}/g) ?? []),
    '-----END PUBLIC KEY-----',
    'Compare the key id by telephone before you approve it.',
  ].join('\n');
