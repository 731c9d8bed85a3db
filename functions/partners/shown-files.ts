import { type Scan, scan } from '../../shared/areas/archives/scan.resource.ts';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import type { documentClasses } from '../../shared/areas/banking/document-classes.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { type SigningMatter, signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { archiveKey } from '../archives/keys.ts';
import type { Context } from '../kit/context.ts';
import { change } from '../kit/records/write.ts';
import type { Performer } from './answer-endpoint.ts';

type DocumentClass = keyof typeof documentClasses;
/** Which scans of a contract each class of an assignment opens to a law firm; papers of the loan are scans of its materials. */
const scansOf: Readonly<Record<DocumentClass, readonly Scan['document'][]>> = {
  finalText: ['signedContract', 'agreement'],
  filedContract: ['filedContract', 'filingForm'],
  identity: ['identity'],
  loanPapers: [],
};

/** The files of one paper, each with an address for a few minutes. */
export const materialFiles: Performer = async ({ id, opened: { context } }) => {
  const { scans = [] } = await context.records.get(caseMaterial, id);
  return { status: 200, body: { data: await shownFiles(context, scans) } };
};

/** The text that is to be signed, where the assignment opens it. */
export const matterText: Performer = async ({ id, opened: { context } }) => {
  const matter = await context.records.get(signingMatter, id);
  if (!matter.documents.includes('finalText')) fail('record.missing');
  const { number, signedOn, textHash, terms } = await context.records.get(contract, (await context.records.get(mortgageCase, matter.mortgageCase)).contract);
  return { status: 200, body: { data: { number, signedOn, textHash, terms } } };
};

/** The files of the classes that an assignment names, and no others. */
export const matterFiles: Performer = async ({ id, opened: { context } }) => {
  const matter = await context.records.get(signingMatter, id);
  const [ofContract, ofLoan] = await Promise.all([contractScans(context, matter), loanScans(context, matter)]);
  return { status: 200, body: { data: await shownFiles(context, [...ofContract, ...ofLoan]) } };
};

async function contractScans(context: Context, matter: SigningMatter): Promise<string[]> {
  const allowed = matter.documents.flatMap((name) => scansOf[name]);
  if (allowed.length === 0) return [];
  const { contract: subject } = await context.records.get(mortgageCase, matter.mortgageCase);
  const { items } = await context.records.list(scan, { index: 'bySubject', where: { subject }, limit: 100 });
  return items.filter((row) => row.document && allowed.includes(row.document)).map(({ id }) => id);
}

async function loanScans(context: Context, matter: SigningMatter): Promise<string[]> {
  if (!matter.documents.includes('loanPapers')) return [];
  const { items } = await context.records.list(caseMaterial, { index: 'byLoan', where: { loan: matter.loan }, limit: 100 });
  const papers = await Promise.all(items.map((row) => context.records.get(caseMaterial, row.id)));
  return papers.flatMap(({ scans = [] }) => scans);
}

/** That an address was issued is written before it is answered. */
async function shownFiles(context: Context, ids: readonly string[]): Promise<object[]> {
  const kept = (await Promise.all(ids.map((id) => context.records.get(scan, id)))).filter((item) => item.status === 'kept');
  if (kept.length > 0) await context.records.write(kept.map((item) => change(scan, item, {}, { event: 'scan.opened', from: ['kept'] })));
  return Promise.all(kept.map((item) => shownFile(context, item)));
}

async function shownFile(context: Context, { id, name, document, contentType, size, sha256, objectVersion = '' }: Scan): Promise<object> {
  const address = await context.archive.presignDownload({ key: archiveKey(id, sha256), versionId: objectVersion, fileName: name });
  return { id, name, document, contentType, size, sha256, ...address };
}
