import { forms, limits, type RefusalReason, requestProfile } from './profile.ts';

/** A header field as it came: the name in any case, the value without the white space around it. */
export type Field = readonly [name: string, value: string];

/**
 * A request as it came. `origin` is the configured public origin, never what the client wrote in `Host`; `path` and `query`
 * are as received, the query without its question mark; `body` is the raw bytes.
 */
export type RequestMessage = {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly query: string;
  readonly fields: readonly Field[];
  readonly body: Uint8Array;
};

export type ResponseMessage = { readonly status: number; readonly fields: readonly Field[]; readonly body: Uint8Array };

/** @example targetUriOf({ origin: 'https://api.example.com', path: '/partner/cases', query: 'page=2' }) // 'https://api.example.com/partner/cases?page=2' */
export function targetUriOf(request: Pick<RequestMessage, 'origin' | 'path' | 'query'>): string {
  if (!forms.origin.test(request.origin)) throw new Error(`expected a public origin such as https://api.example.com, got ${request.origin}`);
  return `${request.origin}${request.path}${request.query === '' ? '' : `?${request.query}`}`;
}

/** All values of a field, in order. @example valuesOf([['Accept', 'a']], 'accept') // ['a'] */
export const valuesOf = (fields: readonly Field[], name: string): string[] => fields.flatMap(([x, value]) => (x.toLowerCase() === name ? [value] : []));

/** What is wrong with a request before its signature is read. @example checkRequest(request) // undefined, or a reason */
export function checkRequest(request: RequestMessage): RefusalReason | undefined {
  const line = request.method.length + request.path.length + request.query.length;
  if (request.body.length > limits.bodyBytes || line + bytesOf(request.fields) > limits.headerBytes) return 'request.size';
  if (!(requestProfile.methods as readonly string[]).includes(request.method)) return 'request.method';
  if (!forms.path.test(request.path)) return 'request.path';
  if (!forms.query.test(request.query)) return 'request.query';
  return checkMessage(request);
}

/** What is wrong with the size and the fields of any message. @example checkMessage(response) // undefined, or a reason */
export function checkMessage({ fields, body }: Pick<RequestMessage, 'fields' | 'body'>): RefusalReason | undefined {
  if (body.length > limits.bodyBytes || bytesOf(fields) > limits.headerBytes) return 'request.size';
  if (fields.some(([name]) => !fieldName.test(name))) return 'request.header';
  return requestProfile.components.whenPresent.some((name) => !isSingle(fields, name)) ? 'request.header' : undefined;
}

/** Whether a field is absent, or there once with a plain value. @example isSingle([['date', '']], 'date') // false */
export function isSingle(fields: readonly Field[], name: string): boolean {
  const values = valuesOf(fields, name);
  return values.length <= 1 && values.every((value) => forms.fieldValue.test(value));
}

/** The token of RFC 9110 §5.6.2. */
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Each field as `name: value` and a line end, as HTTP/1.1 writes it. */
const bytesOf = (fields: readonly Field[]): number => fields.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
