import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembly, copySeededData, environments } from '../testing/offices.ts';
import { costOfContract, costOfRecords } from './costs.ts';
import { costOfMortgage } from './mortgage-costs.ts';
import { type OfficeFolder, officeIn, type TemporaryOffice } from './temporary-office.ts';

describe('what the office costs', () => {
  let folder: OfficeFolder;
  let office: TemporaryOffice;
  beforeAll(async () => {
    const data = mkdtempSync(join(tmpdir(), 'anchang-costs-'));
    await copySeededData(data);
    cpSync(assembly(), join(data, 'cdk.out'), { recursive: true });
    folder = officeIn(data);
    office = await folder.open({ isCounted: true, environments });
  });
  afterAll(async () => {
    await office?.close();
    folder?.remove();
  });

  it('is one call to the tables for each generated action', async () => {
    const costs = await costOfRecords(office);
    expect(costs.map((cost) => [cost.action, cost.calls])).toEqual([
      ['customer.create', 1],
      ['customer.get', 1],
      ['customer.update', 1],
      ['customer.move', 1],
      ['customer.list', 1],
      ['customer.history', 1],
    ]);
  });

  it('is 23 state transitions and under a dollar for a thousand contracts from subscription to archive', async () => {
    const { transitions, dollarsPerThousand, write } = await costOfContract(office);
    expect(transitions).toBe(23);
    expect(write).toBeLessThanOrEqual(530);
    expect(dollarsPerThousand).toBeLessThanOrEqual(0.96);
  });

  it('is 44 state transitions for a combined loan of two rounds and three releases, and a few calls to the tables for one of a partner', async () => {
    const { transitions, calls } = await costOfMortgage(office);
    expect(transitions.theCase + transitions.loans + transitions.releases).toBe(44);
    expect(calls.find(({ action }) => action === 'partner.loan.get')).toMatchObject({ calls: 5, read: 1, write: 9 });
    expect(calls.map(({ action }) => action)).toEqual(expect.arrayContaining(['partner.loan.decide', 'partner.loan.disburse', 'partner.signingMatter.text']));
    for (const { action, calls: made } of calls) expect([action, made <= 16]).toEqual([action, true]);
  });
});
