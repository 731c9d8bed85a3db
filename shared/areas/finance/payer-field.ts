import * as z from 'zod';
import { type FieldOptions, field, type Maybe } from '../../kit/fields/field.ts';
import { label } from '../../kit/label.ts';
import { checkLine } from '../../kit/person-name.ts';

const mostCharacters = 60;
const schema = z
  .string()
  .max(200)
  .transform((text, context) => {
    const line = checkLine(text, { max: mostCharacters });
    if (line.ok) return line.value;
    context.addIssue({ code: 'custom', message: line.key, params: line.params });
    return z.NEVER;
  });

/** Who paid, as the bank writes it: a person, a couple or a company, and personal data in any case. `zh` and `en` name another part in it. */
export function payerField<const O extends FieldOptions & { zh?: string; en?: string }>(options?: O): Maybe<typeof schema, O> {
  const { zh = '付款人', en = 'Payer', ...rest } = options ?? {};
  // What is taken out of the options says nothing of whether the field may be left out.
  return field(schema, { kind: 'personName', label: label(zh, en), mask: 'personName' }, rest) as Maybe<typeof schema, O>;
}
