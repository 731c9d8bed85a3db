import type { Verified } from '../../shared/kit/signatures/message.ts';
import type { Field, RequestMessage } from '../../shared/kit/signatures/wire.ts';
import { environment } from '../kit/context.ts';
import type { HttpEvent } from '../kit/http.ts';
import type { Holder } from './known-keys.ts';

/** A request at the door: what was signed, and where in the API it goes. */
export type Call = RequestMessage & {
  /** The path as the API routes it, without the prefix that the public address has. */
  readonly route: string;
  readonly requestId: string;
};

/** What is answered, and the exact reason, which only the audit log is told. */
export type Outcome = { readonly status: number; readonly body: unknown; readonly reason: string; readonly isRepeated?: boolean };
/** A caller whose signature holds. */
export type Caller = Holder & { readonly verified: Verified };

/** The prefix under which the API is found at the public address. */
const apiPrefix = '/api';

/**
 * Reads an event of an HTTP API. The address is made of the configured origin and the raw path and query; `Host` is not asked.
 *
 * @example const call = readCall(event) // call.body holds the very bytes that arrived
 */
export function readCall(event: HttpEvent): Call {
  const fields = Object.entries(event.headers ?? {}).map(([name, value]): Field => [name.toLowerCase(), value ?? '']);
  return {
    method: event.requestContext.http.method,
    origin: environment('PUBLIC_ORIGIN'),
    path: `${apiPrefix}${event.rawPath}`,
    query: event.rawQueryString,
    fields,
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    route: event.rawPath,
    requestId: event.requestContext.requestId,
  };
}

/** The value of a header, if it was sent. */
export const headerOf = ({ fields }: Pick<Call, 'fields'>, name: string): string | undefined => fields.find(([known]) => known === name)?.[1];
