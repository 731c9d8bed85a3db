import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costOfContract, costOfRecords } from './costs.ts';
import { openTemporaryOffice, type TemporaryOffice } from './temporary-office.ts';

describe('what the office costs', () => {
  let office: TemporaryOffice;
  beforeAll(async () => {
    office = await openTemporaryOffice();
  });
  afterAll(() => office?.close());

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
});
