import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { isProcedureStep, procedureOf } from '../../shared/areas/banking/bank-procedure.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import type { DeadlineRule } from '../../shared/kit/calendar/deadline.ts';
import { prefixOf } from '../../shared/kit/ids.ts';
import type { Context } from '../kit/context.ts';

/**
 * G2: how long a step of a loan takes at its bank, by the procedure in force there for such a loan and buyer, in working days.
 *
 * @param asked.step the operation that does the step: `loan.decide`
 * @param asked.on civil date from which the time counts
 * @returns undefined for what is no step of a loan, and where the bank's procedure says nothing: the dated setting holds
 * @example await procedureClock(context, { subject: 'lon_01', step: 'loan.decide', on: '2026-03-02' })
 */
export async function procedureClock(
  context: Context,
  { subject, step, on }: { subject: string; step: string; on: string },
): Promise<{ rule: DeadlineRule; source: string } | undefined> {
  const verb = step.slice(step.indexOf('.') + 1);
  if (prefixOf(subject) !== loan.idPrefix || !isProcedureStep(verb)) return undefined;
  const item = await context.records.get(loan, subject);
  const [{ name, procedure = [] }, { buyerKind }] = await Promise.all([
    context.records.get(bank, item.bank),
    context.records.get(mortgageCase, item.mortgageCase),
  ]);
  const row = procedureOf(procedure, { step: verb, loanKind: item.kind, buyerKind, on });
  return row && { rule: { unit: 'workday', count: row.days }, source: `${name}本行流程：${row.days}个工作日${row.validFrom ? `（${row.validFrom}起）` : ''}` };
}
