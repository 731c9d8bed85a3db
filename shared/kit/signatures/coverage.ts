import type { Item } from 'structured-headers';
import { type RefusalReason, requestProfile, responseProfile } from './profile.ts';
import { type Field, isSingle, type RequestMessage, type ResponseMessage, valuesOf } from './wire.ts';

/** Components by their identity: the name, and `;req` for one of the request that a response answers. */
export type Coverage = { readonly required: readonly string[]; readonly allowed: readonly string[] };

/** What a request of this shape must sign, and may sign. @example requestCoverage(request).required // ['@method', …] */
export function requestCoverage({ method, fields, body }: RequestMessage): Coverage {
  const { always, withBody, whenChanging, whenPresent, extra } = requestProfile.components;
  const isChanging = (requestProfile.changing as readonly string[]).includes(method);
  const present = whenPresent.filter((name) => valuesOf(fields, name).length > 0);
  const required = [...always, ...(body.length > 0 ? withBody : []), ...(isChanging ? whenChanging : []), ...present];
  return { required: [...new Set(required)], allowed: [...required, ...extra] };
}

/** What a response signs: exactly this. @example responseCoverage(response, request).required // ['@status', …, '@method;req'] */
export function responseCoverage(response: ResponseMessage, request: RequestMessage): Coverage {
  const { always, withBody, request: ofRequest, requestDigest } = responseProfile.components;
  const hasDigest = valuesOf(request.fields, requestDigest).length > 0;
  const bound = [...ofRequest, ...(hasDigest ? [requestDigest] : [])].map((name) => `${name};req`);
  const isTyped = response.body.length > 0 || withBody.some((name) => valuesOf(response.fields, name).length > 0);
  const required = [...always, ...(isTyped ? withBody : []), ...bound];
  return { required, allowed: required };
}

/** Whether the signed components are those of the profile, each once, and their fields in the message once. @example checkCoverage(input[0], requestCoverage(request), request.fields) */
export function checkCoverage(items: readonly Item[], coverage: Coverage, fields: readonly Field[]): RefusalReason | undefined {
  const signed = items.map(identityOf);
  if (new Set(signed).size !== signed.length) return 'signature.coverage';
  if (!signed.every((name) => coverage.allowed.includes(name))) return 'signature.coverage';
  if (!coverage.required.every((name) => signed.includes(name))) return 'signature.coverage';
  const names = signed.filter((name) => !name.startsWith('@') && !name.endsWith(';req'));
  if (names.some((name) => valuesOf(fields, name).length === 0)) return 'signature.coverage';
  return names.every((name) => isSingle(fields, name)) ? undefined : 'request.header';
}

/** `@method`, or `@method;req`. A name with other parameters has no identity in either profile. */
export function identityOf([name, parameters]: Item): string {
  if (typeof name !== 'string' || parameters.size > 1) return '';
  if (parameters.size === 0) return name;
  return parameters.get('req') === true ? `${name};req` : '';
}
