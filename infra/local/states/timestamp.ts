/** RFC 3339 as Step Functions reads it: capital T, seconds optional, up to nanoseconds, Z or an offset. */
const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-](?:0\d|1[0-8]):[0-5]\d)$/;

/**
 * Milliseconds since the epoch, or undefined for anything that is not a real date and time.
 *
 * @example
 * parseTimestamp('2026-02-30T00:00:00Z') // undefined
 */
export function parseTimestamp(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = ''] = match;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // Date.UTC rolls 30 February over; a rolled date prints another text.
  const printed = new Date(local).toISOString().slice(0, 19);
  if (printed !== `${year}-${month}-${day}T${hour}:${minute}:${second}`) return undefined;
  const zone = match[8] ?? 'Z';
  const offsetMinutes = zone === 'Z' ? 0 : Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  const sign = zone.startsWith('-') ? -1 : 1;
  return local + Math.ceil(Number(`0.${fraction || '0'}`) * 1_000) - sign * offsetMinutes * 60_000;
}
