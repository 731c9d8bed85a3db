import { Button, Input, Space } from 'antd';
import { useRef, useState } from 'react';
import { useWords } from '../providers/i18n.tsx';
import { sha256Of } from '../sha256.ts';
import type { InputProps } from './input-props.ts';

/** A SHA-256, computed here from a file so that nobody types it. */
export function HashInput({ id, value, onChange, onBlur }: InputProps) {
  const { t } = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<string>();
  const compute = async (chosen: File | undefined) => {
    if (!chosen) return;
    onChange?.(await sha256Of(chosen));
    setFile(chosen.name);
  };
  return (
    <>
      <Space.Compact block>
        <Input
          {...(id ? { id } : {})}
          {...(onBlur ? { onBlur } : {})}
          value={String(value ?? '')}
          onChange={(event) => onChange?.(event.target.value.trim().toLowerCase())}
          autoComplete="off"
          spellCheck={false}
        />
        <Button onClick={() => picker.current?.click()}>{t('value.fromFile')}</Button>
      </Space.Compact>
      <input
        ref={picker}
        type="file"
        className="file-picker"
        aria-label={t('value.fromFile')}
        tabIndex={-1}
        onChange={(event) => void compute(event.target.files?.[0])}
      />
      <div className="hint">{file ?? t('value.hashHelp')}</div>
    </>
  );
}
