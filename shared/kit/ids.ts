const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford base 32: sorts like the number it writes, no i l o u

/**
 * A prefixed id that sorts by the time it was made: 10 characters of milliseconds, 12 of randomness (60 bits).
 *
 * @param random returns that many random bytes
 * @example makeId('ctr', 1_700_000_000_000, (n) => crypto.getRandomValues(new Uint8Array(n))) // 'ctr_01hf7yat00…'
 */
export function makeId(prefix: string, now: number, random: (bytes: number) => Uint8Array): string {
  let time = '';
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time;
  return `${prefix}_${time}${Array.from(random(12), (byte) => alphabet[byte % 32]).join('')}`;
}

/** The form of every id: a lower-case prefix of two to six letters, an underscore, base-32 characters. */
export const idPattern = /^[a-z]{2,6}_[0-9a-z]{1,40}$/;

/** `ctr_01…` → `ctr` */
export const prefixOf = (id: string): string => id.slice(0, id.indexOf('_'));
