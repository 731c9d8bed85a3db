import { fail } from '../../../shared/kit/errors.ts';
import type { Secret } from './secret.ts';

/** How long a page position may be kept: 24 hours. */
const lifetimeMs = 86_400_000;

/** `position` is where the next page begins; `bound` is all that the position belongs to: query, order, reader's filter. */
export type Cursor = { readonly position: readonly string[]; readonly bound: unknown };

/** @param nowMs milliseconds since 1970 */
export function signCursor({ position, bound }: Cursor, secret: Secret, nowMs: number): string {
  const body = Buffer.from(JSON.stringify([nowMs + lifetimeMs, ...position])).toString('base64url');
  return `${body}.${secret.sign('cursor', `${body}\n${JSON.stringify(bound)}`)}`;
}

/** @throws RefusalError `request.cursor` when it was made for another list, altered, or has expired */
export function readCursor(cursor: string, { bound, secret, nowMs }: { bound: unknown; secret: Secret; nowMs: number }): readonly string[] {
  const [body = '', signature = ''] = cursor.split('.');
  if (!secret.isSigned('cursor', `${body}\n${JSON.stringify(bound)}`, signature)) fail('request.cursor');
  // The signature holds, so this is what signCursor wrote.
  const [expiresAt, ...position] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [number, ...string[]];
  if (expiresAt < nowMs) fail('request.cursor');
  return position;
}
