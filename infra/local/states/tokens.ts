import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Task tokens and page tokens: opaque to callers, impossible to guess or to change. */
export type Tokens = {
  /** A new task token of a machine: 192 random bits, signed. */
  issue(machineArn: string): string;
  /** The machine a task token belongs to, or undefined for one that this service did not issue. */
  machineOf(token: string): string | undefined;
  /** Signs a position in a listing for one request. */
  seal(position: unknown, request: string): string;
  /** The position, or undefined for a token of another request or none of ours. */
  open(token: string, request: string): unknown;
};

const tagBytes = 32;

/**
 * Opens the signing key of a folder, made at the first start and readable by its owner only.
 *
 * @example
 * const tokens = openTokens(dir)
 * tokens.machineOf(tokens.issue(machineArn)) === machineArn
 */
export function openTokens(dir: string): Tokens {
  const file = join(dir, 'token.key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  const key = readFileSync(file);
  const sign = (purpose: string, body: Buffer) => createHmac('sha256', key).update(`${purpose}\0`).update(body).digest();

  const wrap = (purpose: string, value: unknown) => {
    const body = Buffer.from(JSON.stringify(value));
    return Buffer.concat([sign(purpose, body), body]).toString('base64url');
  };
  const unwrap = (purpose: string, token: string): unknown => {
    const bytes = Buffer.from(token, 'base64url');
    const body = bytes.subarray(tagBytes);
    if (bytes.length <= tagBytes || bytes.toString('base64url') !== token) return undefined;
    return timingSafeEqual(bytes.subarray(0, tagBytes), sign(purpose, body)) ? JSON.parse(body.toString()) : undefined;
  };
  return {
    issue: (machineArn) => wrap('task', [machineArn, randomBytes(24).toString('base64url')]),
    machineOf(token) {
      const content = unwrap('task', token);
      return Array.isArray(content) ? String(content[0]) : undefined;
    },
    seal: (position, request) => wrap(`page ${request}`, position),
    open: (token, request) => unwrap(`page ${request}`, token),
  };
}
