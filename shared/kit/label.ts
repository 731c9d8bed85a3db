/** A text shown to people: simplified Chinese first, English second. `plural` is the English name of several, where no rule makes it. */
export type Label = { readonly zh: string; readonly en: string; readonly plural?: string };

/** The languages the office is shown in. */
export type Language = 'zh' | 'en';
export const languages = ['zh', 'en'] as const satisfies readonly Language[];

/** @example label('合同编号', 'Contract no.') */
export const label = (zh: string, en: string, plural?: string): Label => ({ zh, en, ...(plural ? { plural } : {}) });

/**
 * The name of several of a kind, as headings of lists have it; Chinese has one form.
 * @example pluralOf(label('合同原件', 'Contract copy'), 'en') // 'Contract copies'
 */
export function pluralOf({ zh, en, plural }: Label, language: Language): string {
  if (language === 'zh') return zh;
  if (plural) return plural;
  if (/[^aeiou]y$/.test(en)) return `${en.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(en) ? `${en}es` : `${en}s`;
}

/** `supplementaryAgreement` → `supplementary-agreement`: the spelling of names in paths and file names. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `supplementary-agreement` → `supplementaryAgreement`. */
export const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
