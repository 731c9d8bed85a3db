import { expect, test } from 'vitest';
import { knownSettings } from '../../../shared/areas/settings/known-settings.ts';
import type { Label } from '../../../shared/kit/label.ts';
import { type TextKey, texts } from '../texts.ts';
import { settingText } from './setting-value.ts';

const words = {
  l: (label: Label | undefined) => label?.zh ?? '',
  t: (key: TextKey, values: Readonly<Record<string, unknown>> = {}) => texts[key].zh.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])),
  names: { office: { zh: '办公室', en: 'Office' }, finance: { zh: '财务', en: 'Finance' }, developer: { zh: '开发商', en: 'Developer' } },
};

const presets = Object.entries(knownSettings).flatMap(([key, { presets }]) => presets.map(({ value }) => [key, value] as const));

test.each(presets)('%s is told in words', (_, value) => {
  expect(settingText(value, words)).not.toMatch(/[{}":]|[a-z]{2}/i);
});
