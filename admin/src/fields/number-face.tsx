import { useWords } from '../providers/i18n.tsx';
import { textOf } from './codec.ts';
import type { Face } from './face.ts';
import { textFace } from './text-face.tsx';

const units: Readonly<Record<string, string>> = { area: ' m²', rate: '%' };

function View({ value, meta }: Parameters<Face['View']>[0]) {
  const words = useWords();
  const text = textOf(value, meta, words);
  return <span className="number-value">{meta.kind === 'money' ? `¥${text}` : `${text}${units[meta.kind] ?? ''}`}</span>;
}

/** Amounts, areas, rates and counts: tabular figures with their unit; typed as text, so that nothing is rounded. */
export const numberFace: Face = { View, Input: textFace.Input };
