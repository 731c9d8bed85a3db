import type { AreaKey } from './area.ts';
import type { IdentifierKey } from './identifiers.ts';
import type { Label } from './label.ts';
import type { MoneyKey } from './money.ts';
import type { NameKey, TextKey } from './person-name.ts';

/** Texts for the refusals of numbers, money, areas, identifiers, names and lines of text; `{…}` names a parameter. */
export const valueMessages = {
  'number.empty': { zh: '请填写数字', en: 'Enter a number' },
  'number.malformed': { zh: '“{text}”不是数字', en: '“{text}” is not a number' },
  'number.separators': { zh: '“{text}”的千位分隔符位置不对', en: '“{text}” has misplaced thousands separators' },
  'number.tooLong': { zh: '数字最多 {max} 个字符', en: 'A number has at most {max} characters' },
  'money.negative': { zh: '金额不能为负：{text}', en: 'An amount cannot be negative: {text}' },
  'money.finerThanFen': { zh: '金额最多精确到分：{text}', en: 'An amount has at most two decimals: {text}' },
  'money.tooLarge': { zh: '金额过大：{text}', en: 'The amount is too large: {text}' },
  'area.notPositive': { zh: '面积必须大于零：{text}', en: 'An area must be more than zero: {text}' },
  'area.tooFine': { zh: '面积最多四位小数：{text}', en: 'An area has at most four decimals: {text}' },
  'area.tooLarge': { zh: '面积过大：{text}', en: 'The area is too large: {text}' },
  'identifier.length': { zh: '应为 {expected} 位，现为 {got} 位', en: 'Expected {expected} characters, got {got}' },
  'identifier.structure': { zh: '号码格式不对', en: 'The number has the wrong form' },
  'identifier.region': { zh: '地区代码 {region} 不存在', en: 'There is no region {region}' },
  'identifier.birthDate': { zh: '号码中的出生日期 {date} 不存在', en: 'The birth date {date} in the number does not exist' },
  'identifier.age': { zh: '号码中的出生日期不合理（0–{max} 岁）', en: 'The birth date in the number is implausible (age 0–{max})' },
  'identifier.checksum': { zh: '校验码不符，请核对号码', en: 'The check character does not match; please compare the number' },
  'phone.structure': { zh: '请填写 11 位手机号码', en: 'Enter an 11-digit mobile number' },
  'name.empty': { zh: '请填写姓名', en: 'Enter a name' },
  'name.tooShort': { zh: '姓名至少 {min} 个字', en: 'A name has at least {min} characters' },
  'name.tooLong': { zh: '姓名最多 {max} 个字', en: 'A name has at most {max} characters' },
  'name.forbidden': { zh: '姓名含有不可见或不允许的字符 {character}', en: 'The name contains the hidden or forbidden character {character}' },
  'name.character': { zh: '姓名含有不能用于姓名的字符 {character}', en: 'The name contains {character}, which no name has' },
  'text.empty': { zh: '请填写', en: 'Required' },
  'text.tooLong': { zh: '最多 {max} 个字', en: 'At most {max} characters' },
  'text.forbidden': { zh: '含有不可见或不允许的字符 {character}', en: 'Contains the hidden or forbidden character {character}' },
} as const satisfies Record<MoneyKey | AreaKey | IdentifierKey | NameKey | TextKey, Label>;
