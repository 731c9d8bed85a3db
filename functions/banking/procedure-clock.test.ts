import { describe, expect, it } from 'vitest';
import { type Branch, branch } from './fixture/branch.ts';
import { doStep, goOn } from './fixture/plays.ts';

const dayMs = 86_400_000;
/** When the step of a kind of loan is due, and by what. */
const dueOf = (office: Branch, step: string, kind = 'commercial') => {
  const { id } = office.loans().findLast((one) => one.kind === kind) ?? expect.unreachable();
  const found = office.openSteps().find((todo) => todo.step === step && todo.subject === id) ?? expect.unreachable(`${step} to be open`);
  return { on: found.dueAt.slice(0, 10), source: found.dueSource };
};
const at = async (step: string, buyerKind = 'employee'): Promise<Branch> => {
  const office = await branch();
  await goOn(office, 'mortgageCase.plan');
  await doStep(office, office.openSteps()[0] ?? expect.unreachable(), { buyerKind });
  await goOn(office, step);
  return office;
};

describe('the due time of a step at a bank', () => {
  it('is that of its procedure, for such a buyer, with the bank as its source', async () => {
    // From Monday 2 March: five and eight working days.
    expect(dueOf(await at('loan.decide'), 'loan.decide')).toEqual({ on: '2026-03-09', source: '建设银行 案场支行本行流程：5个工作日（2026-01-01起）' });
    expect(dueOf(await at('loan.decide', 'selfEmployed'), 'loan.decide')).toEqual({ on: '2026-03-12', source: '建设银行 案场支行本行流程：8个工作日' });
  });

  it('is that of the dated setting where the bank says nothing of the step', async () => {
    const office = await at('loan.decide');
    // Fifteen working days of the setting.
    expect(dueOf(office, 'loan.decide', 'providentFund')).toEqual({ on: '2026-03-23', source: expect.stringContaining('公司内部时限') });
    const { id } = office.loans().find(({ kind }) => kind === 'commercial') ?? expect.unreachable();
    await doStep(office, { step: 'loan.decide', subject: id });
    expect(dueOf(office, 'loan.sign')).toEqual({ on: '2026-03-09', source: expect.stringContaining('公司内部时限') });
    for (const step of ['loan.sign', 'loan.registerMortgage']) await doStep(office, { step, subject: id });
    expect(dueOf(office, 'loan.disburse')).toEqual({ on: '2026-03-06', source: '建设银行 案场支行本行流程：4个工作日' });
  });

  it('is what reminder and escalation go by', async () => {
    const office = await at('loan.decide');
    const marks = () => office.openSteps().map(({ partner, remindedAt, escalatedTo }) => [partner, Boolean(remindedAt), Boolean(escalatedTo)]);
    office.office.advance(8 * dayMs);
    await office.remindAll();
    // A day after the bank's five working days, long before the fifteen of the setting.
    expect(marks()).toEqual([
      [office.ids.ccb, true, false],
      [office.ids.fund, false, false],
    ]);
    office.office.advance(dayMs);
    await office.remindAll();
    expect(marks()).toEqual([
      [office.ids.ccb, true, true],
      [office.ids.fund, false, false],
    ]);
  });
});
