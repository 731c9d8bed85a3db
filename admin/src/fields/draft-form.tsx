import { Alert, Form, type FormInstance } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import type { FieldProblem } from '../../../shared/kit/errors.ts';
import type { FieldMeta } from '../../../shared/kit/fields/field.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { ApiProblem } from '../providers/api.ts';
import { failureText } from '../providers/data.ts';
import { useWords, type Words } from '../providers/i18n.tsx';
import type { Shape } from './drafts.ts';
import { FieldItem } from './field-item.tsx';

/** What is wrong with a form: texts by the path of their field, and one for the whole. */
export type FormTrouble = { readonly fields: Readonly<Record<string, string>>; readonly general?: string };
export const noTrouble: FormTrouble = { fields: {} };

type DraftFormProps = {
  readonly id: string;
  readonly form: FormInstance;
  readonly fields: Shape;
  readonly initial: Readonly<Record<string, unknown>>;
  /** Masked values of the record that is edited. */
  readonly masked?: Readonly<Record<string, unknown>>;
  readonly among?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly trouble: FormTrouble;
  /** The field that has the focus when the form opens. */
  readonly first?: string | undefined;
  readonly onSubmit: () => void;
  readonly children?: ReactNode;
};

/** A form made from the fields of a definition, in groups; wrong fields are listed on top and marked where they stand. */
export function DraftForm({ id, form, fields, initial, masked = {}, among = {}, trouble, first, onSubmit, children }: DraftFormProps) {
  const { l } = useWords();
  const box = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const paths = Object.keys(trouble.fields);
    form.setFields(paths.map((path) => ({ name: partsOf(path), errors: [trouble.fields[path] ?? ''] })));
    const wrong = paths.find((path) => document.getElementById(inputId(id, path)));
    if (wrong !== undefined) focusOn(inputId(id, wrong));
  }, [trouble, form, id]);
  useEffect(() => {
    if (first !== undefined) focusOn(inputId(id, first));
  }, [first, id]);
  return (
    <Form
      form={form}
      name={id}
      layout="vertical"
      initialValues={initial}
      requiredMark={false}
      onSubmitCapture={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSubmit();
      }}
      scrollToFirstError={false}
    >
      <div ref={box as never}>
        <ErrorSummary id={id} trouble={trouble} fields={fields} />
        {groupsOf(fields).map(({ label, names }) => (
          <section key={label?.zh ?? ''} className="field-group">
            {label && <h2>{l(label)}</h2>}
            <div className="field-grid">
              {names.map((name) => {
                const schema = fields[name];
                return schema && <FieldItem key={name} name={name} schema={schema} masked={masked[name]} {...(among[name] ? { among: among[name] } : {})} />;
              })}
            </div>
          </section>
        ))}
        {children}
      </div>
    </Form>
  );
}

function ErrorSummary({ id, trouble, fields }: { id: string; trouble: FormTrouble; fields: Shape }) {
  const { t, l } = useWords();
  const paths = Object.keys(trouble.fields);
  if (paths.length === 0 && !trouble.general) return null;
  const list = paths.map((path) => (
    <li key={path}>
      <a
        href={`#${inputId(id, path)}`}
        onClick={(event) => {
          event.preventDefault();
          focusOn(inputId(id, path));
        }}
      >
        {pathLabel(path, fields, { l, t })}
      </a>
      ：{trouble.fields[path]}
    </li>
  ));
  const title = trouble.general ?? t('form.errors', { n: paths.length });
  return <Alert type="error" role="alert" className="form-errors" title={title} description={paths.length > 0 && <ul>{list}</ul>} />;
}

/** Texts for what a form found itself. */
export const troubleOf = (problems: Readonly<Record<string, FieldProblem>>, words: Words): FormTrouble => ({
  fields: Object.fromEntries(Object.entries(problems).map(([path, problem]) => [path, words.problemText(problem)])),
});

/** Texts for what the API refused; refusals of no field of this form are told on top. */
export function refusalOf(error: unknown, fields: Shape, words: Words): FormTrouble {
  const offline = words.t('state.offline');
  if (!(error instanceof ApiProblem)) return { fields: {}, general: failureText(error, words.language, offline) };
  const entries = Object.entries(error.errors).map(([path, { message }]) => [path, message] as const);
  const own = entries.filter(([path]) => (path.split('.')[0] ?? '') in fields);
  const rest = entries.filter((entry) => !own.includes(entry)).map(([, message]) => message);
  const general = [error.statusCode === 0 ? offline : (error.messages?.[words.language] ?? error.message), ...rest].join('；');
  return { fields: Object.fromEntries(own), ...(own.length === 0 || rest.length > 0 ? { general } : {}) };
}

/** Fields under their headings, in the order of the definition; those without one come first. */
export function groupsOf(fields: Shape): { label: FieldMeta['group']; names: string[] }[] {
  const groups = new Map<string, { label: FieldMeta['group']; names: string[] }>();
  for (const [name, schema] of Object.entries(fields)) {
    const { group } = metaOf(schema);
    const found = groups.get(group?.zh ?? '') ?? { label: group, names: [] };
    found.names.push(name);
    groups.set(group?.zh ?? '', found);
  }
  return [...groups.values()].toSorted((a, b) => Number(a.label !== undefined) - Number(b.label !== undefined));
}

const partsOf = (path: string): (string | number)[] => path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
const inputId = (form: string, path: string): string => [form, ...path.split('.')].join('_');

/** Goes to an input; a group of choices is reached by its first one. */
function focusOn(id: string): void {
  const target = document.getElementById(id);
  const input = target?.matches('input, textarea, button') ? target : target?.querySelector<HTMLElement>('input, textarea, button');
  input?.focus();
  target?.scrollIntoView({ block: 'center' });
}

function pathLabel(path: string, fields: Shape, { l, t }: Pick<Words, 'l' | 't'>): string {
  const [name = '', place, column] = path.split('.');
  const schema = fields[name];
  if (!schema) return path;
  const meta = metaOf(schema);
  const cell = column === undefined ? undefined : meta.columns?.[column];
  return cell ? `${l(meta.label)} ${t('value.row', { n: Number(place) + 1 })} ${l(metaOf(cell).label)}` : l(meta.label);
}
