import type { Instant } from '../../../shared/kit/calendar/plain-date.ts';
import type { Fen } from '../../../shared/kit/money.ts';

/** A column of a printed table; `width` in points, or what is left over. */
export type FormColumn = { readonly title: string; readonly align?: 'left' | 'right' | 'center'; readonly width?: number | '*' | 'auto' };

/** A form or statement as it is printed, from top to bottom. Texts are printed as they are: mask and format them first. */
export type PrintedForm = {
  readonly company: string;
  readonly title: string;
  readonly number?: string;
  /** Short facts above the text, two in a row. */
  readonly facts?: readonly { readonly label: string; readonly value: string }[];
  readonly paragraphs?: readonly string[];
  readonly table?: {
    readonly columns: readonly FormColumn[];
    readonly rows: readonly (readonly string[])[];
    /** A last row of sums. */
    readonly totals?: readonly string[];
  };
  /** An amount in figures and in capitals. */
  readonly total?: { readonly label: string; readonly fen: Fen };
  readonly notes?: readonly string[];
  /** Who signs, each with a line. */
  readonly signatures?: readonly string[];
  readonly printedAt: Instant;
  readonly printedBy?: string;
  readonly isLandscape?: boolean;
};
