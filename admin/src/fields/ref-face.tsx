import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { resourceEntry } from '../office.ts';
import { useWords } from '../providers/i18n.tsx';
import { TitleText } from '../ui/title-text.tsx';
import type { Face, InputProps } from './face.ts';
import { useRefOptions } from './ref-options.ts';

function RefView({ value, meta }: Parameters<Face['View']>[0]) {
  if (typeof value !== 'string' || !meta.to) return <>{String(value ?? '')}</>;
  return (
    <Link to={`${resourceEntry(meta.to).path}/${value}`}>
      <TitleText resource={meta.to} id={value} />
    </Link>
  );
}

function RefsView({ value, meta }: Parameters<Face['View']>[0]) {
  return (
    <span className="tags">
      {(Array.isArray(value) ? value : []).map((id) => (
        <RefView key={String(id)} value={id} meta={meta} />
      ))}
    </span>
  );
}

function RefInput({ id, value, onChange, onBlur, meta, among }: InputProps) {
  const { l, t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const isMany = meta.kind === 'refs';
  const chosen = (isMany ? (Array.isArray(value) ? value : []) : value ? [value] : []).map(String);
  const { options, isLoading, search, loadMore } = useRefOptions({ resource: meta.to ?? '', isOpen, chosen, ...(among ? { among } : {}) });
  return (
    <Select
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
      allowClear
      loading={isLoading}
      notFoundContent={isLoading ? t('state.loading') : t('value.noneFound')}
      placeholder={t('value.search')}
      aria-label={l(meta.label)}
    />
  );
}

/** Another record, found by typing a part of its title. */
export const refFace: Face = { View: RefView, Input: RefInput };
export const refsFace: Face = { View: RefsView, Input: RefInput };
