import { f } from '../../kit/fields/f.ts';

/** What was agreed with a bank, from one day to another. */
export const agreementColumns = {
  number: f.text('协议编号', 'No.'),
  from: f.date('起', 'From'),
  until: f.date('止', 'Until'),
  reconcileEvery: f.count('对账周期（日历日）', 'Reconciliation every, calendar days', { optional: true, least: 1, most: 366, source: 'F12' }),
  terms: f.note('要点', 'Terms', { optional: true }),
};
type Agreement = { readonly number: string; readonly from: string; readonly until: string; readonly reconcileEvery?: number | undefined };

/**
 * The interval of reconciliation that a bank has agreed to, by the latest of its agreements that are in force on a day and say one.
 *
 * @returns calendar days and the number of the agreement, or undefined where the office's own interval holds
 * @example agreedInterval([{ number: 'A', from: '2026-01-01', until: '2026-12-31', reconcileEvery: 7 }], '2026-03-02') // { days: 7, number: 'A' }
 */
export function agreedInterval(agreements: readonly Agreement[], on: string): { readonly days: number; readonly number: string } | undefined {
  const inForce = agreements.filter(({ from, until }) => from <= on && on <= until).toSorted((a, b) => (a.from < b.from ? 1 : -1));
  return inForce.flatMap(({ number, reconcileEvery: days }) => (days ? [{ days, number }] : []))[0];
}
