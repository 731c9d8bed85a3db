import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { lawFirm } from '../../shared/areas/banking/law-firm.resource.ts';
import { department } from '../../shared/areas/organisation/department.resource.ts';
import { partner } from '../../shared/areas/partners/partner.resource.ts';
import { create } from '../kit/records/write.ts';
import { office, person, type TestOffice } from '../kit/testing.ts';
import { serveRecords } from '../records/serve-records.ts';

let site: TestOffice;
let members: Readonly<Record<string, string>>;
beforeAll(async () => {
  site = await office();
  const made = await site
    .open()
    .context.records.write([
      create(bank, { name: '建设银行 案场支行', kind: 'bank' }),
      create(lawFirm, { name: '海天律师事务所' }),
      create(department, { name: '审计部', code: 'AUD' }),
    ]);
  members = { bank: made[0].id, lawFirm: made[1].id, auditor: made[2].id };
});
afterAll(() => site.stop());

const handler = serveRecords([partner]);
const actor = person('Gao', ['systemAdmin'], '*');
const path = '/partners/partner';
const register = (kind: string, member: string) => site.call(handler, { method: 'POST', path, body: { name: `${kind} ${member}`, kind, member }, actor });

describe('a partner', () => {
  it.each([
    ['bank', 'bnk_01kzzzzzzzzzzzzzzzzzzzzzzz'],
    ['lawFirm', 'law_01kzzzzzzzzzzzzzzzzzzzzzzz'],
    ['auditor', 'dep_01kzzzzzzzzzzzzzzzzzzzzzzz'],
    ['bank', 'bnk_'],
    ['bank', 'bnk_建设银行'],
  ])('of kind %s that stands for %s, which is not there, is refused by the field', async (kind, member) => {
    const { status, json } = await register(kind, member);
    expect({ status, errors: json.errors }).toMatchObject({ status: 422, errors: { member: { key: 'field.missingRecord', message: '所选记录不存在' } } });
  });

  it('stands for a record of its own kind', async () => {
    expect((await register('lawFirm', members.bank ?? '')).json.errors).toMatchObject({ member: { key: 'field.missingRecord' } });
    for (const [kind, member] of Object.entries(members)) expect((await register(kind, member)).status, kind).toBe(201);
  });

  it('is edited without its member being asked for again, and keeps it', async () => {
    const [first] = (await site.call(handler, { method: 'GET', path, query: { index: 'byMember', member: members.bank ?? '' }, actor })).json.data;
    const { version } = (await site.call(handler, { method: 'GET', path: `${path}/${first.id}`, actor })).json.data;
    const edited = await site.call(handler, { method: 'PATCH', path: `${path}/${first.id}`, body: { version, burst: 20 }, actor });
    expect(edited.status).toBe(200);
    const other = { version: edited.json.data.version, member: 'bnk_01kzzzzzzzzzzzzzzzzzzzzzzz' };
    expect((await site.call(handler, { method: 'PATCH', path: `${path}/${first.id}`, body: other, actor })).json.errors).toMatchObject({
      member: { key: 'field.fixed' },
    });
  });
});
