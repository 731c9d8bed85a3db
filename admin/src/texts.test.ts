import { describe, expect, test } from 'vitest';
import { areas } from '../../shared/areas/index.ts';
import { metaOf } from '../../shared/kit/fields/field.ts';
import type { Label } from '../../shared/kit/label.ts';
import { texts } from './texts.ts';

/** Latin words that Chinese offices write as they are: formats, units, and algorithms by name. */
const latin = /\b(PDF|JPEG|PNG|TIFF|SHA|SM2|SM3|CSV|Excel|xlsx|csv|MB|m²|RFC|SPKI|PEM|Base64|https|whpk_|Ed25519|ECDSA|P-256|RSA-PSS)(?![A-Za-z])/g;
const parameters = /\{\w+\}/g;

const names = (label: Label): Label[] => [label];
const own: readonly (readonly [string, Label])[] = Object.entries(texts);
const defined: readonly (readonly [string, Label])[] = areas.flatMap((area) => [
  [area.name, area.label] as const,
  ...area.resources.flatMap((resource) => [
    [resource.name, resource.label] as const,
    ...Object.entries(resource.states?.all ?? {}).map(([name, label]) => [`${resource.name}.${name}`, label] as const),
    ...Object.entries(resource.fields).flatMap(([name, schema]) => labelsOf(metaOf(schema)).map((label) => [`${resource.name}.${name}`, label] as const)),
  ]),
  ...area.operations.flatMap((operation) => [
    [operation.name, operation.label] as const,
    ...Object.entries(operation.input).flatMap(([name, schema]) => labelsOf(metaOf(schema)).map((label) => [`${operation.name}.${name}`, label] as const)),
  ]),
]);

function labelsOf({ label, help, group, options }: ReturnType<typeof metaOf>): Label[] {
  return [...names(label), ...(help ? [help] : []), ...(group ? [group] : []), ...Object.values(options ?? {})];
}

describe.each([...own, ...defined])('%s', (_, { zh, en }) => {
  test('is there in both languages, with the same parameters', () => {
    expect(zh.trim()).not.toBe('');
    expect(en.trim()).not.toBe('');
    expect([...zh.matchAll(parameters)].map(String).toSorted()).toEqual([...en.matchAll(parameters)].map(String).toSorted());
  });

  test('has no Latin word in Chinese and no Chinese character in English', () => {
    expect(
      zh
        .replace(parameters, '')
        .replace(latin, '')
        .replace(/\.(xlsx|csv)/g, ''),
    ).not.toMatch(/[A-Za-z]{2,}/);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  });
});
