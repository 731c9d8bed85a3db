import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { type ErrorParameters, type FieldProblem, fill, messageOf } from '../../../shared/kit/errors.ts';
import { type Label, type Language, pluralOf } from '../../../shared/kit/label.ts';
import { valueMessages } from '../../../shared/kit/value-messages.ts';
import { type TextKey, texts } from '../texts.ts';
import { setRequestLanguage } from './api.ts';

export type Words = {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  /** A text of the console's own. */
  readonly t: (key: TextKey, parameters?: ErrorParameters) => string;
  /** A label of a definition. */
  readonly l: (label: Label | undefined) => string;
  /** A label of a definition, for several of them. */
  readonly many: (label: Label) => string;
  /** Says that there are none of what a label of a definition names. */
  readonly none: (label: Label) => string;
  /** The refusal of one field, in words. */
  readonly problemText: (problem: FieldProblem) => string;
};

const storageKey = 'anchang.language';
const WordsContext = createContext<Words | undefined>(undefined);

/** Words in one language, without React: for exports and tests. */
export function wordsIn(language: Language): Omit<Words, 'setLanguage'> {
  return {
    language,
    t: (key, parameters) => fill(texts[key][language], parameters),
    l: (label) => label?.[language] ?? '',
    many: (label) => pluralOf(label, language),
    none: (label) => fill(texts['state.empty'][language], { name: lowered(pluralOf(label, language)) }),
    problemText: ({ key, parameters = {} }) => messageOf(key, parameters, language, { ...valueMessages, 'value.dataFormat': texts['value.dataFormat'] }),
  };
}

/** A label within a sentence: `Webhook endpoints` become `webhook endpoints`; abbreviations stay. */
const lowered = (text: string): string => text.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());

/** Gives the whole tree its language; Chinese unless the person chose English before. */
export function WordsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh'));
  setRequestLanguage(language);
  useEffect(() => {
    localStorage.setItem(storageKey, language);
    document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
    document.title = texts['app.name'].zh;
  }, [language]);
  const words = useMemo(() => ({ ...wordsIn(language), setLanguage }), [language]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

/** The words of the current language. */
export function useWords(): Words {
  const words = use(WordsContext);
  if (!words) throw new Error('expected a WordsProvider above');
  return words;
}
