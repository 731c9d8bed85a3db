import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form } from 'antd';
import { isOptional, metaOf } from '../../../shared/kit/fields/field.ts';
import { useWords } from '../providers/i18n.tsx';
import { problemOf } from './drafts.ts';
import type { InputProps } from './input-props.ts';
import { inputOf } from './inputs.ts';

/** A small table inside the record: one group of inputs for each row. */
export function RowsInput({ path, meta }: InputProps) {
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
              <Button
                type="text"
                danger
                icon={<DeleteOutlined aria-hidden="true" />}
                aria-label={t('value.removeRow', { n: name + 1 })}
                onClick={() => remove(name)}
              />
            </fieldset>
          ))}
          <Button icon={<PlusOutlined aria-hidden="true" />} onClick={() => add({})}>
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
  const Input = inputOf(cell.kind);
  const validator = async (_: unknown, draft: unknown) => {
    const problem = problemOf(schema, draft);
    if (problem) throw new Error(problemText(problem));
  };
  return (
    <Form.Item name={[place, column]} label={l(cell.label)} required={!isOptional(schema)} rules={[{ validator }]} validateTrigger="onBlur">
      <Input meta={cell} path={[...path, place, column]} isOptional={isOptional(schema)} />
    </Form.Item>
  );
}
