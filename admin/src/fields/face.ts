import type { ReactNode } from 'react';
import type { FieldMeta } from '../../../shared/kit/fields/field.ts';

/** What an input is given: by the form (`id`, `value`, `onChange`) and by its field. */
export type InputProps = {
  readonly id?: string;
  readonly value?: unknown;
  readonly onChange?: (draft: unknown) => void;
  readonly onBlur?: () => void;
  readonly meta: FieldMeta;
  /** Name of the field, from the form down; rows name their cells beneath it. */
  readonly path: readonly (string | number)[];
  /** Only rows with these values may be chosen. */
  readonly among?: Readonly<Record<string, string>>;
};

/** Both faces of a kind of field: one to read, one to write. */
export type Face = {
  readonly View: (props: { readonly value: unknown; readonly meta: FieldMeta }) => ReactNode;
  readonly Input: (props: InputProps) => ReactNode;
};
