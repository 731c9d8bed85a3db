import { App, Button, Form, Modal } from 'antd';
import { use, useMemo, useState } from 'react';
import { operationPath } from '../../../shared/derive/routes.ts';
import type { OperationDefinition } from '../../../shared/kit/define-operation.ts';
import { isOptional, metaOf } from '../../../shared/kit/fields/field.ts';
import type { Label } from '../../../shared/kit/label.ts';
import { DraftForm, type FormTrouble, noTrouble, refusalOf, troubleOf } from '../fields/draft-form.tsx';
import { collect, type Drafts, decisionOf, draftsOf, openInput } from '../fields/drafts.ts';
import { viewOf } from '../fields/views.tsx';
import { loadOperation } from '../office.ts';
import { call } from '../providers/api.ts';
import { officeToday } from '../providers/clock.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { useRefreshAll } from '../refine.ts';
import type { OperationDialogProps } from './lazy-dialog.tsx';

/** The dialog of an operation, made from its input. */
export default function OperationForm({ operation, id, about, prefill, onClose, onDone }: OperationDialogProps) {
  const definition = use(loadOperation(operation));
  const words = useWords();
  const { l, t } = words;
  const { message } = App.useApp();
  const { project } = useSession();
  const refreshAll = useRefreshAll();
  const [form] = Form.useForm();
  const [trouble, setTrouble] = useState<FormTrouble>(noTrouble);
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Readonly<Record<string, unknown>>>();
  const fields = useMemo(() => openInput(definition.input), [definition]);
  const initial = useMemo(() => initialDrafts(definition, { project, prefill }), [definition, project, prefill]);
  const decision = useMemo(() => decisionOf(fields, Object.keys(draftsOf(definition.input, prefill ?? {}))), [fields, definition, prefill]);
  // Who has said no must not agree by the button beside it.
  const isAnswered = Form.useWatch((values: Drafts | undefined) => decision !== undefined && values?.[decision.name] !== undefined, form);
  const quick = isAnswered ? undefined : decision;
  const submit = async (decided: Drafts = {}) => {
    if (isBusy) return;
    form.setFieldsValue(decided);
    const { values, problems } = collect(fields, { ...initial, ...form.getFieldsValue(true), ...decided });
    setTrouble(troubleOf(problems, words));
    if (Object.keys(problems).length > 0) return;
    setBusy(true);
    try {
      const { data } = await call<{ data?: Readonly<Record<string, unknown>> }>((operationPath(definition) ?? '').replace('{id}', id ?? ''), {
        method: 'POST',
        body: values,
      });
      if (definition.answer) return setAnswer(data);
      message.success(t('act.done', { name: l(definition.label) }));
      refreshAll();
      onDone?.();
      onClose();
    } catch (error) {
      setTrouble(refusalOf(error, fields, words));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={Object.keys(fields).length > 4 ? 760 : 560}
      title={about ? `${l(definition.label)} · ${about}` : l(definition.label)}
      okText={t('act.confirm')}
      cancelText={t('act.cancel')}
      okButtonProps={{
        type: decision ? 'default' : 'primary',
        loading: isBusy,
        danger: definition.kind === 'exception',
        autoFocus: Object.keys(fields).length === 0,
      }}
      onOk={() => void submit()}
      onCancel={onClose}
      mask={{ closable: false }}
      destroyOnHidden
      {...(quick
        ? {
            footer: (_, { CancelBtn, OkBtn }) => (
              <>
                <CancelBtn />
                <OkBtn />
                <AgreeButton label={quick.label} isBusy={isBusy} onAgree={() => void submit({ [quick.name]: true })} />
              </>
            ),
          }
        : {})}
    >
      {definition.help && <p className="hint">{l(definition.help)}</p>}
      <DraftForm
        id={`operation-${definition.handler}`}
        form={form}
        fields={fields}
        initial={initial}
        among={operation.among ?? {}}
        trouble={trouble}
        first={decision ? undefined : Object.keys(fields).find((name) => initial[name] === undefined)}
        onSubmit={() => void submit()}
      >
        {Object.keys(fields).length === 0 && <p>{t('act.confirmText', { name: l(definition.label) })}</p>}
      </DraftForm>
      {definition.answer && answer && <Computed fields={definition.answer} values={answer} />}
    </Modal>
  );
}

/** What was computed of what was asked; it changes as soon as something else is asked. */
function Computed({ fields, values }: { fields: NonNullable<OperationDefinition['answer']>; values: Readonly<Record<string, unknown>> }) {
  const { l } = useWords();
  return (
    <section aria-live="polite">
      <dl className="case-facts">
        {Object.entries(fields).map(([name, schema]) => {
          const meta = metaOf(schema);
          const View = viewOf(meta.kind);
          return (
            <div key={name} className={meta.kind === 'rows' ? 'is-wide' : ''}>
              <dt>{l(meta.label)}</dt>
              <dd>
                <View value={values[name]} meta={meta} />
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

/** Agrees and submits at one stroke. It has the focus from the start; a key that is still held down from before does not count. */
function AgreeButton({ label, isBusy, onAgree }: { label: Label; isBusy: boolean; onAgree: () => void }) {
  const { l, t } = useWords();
  return (
    <Button type="primary" autoFocus loading={isBusy} onKeyDown={(event) => event.repeat && event.preventDefault()} onClick={onAgree}>
      {t('act.submitWith', { name: l(label) })}
    </Button>
  );
}

/** What the dialog begins with: what is known of the record, the current project, and today for the days that are asked for. */
function initialDrafts(definition: OperationDefinition, known: { project: string | undefined; prefill: Readonly<Record<string, unknown>> | undefined }) {
  const drafts: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(definition.input)) {
    const { kind, to } = metaOf(schema);
    if (kind === 'date' && !isOptional(schema)) drafts[name] = officeToday();
    if (kind === 'ref' && to === 'project' && known.project) drafts[name] = known.project;
  }
  return { ...drafts, ...draftsOf(definition.input, known.prefill ?? {}) };
}
