import type { FieldKind } from '../../../shared/kit/fields/field.ts';
import { choiceFace, choicesFace, flagFace } from './choice-face.tsx';
import { dataFace } from './data-face.tsx';
import { dateFace, instantFace } from './date-face.tsx';
import type { Face } from './face.ts';
import { hashFace } from './hash-face.tsx';
import { numberFace } from './number-face.tsx';
import { refFace, refsFace } from './ref-face.tsx';
import { rowsFace } from './rows-face.tsx';
import { textFace } from './text-face.tsx';

/** One entry for each kind of field. */
const faces: Readonly<Record<FieldKind, Face>> = {
  text: textFace,
  note: textFace,
  serial: textFace,
  ref: refFace,
  refs: refsFace,
  money: numberFace,
  area: numberFace,
  rate: numberFace,
  count: numberFace,
  flag: flagFace,
  date: dateFace,
  instant: instantFace,
  choice: choiceFace,
  choices: choicesFace,
  personName: textFace,
  phone: textFace,
  idNumber: textFace,
  address: textFace,
  creditCode: textFace,
  hash: hashFace,
  rows: rowsFace,
  data: dataFace,
};

/** How a kind of field is read and written. */
export const faceOf = (kind: FieldKind): Face => faces[kind];
