/** Values an error message may name. */
export type CheckParams = Readonly<Record<string, string | number>>;

/** A refusal: the key of a message, never a sentence, and what the message names. */
export type Refusal<K extends string = string> = { readonly ok: false; readonly key: K; readonly params: CheckParams };

/** The outcome of reading what a person typed: a normalised value, or a refusal. */
export type Checked<T, K extends string = string> = { readonly ok: true; readonly value: T } | Refusal<K>;

/** @example accept(12300) // { ok: true, value: 12300 } */
export const accept = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** @example refuse('money.negative', { text: '-1' }) */
export const refuse = <K extends string>(key: K, params: CheckParams = {}): Refusal<K> => ({ ok: false, key, params });
