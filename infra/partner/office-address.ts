import { forms } from '../../shared/kit/signatures/profile.ts';
import { PartnerError } from './partner-error.ts';

/** The office's public origin, and the time by its clock in seconds. */
export type OfficeAddress = { readonly origin: string; readonly isLoopback: boolean; now(): Promise<number> };

/** The API is found beneath this at the public origin. */
export const apiPrefix = '/api';

/** What an address on this machine begins with: only there does anything but https make sense. */
const loopback = /^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?$/;

/**
 * Reads the public origin of an office. Partners keep their own time, except with an office on this machine: its clock can be moved, so
 * it is asked.
 *
 * @throws PartnerError for anything but an https origin or one of this machine
 * @example await officeAddress('http://127.0.0.1:8080').now() // 1_772_413_200
 */
export function officeAddress(url: string): OfficeAddress {
  const origin = url.replace(/\/+$/, '');
  const isLoopback = loopback.test(origin);
  if (!forms.origin.test(origin) || !(isLoopback || origin.startsWith('https:'))) {
    throw new PartnerError('usage', `expected the origin of an office such as https://office.example.cn, got ${url}`);
  }
  return { origin, isLoopback, now: isLoopback ? () => localTime(origin) : async () => Math.floor(Date.now() / 1000) };
}

async function localTime(origin: string): Promise<number> {
  const said = await fetch(`${origin}/_local/clock`)
    .then((response) => response.json())
    .catch(() => undefined);
  const ms = Date.parse(String(said?.now));
  return Math.floor((Number.isNaN(ms) ? Date.now() : ms) / 1000);
}
