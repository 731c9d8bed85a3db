/**
 * The values of one field: `*`, `5`, `1-5`, `MON-FRI`, `0/15`, `1-10/2`, lists of these.
 *
 * @example
 * parseField('0/15', { min: 0, max: 59 }) // [0, 15, 30, 45]
 */
export function parseField(field: string, range: { min: number; max: number; names?: string[]; firstName?: number }): number[] {
  const fail = () => new Error(`the cron field ${field} is not valid`);
  const toNumber = (text: string): number => {
    const named = range.names?.indexOf(text.toUpperCase()) ?? -1;
    const value = named >= 0 ? named + (range.firstName ?? 0) : Number(text);
    if (!/^\w+$/.test(text) || !Number.isInteger(value) || value < range.min || value > range.max) throw fail();
    return value;
  };
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [span = '', step] = part.split('/');
    const [from = '', to] = span === '*' ? [String(range.min), String(range.max)] : span.split('-');
    const first = toNumber(from);
    const last = to === undefined ? (step === undefined ? first : range.max) : toNumber(to);
    const by = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(by) || by < 1 || last < first) throw fail();
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}
