import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stampedBlank } from '../../shared/areas/contracts/stamped-blank.resource.ts';
import { subscription } from '../../shared/areas/contracts/subscription.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { employee } from '../../shared/areas/organisation/employee.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { create } from '../kit/records/write.ts';
import { person } from '../kit/testing.ts';
import { handler as issueBlank } from './issue-blank.ts';
import { handler as receiveBlanks } from './receive-blanks.ts';
import { type Desk, desk } from './testing.ts';

let at: Desk;
beforeAll(async () => {
  at = await desk();
});
afterAll(() => at.stop());

describe('an order', () => {
  it('holds the unit, uses the blank, closes the buyer and begins a contract at the list price', async () => {
    const body = await at.orderOf();
    const { status, json } = await at.order(body);
    expect(status).toBe(201);
    expect(json.data).toMatchObject({ number: 'RG-2026-YQL-00001', price: 123_000_000, signFrom: '2026-03-05', signBy: '2026-03-07', status: 'active' });
    const contract = await at.read(json.data.contract);
    expect(contract).toMatchObject({
      number: '2026-YQL-00001',
      status: 'draft',
      subscription: json.data.id,
      unit: body.unit,
      price: 123_000_000,
      floorArea: 888_800,
    });
    expect((await at.records.get(unit, body.unit, { consistent: true })).status).toBe('subscribed');
    expect((await at.records.get(customer, body.customer, { consistent: true })).status).toBe('closed');
    expect(await at.records.get(stampedBlank, body.blank, { consistent: true })).toMatchObject({ status: 'used', usedFor: json.data.id });
    const second = await at.order(await at.orderOf({ customer: body.customer, price: 120_000_000 }));
    expect(second.json.data).toMatchObject({ price: 120_000_000, number: 'RG-2026-YQL-00002' });
  });

  const mistakes: [string, () => Promise<object>, string, string][] = [
    ['a unit without a permit', async () => ({ unit: (await at.unitOf(at.elsewhere.id)).id }), 'unit', 'sale.noPermit'],
    ['a buyer of another project', async () => ({ customer: (await at.buyerOf({ project: at.elsewhere.id })).id }), 'customer', 'sale.otherProject'],
    ['a day to come', async () => ({ subscribedOn: '2026-03-03' }), 'subscribedOn', 'date.future'],
    ['a deposit above the price', async () => ({ deposit: 100, price: 99 }), 'deposit', 'sale.depositTooLarge'],
    ['a unit that does not exist', async () => ({ unit: 'unt_0000000000000000000000' }), 'unit', 'field.missingRecord'],
    ['a buyer that does not exist', async () => ({ customer: 'cus_0000000000000000000000' }), 'customer', 'field.missingRecord'],
    ['a record of another kind', async () => ({ unit: (await at.buyerOf()).id }), 'unit', 'field.missingRecord'],
    ['a blank that does not exist', async () => ({ blank: 'blk_0000000000000000000000' }), 'blank', 'field.missingRecord'],
    ['a blank of another form', async () => ({ blank: (await at.blankOf('contract')).id }), 'blank', 'blank.wrongForm'],
    ['a blank of another project', async () => ({ blank: (await at.blankOf('subscription', 'issued', at.elsewhere.id)).id }), 'blank', 'blank.wrongForm'],
    ['a blank in stock', async () => ({ blank: (await at.blankOf('subscription', 'inStock')).id }), 'blank', 'blank.notIssued'],
    ['a spoiled blank', async () => ({ blank: (await at.blankOf('subscription', 'spoiled')).id }), 'blank', 'blank.usedUp'],
    ['a used blank', async () => ({ blank: (await at.blankOf('subscription', 'used')).id }), 'blank', 'blank.usedUp'],
  ];
  it.each(mistakes)('with %s is refused by the field', async (_, more, field, key) => {
    const { status, json } = await at.order({ ...(await at.orderOf()), ...(await more()) }, person('Group', ['salesManager'], '*'));
    expect({ status, code: json.code, errors: json.errors }).toMatchObject({ status: 422, code: 'request.invalid', errors: { [field]: { key } } });
  });

  it('for a unit that is sold already is refused, whatever reads came first', async () => {
    const body = await at.orderOf();
    const answers = await Promise.all(Array.from({ length: 6 }, async () => at.order(await at.orderOf({ unit: body.unit }))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
    const { items } = await at.records.list(subscription, { index: 'byUnit', where: { unit: body.unit } });
    expect(items).toHaveLength(1);
  });

  it('is for the posts of the site and of its own project', async () => {
    const body = await at.orderOf();
    expect((await at.order(body, person('Sun', ['finance'], [at.home.id]))).json).toMatchObject({ status: 403, code: 'access.denied' });
    expect((await at.order(body, person('Mo', ['salesperson'], [at.elsewhere.id]))).json.errors).toMatchObject({ unit: { key: 'field.missingRecord' } });
  });
});

describe('the register of stamped blanks', () => {
  const receive = (more: object = {}, actor = at.staff) =>
    at.call(receiveBlanks, '/contracts/stamped-blank/receive', { project: at.home.id, kind: 'contract', prefix: 'HT', from: 7, count: 3, ...more }, actor);
  const issue = (id: string, holder: string) => at.call(issueBlank, `/contracts/stamped-blank/${id}/issue`, { holder });

  it('takes a run of numbers, and none of them twice', async () => {
    const { status, json } = await receive();
    expect(status).toBe(201);
    expect(json.data).toMatchObject({ count: 3, first: 'HT000007', last: 'HT000009' });
    expect((await receive({ from: 9, count: 2 })).json).toMatchObject({ status: 409, code: 'field.taken' });
    const { items } = await at.records.list(stampedBlank, { index: 'byProject', where: { project: at.home.id }, limit: 100 });
    expect(items.flatMap(({ number }) => (number?.startsWith('HT') ? [number] : []))).toEqual(['HT000007', 'HT000008', 'HT000009']);
    expect((await receive({ project: at.elsewhere.id })).json.errors).toMatchObject({ project: { key: 'field.missingRecord' } });
    expect((await receive({ count: 31 })).json.errors).toMatchObject({ count: { key: 'field.tooLarge' } });
  });

  it('is issued once, to somebody who works here', async () => {
    const worker = async (login: string, status: string) =>
      (await at.records.write([create(employee, { name: login, login, roles: ['customerService'] }, { status })]))[0].id;
    const blank = (await at.blankOf('contract', 'inStock')).id;
    expect((await issue(blank, await worker('gone', 'left'))).json.errors).toMatchObject({ holder: { key: 'blank.holderLeft' } });
    expect((await issue(blank, 'emp_0000000000000000000000')).json.errors).toMatchObject({ holder: { key: 'field.missingRecord' } });
    const here = await worker('here', 'active');
    expect((await issue(blank, here)).json.data).toMatchObject({ status: 'issued', holder: here });
    expect((await issue(blank, here)).json).toMatchObject({ status: 409, code: 'record.state' });
  });
});
