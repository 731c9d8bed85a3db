import { expect, it } from 'vitest';
import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { officeItself } from '../kit/context.ts';
import { create } from '../kit/records/write.ts';
import { type Branch, branch, today } from './fixture/branch.ts';
import { goOn } from './fixture/plays.ts';

async function scanOf(office: Branch, subject: string, { status = 'kept', project = office.ids.home } = {}): Promise<string> {
  const { records } = office.office.open(officeItself).context;
  const [{ id }] = await records.write([create(scan, { project, subject, name: '身份证.pdf', document: 'loanPaper' }, { status })]);
  return id;
}

it('a paper is given with scans of its own that are kept, and with no others', async () => {
  const office = await branch();
  await goOn(office, 'mortgageCase.collect');
  const [paper, other] = office.office.all(caseMaterial).map(({ id }) => id);
  if (!paper || !other) return expect.unreachable('two papers');
  const give = (...scans: string[]) => office.ask('caseMaterial.give', paper, { givenOn: today, scans });
  const own = await scanOf(office, paper);
  const refused = { code: 'request.invalid', field: 'scans' };
  expect(await give(own, await scanOf(office, other))).toEqual({ ...refused, key: 'scan.ofOther' });
  expect(await give(await scanOf(office, paper, { project: 'prj_other' }))).toMatchObject(refused);
  expect(await give(own, await scanOf(office, paper, { status: 'uploading' }))).toEqual({ ...refused, key: 'scan.notKept' });
  expect(office.office.all(caseMaterial).find(({ id }) => id === paper)).toMatchObject({ status: 'missing' });
  expect(await give(own)).toMatchObject({ data: { status: 'given' } });
});
