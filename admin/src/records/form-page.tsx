import { App, Button, Form } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { reaches } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { DraftForm, type FormTrouble, noTrouble, refusalOf, troubleOf } from '../fields/draft-form.tsx';
import { changesOf, collect, type Drafts, draftsOf, isMasked, openFields } from '../fields/drafts.ts';
import { resourceEntry } from '../office.ts';
import { ApiProblem } from '../providers/api.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { useCreate, useOne, useUpdate } from '../refine.ts';
import { Page } from '../ui/page.tsx';
import { Denied, Failure, Loading } from '../ui/states.tsx';
import { ConflictDialog } from './conflict.tsx';
import { type Merge, mergeChanges } from './merge.ts';
import { useDefinition } from './use-definition.ts';

/** The page on which a record is made. */
export function CreatePage({ resource }: { resource: string }) {
  const definition = useDefinition(resource);
  const { project, actor } = useSession();
  const { l, many, t } = useWords();
  const { path, label, create } = resourceEntry(resource);
  const start = useMemo(() => (project && 'project' in definition.fields ? { project } : {}), [project, definition]);
  const { mutateAsync } = useCreate({ resource, successNotification: false, errorNotification: false });
  if (!reaches(create, actor, { project, createdBy: actor.id, department: actor.department })) return <Denied />;
  const fields = openFields(definition.fields, 'create');
  return (
    <Page title={t('act.createOf', { name: l(label) })} crumbs={[{ label: many(label), to: path }, { label: t('act.create') }]}>
      <RecordForm
        definition={definition}
        fields={fields}
        base={start}
        save={async (drafts) => {
          const { values, problems } = collect(fields, drafts);
          if (Object.keys(problems).length > 0) return { problems };
          const { data } = await mutateAsync({ values });
          return { id: String(data.id) };
        }}
      />
    </Page>
  );
}

/** The page on which a record is changed. */
export function EditPage({ resource, id }: { resource: string; id: string }) {
  const definition = useDefinition(resource);
  const { query, result } = useOne<Row>({ resource, id, queryOptions: { staleTime: 0, refetchOnWindowFocus: false }, errorNotification: false });
  const { actor } = useSession();
  // The form begins with a fresh answer and keeps it: what comes later, such as after a conflict, must not take its place.
  const [opened, setOpened] = useState<Row>();
  if (!opened && result && !query.isFetching) setOpened(result);
  if (query.isError && !opened) return <Failure isPage error={query.error} onRetry={() => void query.refetch()} />;
  if (!opened) return <Loading />;
  if (!reaches(definition.access.update, actor, opened)) return <Denied />;
  return <EditForm definition={definition} base={opened} />;
}

/** `base` is the record as it was when the form opened. */
function EditForm({ definition, base }: { definition: ResourceDefinition; base: Row }) {
  const { many, t } = useWords();
  const { message } = App.useApp();
  const { path, label } = resourceEntry(definition.name);
  const [conflict, setConflict] = useState<{ merge: Merge; theirs: Row }>();
  const navigate = useNavigate();
  const { mutateAsync } = useUpdate({ resource: definition.name, id: base.id, successNotification: false, errorNotification: false });
  const fields = openFields(definition.fields, 'edit');
  const send = async (changes: Drafts, version: unknown) => {
    await mutateAsync({ values: { version, ...changes } });
    return { id: base.id };
  };
  const save = async (drafts: Drafts) => {
    const { changes, problems } = changesOf(fields, base, drafts);
    if (Object.keys(problems).length > 0) return { problems };
    if (Object.keys(changes).length === 0) return { id: base.id };
    try {
      return await send(changes, base.version);
    } catch (error) {
      const theirs = error instanceof ApiProblem && error.code === 'record.stale' ? (error.detail.current as Row | undefined) : undefined;
      if (!theirs) throw error;
      const merge = mergeChanges({ base, theirs, changes, fields: Object.keys(definition.fields) });
      if (merge.clashes.length > 0 || merge.theirsOnly.some((name) => isWeighty(definition, name))) {
        setConflict({ merge, theirs });
        return {};
      }
      const saved = await send(merge.changes, theirs.version);
      message.info(t('form.merged'));
      return saved;
    }
  };
  const title = String(base[definition.title] ?? base.id);
  return (
    <Page
      title={t('act.editOf', { name: title })}
      crumbs={[{ label: many(label), to: path }, { label: title, to: `${path}/${base.id}` }, { label: t('act.edit') }]}
    >
      <RecordForm definition={definition} fields={fields} base={base} save={save} />
      {conflict && (
        <ConflictDialog
          definition={definition}
          merge={conflict.merge}
          onReturn={() => setConflict(undefined)}
          onSettle={async (changes) => {
            if (Object.keys(changes).length > 0) await send(changes, conflict.theirs.version);
            setConflict(undefined);
            navigate(`${path}/${base.id}`);
          }}
        />
      )}
    </Page>
  );
}

/** Amounts that somebody else changed meanwhile are always shown before anything is saved. */
const isWeighty = (definition: ResourceDefinition, name: string): boolean => {
  const schema = definition.fields[name];
  return schema !== undefined && metaOf(schema).kind === 'money';
};

type Saved = { readonly problems?: Parameters<typeof troubleOf>[0]; readonly id?: string };
type RecordFormProps = {
  readonly definition: ResourceDefinition;
  readonly fields: Parameters<typeof draftsOf>[0];
  readonly base: Drafts;
  readonly save: (drafts: Drafts) => Promise<Saved>;
};

function RecordForm({ definition, fields, base, save }: RecordFormProps) {
  const words = useWords();
  const { t } = words;
  const [form] = Form.useForm();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [trouble, setTrouble] = useState<FormTrouble>(noTrouble);
  const [isBusy, setBusy] = useState(false);
  const isDirty = useRef(false);
  useLeaveWarning(isDirty);
  const { path } = resourceEntry(definition.name);
  const masked = Object.fromEntries(
    Object.entries(fields).flatMap(([name, schema]) => (isMasked(metaOf(schema)) && base[name] !== undefined ? [[name, base[name]]] : [])),
  );
  const submit = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      const { problems = {}, id } = await save(form.getFieldsValue(true));
      setTrouble(troubleOf(problems, words));
      if (!id) return;
      isDirty.current = false;
      message.success(t('act.saved'));
      navigate(`${path}/${id}`);
    } catch (error) {
      setTrouble(refusalOf(error, fields, words));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div
      className="panel form-panel"
      onInput={() => {
        isDirty.current = true;
      }}
    >
      <DraftForm id="record" form={form} fields={fields} initial={draftsOf(fields, base)} masked={masked} trouble={trouble} onSubmit={() => void submit()}>
        <div className="form-foot">
          <Button onClick={() => navigate(-1)}>{t('act.cancel')}</Button>
          <Button type="primary" loading={isBusy} onClick={() => void submit()}>
            {t('act.save')}
          </Button>
        </div>
      </DraftForm>
    </div>
  );
}

/** The browser asks before a page with unsaved input is closed. */
function useLeaveWarning(isDirty: { readonly current: boolean }): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (isDirty.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isDirty]);
}
