import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { useState } from 'react';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { useWords } from '../providers/i18n.tsx';
import { columnLabel } from './export.ts';
import { columnsOf } from './row-words.ts';

export type Columns = { readonly all: readonly string[]; readonly shown: readonly string[]; readonly setHidden: (hidden: readonly string[]) => void };

/** The columns of a list and which of them the person wants to see; kept in this browser. */
export function useColumns(definition: ResourceDefinition): Columns {
  const key = `anchang.hidden.${definition.name}`;
  const all = columnsOf(definition);
  const [hidden, setHidden] = useState<readonly string[]>(() => JSON.parse(localStorage.getItem(key) ?? 'null') ?? hiddenAtFirst);
  return {
    all,
    shown: all.filter((name) => !hidden.includes(name) || name === definition.title),
    setHidden: (next) => {
      localStorage.setItem(key, JSON.stringify(next));
      setHidden(next);
    },
  };
}

/** Lists stay within one project, so its name would stand in every row. Ids help nobody. */
const hiddenAtFirst = ['project', 'subject'];

export function ColumnChoice({ definition, columns }: { definition: ResourceDefinition; columns: Columns }) {
  const words = useWords();
  const options = columns.all.map((name) => ({ value: name, label: columnLabel(definition, name, words), disabled: name === definition.title }));
  const choice = (
    <Checkbox.Group
      className="column-choice"
      options={options}
      value={[...columns.shown]}
      onChange={(shown) => columns.setHidden(columns.all.filter((name) => !shown.includes(name)))}
    />
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={choice}>
      <Button icon={<SettingOutlined aria-hidden="true" />}>{words.t('list.columns')}</Button>
    </Popover>
  );
}
