import * as z from 'zod';
import type { Checked } from '../checked.ts';
import { checkCreditCode, checkMobile, checkResidentId } from '../identifiers.ts';
import { idPattern } from '../ids.ts';
import { type Label, label } from '../label.ts';
import { checkPersonName, forbiddenCharacter } from '../person-name.ts';
import { type FieldOptions, field } from './field.ts';

/** Largest amount the office writes: ten billion yuan in fen, far below 2^53. */
const mostFen = 1_000_000_000_000;
/** Largest floor area: one million m² in cm². */
const mostCm2 = 10_000_000_000;

/** JSON Schema counts code points too, so that is what clients read. */
const plain = (most: number) => z.string().trim().min(1).superRefine(refuseLonger(most)).superRefine(refuseHidden).meta({ maxLength: most });
const reference = z.string().regex(idPattern);

/** A text that a check reads: the normalised value, or the key of the refusal. */
const checked = <T extends string>(check: (text: string) => Checked<T>) =>
  z
    .string()
    .max(200)
    .transform((text, context) => {
      const outcome = check(text);
      if (outcome.ok) return outcome.value;
      context.addIssue({ code: 'custom', message: outcome.key, params: outcome.params });
      return z.NEVER;
    });

/** Age needs a day to be judged on: a check before signing does that, a field knows only that nobody living was born before 1900. */
const residentId = (text: string): Checked<string> => {
  const outcome = checkResidentId(text);
  return outcome.ok ? { ok: true, value: outcome.value.value } : outcome;
};

/**
 * Field helpers. Each takes the Chinese and the English label and `{ optional, help, group, isOwned, isFixed, source }`; never
 * chain `.optional()` on the result.
 *
 * @example { price: f.money('成交价', 'Price'), signedOn: f.date('签约日', 'Signed on', { optional: true }) }
 */
export const f = {
  /** One line of text, 1–`most` characters (200 unless told). */
  text: <const O extends FieldOptions & { most?: number }>(zh: string, en: string, options?: O) =>
    field(plain(options?.most ?? 200), { kind: 'text', label: label(zh, en) }, without(options)),
  /** Several lines of text, up to 2,000 characters. */
  note: <const O extends FieldOptions>(zh: string, en: string, options?: O) => field(plain(2000), { kind: 'note', label: label(zh, en) }, options),
  /** A gapless serial number made in the transaction that makes the record; never taken from input. */
  serial: <const O extends FieldOptions>(zh: string, en: string, pattern: string, options?: O) =>
    field(plain(100), { kind: 'serial', label: label(zh, en), pattern }, { ...options, isOwned: true } as O & { isOwned: true }),
  /** The id of another record. */
  ref: <const O extends FieldOptions>(to: string, zh: string, en: string, options?: O) => field(reference, { kind: 'ref', label: label(zh, en), to }, options),
  /** Ids of several other records, at most 50. */
  refs: <const O extends FieldOptions>(to: string, zh: string, en: string, options?: O) =>
    field(z.array(reference).max(50), { kind: 'refs', label: label(zh, en), to }, options),
  /** Integer fen, not negative. */
  money: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(z.int().min(0).max(mostFen), { kind: 'money', label: label(zh, en) }, options),
  /** Integer square centimetres, more than zero; shown in m². */
  area: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(z.int().min(1).max(mostCm2), { kind: 'area', label: label(zh, en) }, options),
  /** Parts per million: 300 is 0.03%. */
  rate: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(z.int().min(0).max(1_000_000), { kind: 'rate', label: label(zh, en) }, options),
  /** A whole number from `least` (0) to `most` (1,000,000). */
  count: <const O extends FieldOptions & { least?: number; most?: number }>(zh: string, en: string, options?: O) =>
    field(
      z
        .int()
        .min(options?.least ?? 0)
        .max(options?.most ?? 1_000_000),
      { kind: 'count', label: label(zh, en) },
      without(options),
    ),
  flag: <const O extends FieldOptions>(zh: string, en: string, options?: O) => field(z.boolean(), { kind: 'flag', label: label(zh, en) }, options),
  /** A civil date `YYYY-MM-DD` between 1900 and 2199. */
  date: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(
      z.iso.date().refine((x) => x >= '1900-01-01' && x < '2200-01-01', 'date.range'),
      { kind: 'date', label: label(zh, en) },
      options,
    ),
  /** An instant in UTC, shown in Asia/Shanghai. */
  instant: <const O extends FieldOptions>(zh: string, en: string, options?: O) => field(z.iso.datetime(), { kind: 'instant', label: label(zh, en) }, options),
  /** One of the given options. */
  choice: <const T extends Readonly<Record<string, Label>>, const O extends FieldOptions>(zh: string, en: string, choices: T, options?: O) =>
    field(z.enum(Object.keys(choices) as (keyof T & string)[]), { kind: 'choice', label: label(zh, en), options: choices }, options),
  /** Several of the given options. */
  choices: <const T extends Readonly<Record<string, Label>>, const O extends FieldOptions>(zh: string, en: string, choices: T, options?: O) =>
    field(z.array(z.enum(Object.keys(choices) as (keyof T & string)[])).max(50), { kind: 'choices', label: label(zh, en), options: choices }, options),
  /** A person's name (personal data). Format characters are refused, rare characters are kept. */
  personName: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(checked(checkPersonName), { kind: 'personName', label: label(zh, en), mask: 'personName' }, options),
  /** A mainland mobile number (personal data); full-width digits are normalised. */
  phone: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(checked(checkMobile), { kind: 'phone', label: label(zh, en), mask: 'phone' }, options),
  /** An 18-digit resident identity number with a valid checksum (personal data). */
  idNumber: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(checked(residentId), { kind: 'idNumber', label: label(zh, en), mask: 'idNumber' }, options),
  /** A postal address (personal data). */
  address: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(plain(200), { kind: 'address', label: label(zh, en), mask: 'address' }, options),
  /** A unified social credit code with a valid check character. */
  creditCode: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(checked(checkCreditCode), { kind: 'creditCode', label: label(zh, en) }, options),
  /** A SHA-256 in lower-case hex. */
  hash: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(z.string().regex(/^[0-9a-f]{64}$/), { kind: 'hash', label: label(zh, en) }, options),
  /** A small table inside the record, at most 100 rows. */
  rows: <const T extends Readonly<Record<string, z.ZodType>>, const O extends FieldOptions>(zh: string, en: string, columns: T, options?: O) =>
    field(z.array(z.strictObject(columns)).max(100), { kind: 'rows', label: label(zh, en), columns }, options),
  /** Free JSON kept for the server's own use. */
  data: <const O extends FieldOptions>(zh: string, en: string, options?: O) =>
    field(z.record(z.string().max(100), z.json()).superRefine(refuseHiddenInside), { kind: 'data', label: label(zh, en) }, options),
};

function without<O extends FieldOptions & { most?: number; least?: number }>(options?: O): O | undefined {
  if (!options) return undefined;
  const { most: _most, least: _least, ...rest } = options;
  return rest as O;
}

/** People count characters, not the halves in which a computer keeps the rare ones. */
const refuseLonger = (most: number) => (value: string, context: z.core.$RefinementCtx<string>) => {
  if (value.length > most && [...value].length > most) context.addIssue({ code: 'custom', message: 'field.tooLong', params: { most }, input: value });
};

/** Line breaks and tabs are text; other control and format characters (zero-width, bidirectional) are not. */
function refuseHidden(value: string, context: z.core.$RefinementCtx<string>): void {
  const character = forbiddenCharacter(value.replace(/[\n\r\t]/g, ''));
  if (character) context.addIssue({ code: 'custom', message: 'text.forbidden', params: { character }, input: value });
}

/** Names and texts count, however deep they stand. */
function refuseHiddenInside(value: unknown, context: z.core.$RefinementCtx<Record<string, unknown>>): void {
  const character = textsIn(value)
    .map((text) => forbiddenCharacter(text.replace(/[\n\r\t]/g, '')))
    .find((found) => found !== undefined);
  if (character) context.addIssue({ code: 'custom', message: 'text.forbidden', params: { character }, input: value });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]) : [];
}
