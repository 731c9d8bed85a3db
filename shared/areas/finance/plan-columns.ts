import type { FieldProblem } from '../../kit/errors.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { type PlanPart, planParts } from './receivable-schedule.ts';

/** One part of a payment plan: a share of the price, an amount, or what the others leave; due so many days after signing, or on a day. */
export const planColumns = {
  part: f.choice('期次', 'Part', planParts),
  share: f.rate('占成交价', 'Share of the price', {
    optional: true,
    help: label('比例和金额都不填的一期为余额', 'The part with neither share nor amount is the remainder'),
  }),
  amount: f.money('金额', 'Amount', { optional: true }),
  days: f.count('签约后天数', 'Days after signing', { optional: true, most: 3650 }),
  dueOn: f.date('或应付日', 'Or due on', { optional: true }),
};
export type PlanRow = {
  readonly part: PlanPart['part'];
  readonly share?: number | undefined;
  readonly amount?: number | undefined;
  readonly days?: number | undefined;
  readonly dueOn?: string | undefined;
};

/** The rows of a plan that was checked, as its receivables are made of them. */
export const partsOfPlan = (rows: readonly PlanRow[]): readonly PlanPart[] =>
  rows.map(({ part, share, amount, days = 0, dueOn }) => ({
    part,
    share: share !== undefined ? { ppm: share } : amount !== undefined ? { fen: amount } : 'remainder',
    due: dueOn ? { on: dueOn } : { afterSigning: { unit: 'endOfDay', count: days } },
  }));

/** What is wrong with the rows of a plan whatever the price: the problem of each field. */
export function problemsOfPlan(rows: readonly PlanRow[]): Readonly<Record<string, FieldProblem>> | undefined {
  const problems: Record<string, FieldProblem> = {};
  for (const [place, { share, amount, days, dueOn }] of rows.entries()) {
    if (share !== undefined && amount !== undefined) problems[`parts.${place}.amount`] = { key: 'plan.oneShare' };
    if (share === 0 || amount === 0) problems[`parts.${place}.${share === 0 ? 'share' : 'amount'}`] = { key: 'field.tooSmall', parameters: { least: 1 } };
    if ((days === undefined) === (dueOn === undefined)) problems[`parts.${place}.days`] = { key: 'plan.oneDay' };
  }
  const remainders = rows.filter(({ share, amount }) => share === undefined && amount === undefined).length;
  const ppm = rows.reduce((sum, { share = 0 }) => sum + share, 0);
  const isWhole = remainders === 1 ? ppm < 1_000_000 : rows.some(({ amount }) => amount !== undefined) ? ppm < 1_000_000 : ppm === 1_000_000;
  if (remainders > 1) problems.parts = { key: 'plan.remainders' };
  else if (!isWhole) problems.parts = { key: 'plan.shares' };
  return Object.keys(problems).length > 0 ? problems : undefined;
}
