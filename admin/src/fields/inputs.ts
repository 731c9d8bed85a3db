import type { ReactNode } from 'react';
import type { FieldKind } from '../../../shared/kit/fields/field.ts';
import { ChoiceInput, FlagInput } from './choice-input.tsx';
import { DateInput, InstantInput } from './date-input.tsx';
import { HashInput } from './hash-input.tsx';
import type { InputProps } from './input-props.ts';
import { RefInput } from './ref-input.tsx';
import { RowsInput } from './rows-input.tsx';
import { SettingInput } from './setting-input.tsx';
import { TextInput } from './text-input.tsx';

type Input = (props: InputProps) => ReactNode;

/** One entry for each kind of field: how it is written. How it is read stands in `views.tsx`. */
const inputs: Readonly<Record<FieldKind, Input>> = {
  text: TextInput,
  note: TextInput,
  serial: TextInput,
  ref: RefInput,
  refs: RefInput,
  money: TextInput,
  area: TextInput,
  rate: TextInput,
  count: TextInput,
  flag: FlagInput,
  date: DateInput,
  instant: InstantInput,
  choice: ChoiceInput,
  choices: ChoiceInput,
  personName: TextInput,
  phone: TextInput,
  idNumber: TextInput,
  address: TextInput,
  creditCode: TextInput,
  hash: HashInput,
  rows: RowsInput,
  data: SettingInput,
};

/** How values of a kind are written. */
export const inputOf = (kind: FieldKind): Input => inputs[kind];
