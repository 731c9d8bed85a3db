import { expect, it } from 'vitest';
import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { lawFirm } from '../../shared/areas/banking/law-firm.resource.ts';
import { check, createInput } from '../../shared/derive/validation.ts';
import { demoBanks, demoLawFirms } from './banks.ts';

it('the banks and law firms of the demonstration are as the definitions want them', () => {
  for (const one of demoBanks) expect(check(createInput(bank), one, bank.fields)).toMatchObject({ name: one.name });
  for (const one of demoLawFirms) expect(check(createInput(lawFirm), one, lawFirm.fields)).toEqual(one);
  expect(demoBanks.map(({ kind }) => kind)).toContain('fundCentre');
  for (const { materials } of demoBanks) expect(new Set(materials.map(({ code }) => code)).size).toBe(materials.length);
});
