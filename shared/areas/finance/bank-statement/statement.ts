import type { PlainDate } from '../../../kit/calendar/plain-date.ts';
import type { CheckParams } from '../../../kit/checked.ts';
import type { Fen } from '../../../kit/money.ts';
import type { StatementColumn } from './columns.ts';
import type { StatementKey } from './messages.ts';

/** One transaction of a bank account. */
export type StatementLine = {
  /** 1-based row of the sheet. */
  readonly row: number;
  readonly on: PlainDate;
  /** Money in is more than zero, money out less. */
  readonly amountFen: Fen;
  readonly serial?: string;
  readonly balanceFen?: Fen;
  readonly payer?: string;
  readonly payerAccount?: string;
  readonly summary?: string;
};

export type StatementIssue = { readonly row: number; readonly column?: StatementColumn; readonly key: StatementKey; readonly params: CheckParams };

/** Why a row is no transaction. */
export type SkipReason = 'title' | 'header' | 'empty' | 'total' | 'balance' | 'note';

/** What a sheet says; rows with issues are not among the lines, and nothing is guessed for them. */
export type Statement = {
  readonly lines: readonly StatementLine[];
  readonly issues: readonly StatementIssue[];
  readonly skipped: readonly { readonly row: number; readonly reason: SkipReason }[];
  readonly openingFen?: Fen;
  readonly closingFen?: Fen;
  readonly incomeFen: Fen;
  readonly expenseFen: Fen;
  readonly from?: PlainDate;
  readonly to?: PlainDate;
};
