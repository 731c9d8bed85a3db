import { Button, Form } from 'antd';
import { useState } from 'react';
import type * as z from 'zod';
import { isOptional, metaOf } from '../../../shared/kit/fields/field.ts';
import { useWords } from '../providers/i18n.tsx';
import { isMasked, problemOf } from './drafts.ts';
import type { InputProps } from './input-props.ts';
import { inputOf } from './inputs.ts';
import { viewOf } from './views.tsx';

type FieldItemProps = {
  readonly name: string;
  readonly schema: z.ZodType;
  /** The masked value of a record that is being edited. */
  readonly masked?: unknown;
  readonly among?: Readonly<Record<string, string>>;
};

/** One field of a form: label, input, help, and what is wrong beneath it. */
export function FieldItem({ name, schema, masked, among }: FieldItemProps) {
  const { l, t, problemText } = useWords();
  const meta = metaOf(schema);
  const Input = inputOf(meta.kind);
  const isKept = isMasked(meta) && masked !== undefined;
  const validator = async (_: unknown, draft: unknown) => {
    const problem = isKept && draft === undefined ? undefined : problemOf(schema, draft);
    if (problem) throw new Error(problemText(problem));
  };
  const label = (
    <>
      {l(meta.label)}
      {isOptional(schema) && <span className="optional">{t('form.optional')}</span>}
    </>
  );
  const inputProps = { meta, path: [name], isOptional: isOptional(schema), ...(among ? { among } : {}) };
  const isRows = meta.kind === 'rows';
  return (
    <Form.Item
      {...(isRows && !isKept ? {} : { name })}
      label={label}
      required={!isOptional(schema)}
      rules={[{ validator }]}
      validateTrigger="onBlur"
      extra={l(meta.help)}
      className={meta.kind === 'note' || isRows || meta.kind === 'data' ? 'field-wide' : ''}
    >
      {isKept ? <MaskedInput {...inputProps} masked={masked} /> : <Input {...inputProps} />}
    </Form.Item>
  );
}

/** A masked value is shown, never sent: it is entered anew or stays as it is. */
function MaskedInput({ masked, ...props }: InputProps & { masked: unknown }) {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const Input = inputOf(props.meta.kind);
  const View = viewOf(props.meta.kind);
  const begin = () => {
    setOpen(true);
    if (props.meta.kind === 'rows') props.onChange?.([]);
  };
  const keep = () => {
    setOpen(false);
    props.onChange?.(undefined);
  };
  return (
    <div className={isOpen ? 'masked-open' : 'masked'}>
      {isOpen ? <Input {...props} /> : <View value={masked} meta={props.meta} />}
      <Button {...(props.id && !isOpen ? { id: props.id } : {})} size="small" onClick={isOpen ? keep : begin}>
        {t(isOpen ? 'value.keep' : 'value.refill')}
      </Button>
    </div>
  );
}
