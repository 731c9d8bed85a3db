import { type ErrorParameters, errorTable, messageOf, RefusalError } from '../../shared/kit/errors.ts';
import { type Language, languages } from '../../shared/kit/label.ts';
import { valueMessages } from '../../shared/kit/value-messages.ts';

/** An error as RFC 9457 has it, with the office's code and texts in both languages. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly messages: Readonly<Record<Language, string>>;
  readonly errors?: Readonly<Record<string, { key: string; message: string; messages: Readonly<Record<Language, string>> }>>;
  readonly detail?: Readonly<Record<string, unknown>>;
};

/**
 * What is said of an error. Whatever is not a refusal says nothing but where to find it in the log.
 *
 * @example problemOf(new RefusalError('record.missing'), { language: 'zh', requestId: 'r1' }).status // 404
 */
export function problemOf(error: unknown, { language, requestId }: { language: Language; requestId: string }): Problem {
  const refusal = error instanceof RefusalError ? error : new RefusalError('server.failed', { parameters: { requestId } });
  const { code, parameters, fields, detail } = refusal;
  const errors = Object.entries(fields).map(([name, problem]) => {
    const messages = textsOf(problem.key, problem.parameters ?? {});
    return [name, { key: problem.key, message: messages[language], messages }];
  });
  const messages = textsOf(code, parameters);
  return {
    type: `urn:anchang:${code}`,
    title: messages[language],
    status: errorTable[code].status,
    code,
    messages,
    ...(errors.length > 0 ? { errors: Object.fromEntries(errors) } : {}),
    ...(Object.keys(detail).length > 0 ? { detail } : {}),
  };
}

/** The language a browser asks for: English where it comes before Chinese, Chinese otherwise. */
export function languageOf(accepted: string | undefined): Language {
  const first = (accepted ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return first.find((tag): tag is Language => languages.some((language) => language === tag)) ?? 'zh';
}

const textsOf = (key: string, parameters: ErrorParameters): Record<Language, string> => ({
  zh: messageOf(key, parameters, 'zh', valueMessages),
  en: messageOf(key, parameters, 'en', valueMessages),
});
