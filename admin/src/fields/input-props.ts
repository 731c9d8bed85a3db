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
  /** May it be left empty? */
  readonly isOptional?: boolean;
  /** Only rows with these values may be chosen. */
  readonly among?: Readonly<Record<string, string>>;
};
