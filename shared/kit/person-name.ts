import { accept, type Checked, refuse } from './checked.ts';

export type TextKey = 'text.empty' | 'text.tooLong' | 'text.forbidden';
export type NameKey = 'name.empty' | 'name.tooShort' | 'name.tooLong' | 'name.forbidden' | 'name.character';

const maxNameLength = 50;

/**
 * Characters a reader cannot see or that reorder what he sees: controls, formats (zero-width, bidi), fillers and
 * variation selectors, line separators, private use, noncharacters and half surrogate pairs.
 */
const forbidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/u;

/**
 * Letters of a person's name. Planes 2 and 3 are taken whole: they hold ideographs only, and a browser with older
 * Unicode tables does not know the newest ones as Han. Radicals look like ideographs but compare differently.
 */
const nameCharacter = /^(?![\u2e80-\u2fdf])[\p{Script=Han}\u{20000}-\u{3fffd}\p{Script=Latin}\p{Mn}·'’. -]$/u;
const middleDots = /[•‧・･∙⋅．]/gu;

/**
 * The first character of a text that must not be stored, as `U+200B`, if there is one.
 * @example forbiddenCharacter('张\u200b三') // 'U+200B'
 */
export function forbiddenCharacter(text: string): string | undefined {
  const found = forbidden.exec(text)?.[0];
  return found === undefined ? undefined : codePoint(found);
}

/**
 * Checks a single line of free text and returns it composed (NFC) and trimmed.
 * @param max length in characters (code points)
 * @example checkLine(' 1号楼 ', { max: 20 }) // { ok: true, value: '1号楼' }
 */
export function checkLine(text: string, { max }: { max: number }): Checked<string, TextKey> {
  const character = forbiddenCharacter(text.trim());
  if (character !== undefined) return refuse('text.forbidden', { character });
  const value = text.normalize('NFC').trim();
  if (value === '') return refuse('text.empty');
  return [...value].length > max ? refuse('text.tooLong', { max }) : accept(value);
}

/**
 * Checks a person's name as it stands on an identity document: Chinese including rare ideographs, names with a middle
 * dot, Latin names. Returned composed (NFC), with one kind of middle dot and no blanks between ideographs.
 * @example checkPersonName('买买提•艾力') // { ok: true, value: '买买提·艾力' }
 */
export function checkPersonName(text: string): Checked<string, NameKey> {
  const hidden = forbiddenCharacter(text.trim());
  if (hidden !== undefined) return refuse('name.forbidden', { character: hidden });
  const value = text
    .normalize('NFC')
    .trim()
    .replace(middleDots, '·')
    .replace(/\s+/gu, ' ')
    .replace(/(?<=[^\p{Script=Latin}.]) (?=[^\p{Script=Latin}])/gu, '');
  const characters = [...value];
  if (characters.length === 0) return refuse('name.empty');
  if (characters.length > maxNameLength) return refuse('name.tooLong', { max: maxNameLength });
  const strange = characters.find((character) => !nameCharacter.test(character));
  if (strange !== undefined) return refuse('name.character', { character: codePoint(strange) });
  if (!/[\p{L}\u{20000}-\u{3fffd}]/u.test(value)) return refuse('name.empty');
  return characters.length < 2 ? refuse('name.tooShort', { min: 2 }) : accept(value);
}

const codePoint = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
