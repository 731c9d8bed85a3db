import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProcedureRow, procedureOf, procedureSteps } from './bank-procedure.ts';
import { buyerKinds, loanKinds } from './loan-kinds.ts';

const asked = { step: 'decide', loanKind: 'commercial', buyerKind: 'employee', on: '2026-03-02' } as const;
const daysOf = (rows: readonly ProcedureRow[], more: Partial<Parameters<typeof procedureOf>[1]> = {}) => procedureOf(rows, { ...asked, ...more })?.days;

describe('the procedure of a bank', () => {
  it('says nothing of a step that it does not name', () => {
    expect(daysOf([])).toBeUndefined();
    expect(daysOf([{ step: 'sign', days: 3 }])).toBeUndefined();
  });

  it('holds for the loans and buyers that a row names, and for all where it names none', () => {
    const rows: ProcedureRow[] = [
      { step: 'decide', days: 12 },
      { step: 'decide', days: 20, buyerKinds: ['selfEmployed', 'company'] },
      { step: 'decide', days: 9, loanKinds: ['providentFund'] },
      { step: 'decide', days: 25, loanKinds: ['providentFund'], buyerKinds: ['selfEmployed'] },
    ];
    expect(daysOf(rows)).toBe(12);
    expect(daysOf(rows, { buyerKind: 'company' })).toBe(20);
    expect(daysOf(rows, { loanKind: 'providentFund' })).toBe(9);
    expect(daysOf(rows, { loanKind: 'providentFund', buyerKind: 'selfEmployed' })).toBe(25);
    expect(daysOf(rows, { buyerKind: undefined })).toBe(12);
    expect(daysOf([{ step: 'decide', days: 5, loanKinds: [], buyerKinds: [] }])).toBe(5);
  });

  it('is the latest that is in force on the day, though an older row names the buyer too', () => {
    const rows: ProcedureRow[] = [
      { step: 'decide', days: 8, validFrom: '2026-03-02' },
      { step: 'decide', days: 15 },
      { step: 'decide', days: 10, validFrom: '2026-01-01' },
      { step: 'decide', days: 6, validFrom: '2026-03-03' },
    ];
    expect(daysOf(rows)).toBe(8);
    expect(daysOf(rows, { on: '2026-03-01' })).toBe(10);
    expect(daysOf(rows, { on: '2025-12-31' })).toBe(15);
    expect(daysOf([...rows, { step: 'decide', days: 30, buyerKinds: ['employee'] }])).toBe(30);
  });

  it('never gives a row of another step, loan, buyer or time, whatever it has', () => {
    const row = fc.record({
      step: fc.constantFrom(...Object.keys(procedureSteps)),
      days: fc.integer({ min: 1, max: 200 }),
      loanKinds: fc.option(fc.subarray(Object.keys(loanKinds) as (keyof typeof loanKinds)[]), { nil: undefined }),
      buyerKinds: fc.option(fc.subarray(Object.keys(buyerKinds) as (keyof typeof buyerKinds)[]), { nil: undefined }),
      validFrom: fc.option(fc.constantFrom('2026-01-01', '2026-03-02', '2026-03-03'), { nil: undefined }),
    });
    const fits = ({ step, loanKinds: loans, buyerKinds: buyers, validFrom = '' }: ProcedureRow) =>
      step === 'decide' && validFrom <= asked.on && (!loans?.length || loans.includes('commercial')) && (!buyers?.length || buyers.includes('employee'));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        const found = procedureOf(rows, asked);
        expect(found === undefined).toBe(!rows.some(fits));
        if (found) expect(fits(found)).toBe(true);
      }),
    );
  });
});
