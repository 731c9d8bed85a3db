import { keyFields } from '../../../shared/derive/keys.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { failField } from '../../../shared/kit/errors.ts';
import { hashedFields, hashesOf } from './guards.ts';
import type { Secret } from './secret.ts';
import type { AnyItem, Base } from './write.ts';

type Content = { s: string; k: Record<string, unknown>; h?: Readonly<Record<string, string>> };

/**
 * The version of a record as clients see it: opaque, and enough to write the record without reading it first. It carries the
 * status and the values that index keys and guards are made of; a write asserts each of them, so a forged token only fails.
 */
export function versionToken(resource: ResourceDefinition, item: AnyItem, secret: Secret | undefined): string {
  const hashed = hashedFields(resource);
  const names = keyFields(resource).filter((name) => item[name] !== undefined && !hashed.includes(name));
  const content: Content = { s: item.status, k: Object.fromEntries(names.map((name) => [name, item[name]])) };
  if (hashed.length > 0) content.h = hashesOf(resource, item, secret);
  return `${item.version}.${Buffer.from(JSON.stringify(content)).toString('base64url')}`;
}

/** @throws RefusalError naming the field `version` when the text is not a token of this resource */
export function readToken(resource: ResourceDefinition, token: string): Base {
  const [, version = '', body = ''] = /^([1-9]\d{0,14})\.([\w-]{2,4096})$/.exec(token) ?? [];
  const content = version ? parse(body) : undefined;
  if (!content || !isOf(resource, content)) return failField('version', 'field.format');
  return { version: Number(version), status: content.s, row: content.k, hashes: content.h ?? {} };
}

function parse(body: string): Content | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    return isRecord(value) && typeof value.s === 'string' && isRecord(value.k) && (value.h === undefined || isRecord(value.h)) ? (value as Content) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: unknown): boolean => ['string', 'boolean'].includes(typeof value) || Number.isSafeInteger(value);

function isOf(resource: ResourceDefinition, { k, h = {} }: Content): boolean {
  const hashed = hashedFields(resource);
  const known = keyFields(resource).filter((name) => !hashed.includes(name));
  const isKnown = Object.entries(k).every(([name, value]) => known.includes(name) && isScalar(value));
  return isKnown && Object.entries(h).every(([name, value]) => hashed.includes(name) && typeof value === 'string');
}
