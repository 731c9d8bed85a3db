import { settingText } from '../pages/setting-value.ts';
import { useWords } from '../providers/i18n.tsx';
import type { Face } from './face.ts';
import { textFace } from './text-face.tsx';

function View({ value }: Parameters<Face['View']>[0]) {
  return <span className="data-value">{settingText(value, useWords())}</span>;
}

/** Free JSON: what an administrator alone fills in. */
export const dataFace: Face = { View, Input: textFace.Input };
