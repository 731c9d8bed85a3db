import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Table } from 'antd';
import type { ReactNode } from 'react';
import { isOptional, metaOf } from '../../../shared/kit/fields/field.ts';
import { useWords } from '../providers/i18n.tsx';
import { problemOf } from './drafts.ts';
import type { Face, InputProps } from './face.ts';
import { faceOf } from './faces.ts';

function View({ value, meta }: Parameters<Face['View']>[0]) {
  const { l } = useWords();
  const columns = Object.entries(meta.columns ?? {}).map(([name, schema]) => {
    const column = metaOf(schema);
    const { View: Cell } = faceOf(column.kind);
    return {
      key: name,
      title: l(column.label),
      dataIndex: name,
      render: (cell: unknown): ReactNode => (cell === undefined ? '' : <Cell value={cell} meta={column} />),
    };
  });
  const rows = (Array.isArray(value) ? value : []).map((row, place) => ({ ...Object(row), key: place }));
  return <Table size="small" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 'max-content' }} className="rows-view" />;
}

function RowsInput({ path, meta }: InputProps) {
  const { t } = useWords();
  return (
    <Form.List name={[...path]}>
      {(rows, { add, remove }) => (
        <div className="rows-input">
          {rows.map(({ key, name }) => (
            <fieldset key={key}>
              <legend>{t('value.row', { n: name + 1 })}</legend>
              <div className="rows-cells">
                {Object.keys(meta.columns ?? {}).map((column) => (
                  <CellItem key={column} meta={meta} place={name} column={column} path={path} />
                ))}
              </div>
              <Button type="text" danger icon={<DeleteOutlined />} aria-label={t('value.removeRow', { n: name + 1 })} onClick={() => remove(name)} />
            </fieldset>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({})}>
            {t('act.add')}
          </Button>
        </div>
      )}
    </Form.List>
  );
}

function CellItem({ meta, place, column, path }: Pick<InputProps, 'meta' | 'path'> & { place: number; column: string }) {
  const { l, problemText } = useWords();
  const schema = meta.columns?.[column];
  if (!schema) return null;
  const cell = metaOf(schema);
  const { Input } = faceOf(cell.kind);
  const validator = async (_: unknown, draft: unknown) => {
    const problem = problemOf(schema, draft);
    if (problem) throw new Error(problemText(problem));
  };
  return (
    <Form.Item name={[place, column]} label={l(cell.label)} required={!isOptional(schema)} rules={[{ validator }]} validateTrigger="onBlur">
      <Input meta={cell} path={[...path, place, column]} />
    </Form.Item>
  );
}

/** A small table inside the record: one group of inputs for each row. */
export const rowsFace: Face = { View, Input: RowsInput };
