import type { Face } from './face.ts';
import { textFace } from './text-face.tsx';

function View({ value }: Parameters<Face['View']>[0]) {
  return <code className="data-value">{JSON.stringify(value)}</code>;
}

/** Free JSON: what an administrator alone fills in. */
export const dataFace: Face = { View, Input: textFace.Input };
