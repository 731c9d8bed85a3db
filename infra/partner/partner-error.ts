/** How the command ends; a program that calls it decides by these. */
export const exitCodes = {
  /** The command, a file or an address is not right. Nothing was sent. */
  usage: 2,
  /** The office said no. */
  refused: 3,
  /** A message that should prove itself does not: it is not taken for one of the office. */
  unproven: 4,
  /** Nobody answered, or the office could not. Whether the request was done is unknown: send it again with the same key. */
  unreachable: 5,
} as const;

/** A failure that one line explains. */
export class PartnerError extends Error {
  readonly kind: keyof typeof exitCodes;

  constructor(kind: keyof typeof exitCodes, message: string) {
    super(message);
    this.name = 'PartnerError';
    this.kind = kind;
  }
}
