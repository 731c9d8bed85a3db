type Key = Readonly<Record<string, unknown>>;

/** Days that a key still signs, a part of a day counting as one; nothing and less once it has run out. */
export const daysLeft = (notAfter: string, now: number): number => Math.ceil((Date.parse(notAfter) - now) / 86_400_000);

/**
 * Why this person cannot approve a key, as the operation will refuse it: nobody approves what they proposed, nor what the
 * partner has not proved.
 */
export function hindranceOf({ proposedBy, provenAt }: Key, person: string): 'ownProposal' | 'notProven' | undefined {
  if (proposedBy === person) return 'ownProposal';
  return provenAt === undefined ? 'notProven' : undefined;
}
