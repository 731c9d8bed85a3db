import { useState } from 'react';
import { useWords } from '../providers/i18n.tsx';
import { ClearableSelect } from '../ui/clearable-select.tsx';
import type { InputProps } from './input-props.ts';
import { useRefOptions } from './ref-options.ts';

/** Another record, or several, found by typing a part of the title. */
export function RefInput({ id, value, onChange, onBlur, meta, among, isOptional = false }: InputProps) {
  const { l, t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const isMany = meta.kind === 'refs';
  const chosen = (isMany ? (Array.isArray(value) ? value : []) : value ? [value] : []).map(String);
  const { options, isLoading, search, loadMore } = useRefOptions({ resource: meta.to ?? '', isOpen, chosen, ...(among ? { among } : {}) });
  return (
    <ClearableSelect<unknown>
      {...(id ? { id } : {})}
      {...(onBlur ? { onBlur } : {})}
      value={isMany ? chosen : (chosen[0] ?? null)}
      onChange={(next: unknown) => onChange?.(next ?? undefined)}
      {...(isMany ? { mode: 'multiple' as const } : {})}
      options={[...options]}
      showSearch={{ optionFilterProp: 'search', onSearch: search }}
      onOpenChange={setOpen}
      onPopupScroll={({ currentTarget: list }) => {
        if (list.scrollTop + list.clientHeight > list.scrollHeight - 80) loadMore();
      }}
      canClear={isOptional}
      loading={isLoading}
      notFoundContent={isLoading ? t('state.loading') : t('value.noneFound')}
      placeholder={t('value.search')}
      aria-label={l(meta.label)}
    />
  );
}
