import { addMonths, isPlainDate, type PlainDate } from './calendar/plain-date.ts';
import { accept, type Checked, refuse } from './checked.ts';

export type IdentifierKey =
  | 'identifier.length'
  | 'identifier.structure'
  | 'identifier.region'
  | 'identifier.birthDate'
  | 'identifier.age'
  | 'identifier.checksum'
  | 'phone.structure';

export type ResidentId = { value: string; region: string; birthDate: PlainDate; sex: 'male' | 'female' };

/** First two digits of a resident ID: the provinces, and the residence permits of Hong Kong, Macau and Taiwan. */
const provinces = new Set('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '));

/** Weights and check characters of GB 11643. */
const residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const residentChecks = '10X98765432';

/** Alphabet and weights of GB 32100; I, O, S, V and Z are left out. */
const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** Registering authority, kind of body, six digits of region, nine characters of organisation, check character. */
const creditShape = /^[1-9ANY][1-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

const oldestAge = 120;
/** Earliest birth that is accepted where no date is given to judge the age on. */
const earliestBirth = '1900-01-01';

/**
 * The form in which identifiers are stored and compared: full-width letters and digits narrowed, blanks removed, upper
 * case. Invisible characters stay, so that a check refuses them.
 * @example normaliseIdentifier('１１０１０５ 19491231 002x') // '11010519491231002X'
 */
export const normaliseIdentifier = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[ \t\u3000]/gu, '')
    .toUpperCase();

/**
 * Checks an 18-digit resident identity number (居民身份证), or a residence permit of the same structure.
 * @param on the date on which the person's age, 0 to 120 years, is judged; without it births before 1900 are refused
 * @example checkResidentId('11010519491231002X', { on: '2026-11-21' }) // value with birthDate '1949-12-31', sex 'female'
 */
export function checkResidentId(text: string, { on }: { on?: PlainDate } = {}): Checked<ResidentId, IdentifierKey> {
  const value = normaliseIdentifier(text);
  if (value.length !== 18) return refuse('identifier.length', { expected: 18, got: value.length });
  if (!/^\d{17}[\dX]$/.test(value)) return refuse('identifier.structure');
  if (!provinces.has(value.slice(0, 2))) return refuse('identifier.region', { region: value.slice(0, 2) });
  const birthDate = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`;
  if (!isPlainDate(birthDate)) return refuse('identifier.birthDate', { date: birthDate });
  if (residentCheck(value) !== value.at(-1)) return refuse('identifier.checksum');
  if (!isLivingAge(birthDate, on)) return refuse('identifier.age', { max: oldestAge });
  return accept({
    value,
    region: value.slice(0, 6),
    birthDate,
    sex: Number(value.charAt(16)) % 2 === 1 ? 'male' : 'female',
  });
}

/**
 * Checks a unified social credit code (统一社会信用代码) of an organisation.
 * @example checkCreditCode('91110000600037341L') // { ok: true, value: '91110000600037341L' }
 */
export function checkCreditCode(text: string): Checked<string, IdentifierKey> {
  const value = normaliseIdentifier(text);
  if (value.length !== 18) return refuse('identifier.length', { expected: 18, got: value.length });
  if (!creditShape.test(value)) return refuse('identifier.structure');
  const sum = weighted(value, creditWeights, creditAlphabet);
  return creditAlphabet[(31 - (sum % 31)) % 31] === value.at(-1) ? accept(value) : refuse('identifier.checksum');
}

/**
 * Checks a mainland mobile number; spaces, hyphens and a country code 86 are taken off.
 * @example checkMobile('+86 138-0013-8000') // { ok: true, value: '13800138000' }
 */
export function checkMobile(text: string): Checked<string, IdentifierKey> {
  const value = normaliseIdentifier(text)
    .replaceAll('-', '')
    .replace(/^(?:\+|00)?86(?=1\d{10}$)/, '');
  return /^1[3-9]\d{9}$/.test(value) ? accept(value) : refuse('phone.structure');
}

/** Documents other than the resident ID, with the shapes in use; each is checked by shape only. */
export const documentShapes = {
  passport: { label: { zh: '护照', en: 'Passport' }, shape: /^[A-Z0-9]{5,20}$/ },
  hkMacauPermit: {
    label: { zh: '港澳居民来往内地通行证', en: 'Mainland travel permit, Hong Kong and Macau' },
    shape: /^[HM]\d{8}(?:\d{2})?$/,
  },
  taiwanPermit: {
    label: { zh: '台湾居民来往大陆通行证', en: 'Mainland travel permit, Taiwan' },
    shape: /^(?:\d{8}|\d{10}[A-Z0-9]?)$/,
  },
  /** 15 characters until 2023; the cards since then have the resident ID's length, birth date and check digit. */
  permanentResidence: {
    label: { zh: '外国人永久居留身份证', en: 'Permanent residence card, foreigners' },
    shape: /^(?:[A-Z]{3}\d{12}|9\d{16}[\dX])$/,
  },
} as const;

export type DocumentKind = 'residentId' | keyof typeof documentShapes;

/**
 * Checks the number of an identity document of a stated kind and returns it in its stored form.
 * @example checkDocument('hkMacauPermit', 'h12345678', { on: '2026-11-21' }) // { ok: true, value: 'H12345678' }
 */
export function checkDocument(kind: DocumentKind, text: string, options: { on?: PlainDate } = {}): Checked<string, IdentifierKey> {
  if (kind === 'residentId') {
    const checked = checkResidentId(text, options);
    return checked.ok ? accept(checked.value.value) : checked;
  }
  const value = normaliseIdentifier(text);
  if (!documentShapes[kind].shape.test(value)) return refuse('identifier.structure');
  if (kind === 'passport' && !/\d/.test(value)) return refuse('identifier.structure');
  const hasCheckDigit = kind === 'permanentResidence' && value.length === 18;
  return hasCheckDigit && residentCheck(value) !== value.at(-1) ? refuse('identifier.checksum') : accept(value);
}

const residentCheck = (value: string): string => residentChecks.charAt(weighted(value, residentWeights, creditAlphabet) % 11);

function weighted(value: string, weights: readonly number[], alphabet: string): number {
  return weights.reduce((sum, weight, place) => sum + weight * alphabet.indexOf(value.charAt(place)), 0);
}

/** Born on or before `on`, and not yet 121. */
const isLivingAge = (birthDate: PlainDate, on: PlainDate | undefined): boolean =>
  on === undefined ? birthDate >= earliestBirth : birthDate <= on && on < addMonths(birthDate, (oldestAge + 1) * 12);
