import { afterAll, beforeAll, expect, it } from 'vitest';
import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import type { documentClasses } from '../../shared/areas/banking/document-classes.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { valuesOf } from '../fixture/samples.ts';
import { create } from '../kit/records/write.ts';
import { office, type TestOffice } from '../kit/testing.ts';
import { handler as door } from './door.ts';
import { ask, type House, makeHouse, origin } from './testing.ts';

let site: TestOffice;
let firm: House;
let home: string;
beforeAll(async () => {
  site = await office();
  Object.assign(process.env, { PUBLIC_ORIGIN: origin, ARCHIVE_BUCKET: 'archive', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' });
  site.at('2026-03-02T01:00:00.000Z');
  firm = await makeHouse(site, 'lawFirm');
  const [made] = await site.open().context.records.write([create(project, { ...valuesOf(project.fields, ''), code: 'QD' })]);
  home = made.id;
});
afterAll(() => site.stop());

type DocumentClass = keyof typeof documentClasses;
const kept = { status: 'kept' };
const file = { contentType: 'application/pdf', size: 10, sha256: 'a'.repeat(64), objectVersion: 'v1' } as const;

/** A case whose contract has a scan of every class, one that is not kept yet, and a paper of the loan. */
async function matterFor(documents: DocumentClass[]): Promise<string> {
  const { records } = site.open().context;
  const write = async (document: 'signedContract' | 'filedContract' | 'filingForm' | 'identity' | 'invoice' | 'loanPaper', subject: string, state = kept) =>
    (await records.write([create(scan, { project: home, subject, name: document, document, ...file }, state)]))[0].id;
  const contract = `ctr_${documents.join('')}`;
  const [{ id: theCase }] = await records.write([create(mortgageCase, { ...valuesOf(mortgageCase.fields, home), number: undefined, contract })]);
  for (const name of ['signedContract', 'filedContract', 'filingForm', 'identity', 'invoice'] as const) await write(name, contract);
  await write('identity', contract, { status: 'uploading' });
  const loan = `lon_${documents.join('')}`;
  const paper = { ...valuesOf(caseMaterial.fields, home), loan, scans: [await write('loanPaper', 'cmt_1')] };
  await records.write([create(caseMaterial, paper, { status: 'given' })]);
  const about = { mortgageCase: theCase, loan, lawFirm: firm.member, bank: 'bnk_1', documents };
  const [{ id }] = await records.write([create(signingMatter, { ...valuesOf(signingMatter.fields, home), ...about }, { status: 'assigned' })]);
  return id;
}

it.each<[DocumentClass[], string[]]>([
  [['identity'], ['identity']],
  [['finalText'], ['signedContract']],
  [['filedContract'], ['filedContract', 'filingForm']],
  [['loanPapers'], ['loanPaper']],
  [
    ['identity', 'loanPapers'],
    ['identity', 'loanPaper'],
  ],
])('a law firm whose assignment names %j is shown these files and no others', async (documents, names) => {
  const answer = await ask(door, firm, { path: `/partner/v1/matters/${await matterFor(documents)}/files` });
  expect(answer.status).toBe(200);
  const files = answer.json.data as { name: string; url: string }[]; // the endpoint's own answer
  expect(files.map(({ name }) => name).toSorted()).toEqual(names);
  for (const { url } of files) expect(url).toContain('X-Amz-Signature=');
});
