/** A text shown to people: simplified Chinese first, English second. */
export type Label = { readonly zh: string; readonly en: string };

/** The languages the office is shown in. */
export type Language = keyof Label;
export const languages = ['zh', 'en'] as const satisfies readonly Language[];

/** @example label('合同编号', 'Contract no.') */
export const label = (zh: string, en: string): Label => ({ zh, en });

/** `supplementaryAgreement` → `supplementary-agreement`: the spelling of names in paths and file names. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `supplementary-agreement` → `supplementaryAgreement`. */
export const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
