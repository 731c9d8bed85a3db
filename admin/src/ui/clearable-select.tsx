import { CloseCircleFilled } from '@ant-design/icons';
import { Select, type SelectProps } from 'antd';
import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { useWords } from '../providers/i18n.tsx';

type ClearableProps<V> = SelectProps<V> & { readonly canClear: boolean };

/** Antd's select. Where it may be empty, Delete and Backspace empty it; the button for the mouse is no stop of the Tab key. */
export function ClearableSelect<V>({ canClear, ...props }: ClearableProps<V>) {
  const { t } = useWords();
  if (!canClear) return <Select<V> {...props} />;
  const clear = (event: KeyboardEvent) => {
    const isTyping = event.target instanceof HTMLInputElement && event.target.value !== '';
    // In a list of several, antd itself takes the last one away.
    if ((event.key === 'Delete' || event.key === 'Backspace') && !isTyping && !props.mode) props.onChange?.(undefined as V);
  };
  return <Select<V> {...props} allowClear={{ label: t('act.clear'), clearIcon: <ClearMark /> }} onKeyDown={clear} />;
}

function ClearMark() {
  const mark = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const button = mark.current?.closest('button');
    if (button) button.tabIndex = -1;
  }, []);
  return (
    <span ref={mark}>
      <CloseCircleFilled aria-hidden="true" />
    </span>
  );
}
