import { listPage, type Row, wholeRows } from '../../providers/data.ts';

/** What belongs to a case, each record in full. */
export type CaseFile = {
  readonly loans: readonly Row[];
  readonly materials: readonly Row[];
  readonly releases: readonly Row[];
  readonly matters: readonly Row[];
  /** Open to-dos about any of these, the most urgent first. */
  readonly todos: readonly Row[];
};

/** Reads what belongs to a case. */
export async function readCase(id: string): Promise<CaseFile> {
  const ofCase = { index: 'byCase', partition: { mortgageCase: id } };
  const [loans, materials, releases] = await Promise.all([wholeRows('loan', ofCase), wholeRows('caseMaterial', ofCase), wholeRows('disbursement', ofCase)]);
  const matters = await Promise.all(loans.map((loan) => wholeRows('signingMatter', { index: 'byLoan', partition: { loan: loan.id } })));
  const subjects = [id, ...loans.map((loan) => loan.id), ...releases.map((release) => release.id)];
  const todos = await Promise.all(subjects.map((subject) => listPage('todo', { index: 'bySubject', partition: { subject }, order: 'desc', limit: 50 })));
  const open = todos.flatMap(({ data }) => data).filter(({ status }) => status === 'open');
  return { loans, materials, releases, matters: matters.flat(), todos: open.toSorted((a, b) => String(a.dueAt).localeCompare(String(b.dueAt))) };
}
