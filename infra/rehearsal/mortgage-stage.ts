import { type Followed, follow, type Line } from './case.ts';
import type { BankCounter, LawyerDesk } from './counter.ts';
import type { Houses } from './houses.ts';
import type { Office } from './office.ts';

export type MortgageStage = {
  readonly office: Office;
  readonly project: string;
  readonly mark: string;
  readonly houses: Houses;
  readonly report: (line: Line) => void;
};
/** A case on its way: its people, its houses, and what it has had so far. */
export type Mortgage = MortgageStage & {
  readonly contract: string;
  readonly theCase: Followed;
  readonly banks: Record<'icbc' | 'ccb' | 'fund', BankCounter>;
  readonly lawyer: LawyerDesk;
};
export type LoanRow = { readonly id: string; readonly number: string; readonly kind: 'commercial' | 'providentFund'; readonly status: string };
/** Customer service looks after a case. */
const watcher = 'wangfang';

export const followLoan = ({ office, report }: Pick<Mortgage, 'office' | 'report'>, id: string): Followed =>
  follow(office, { resource: 'loan', path: `/banking/loan/${id}`, watcher, report });

const nothing = { calls: 0, read: 0, write: 0 };
export const tell = ({ report }: Pick<Mortgage, 'report'>, line: Omit<Line, 'next' | 'cost'> & Partial<Line>): void =>
  report({ next: '', cost: nothing, ...line });
