import { ReloadOutlined } from '@ant-design/icons';
import { Button, Tag, Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { decide } from '../../../shared/kit/access.ts';
import { roles } from '../../../shared/kit/roles.ts';
import { operationEntry, resourceEntry, resourceOfId } from '../office.ts';
import { OperationDialog } from '../operations/lazy-dialog.tsx';
import { call } from '../providers/api.ts';
import { officeNow, timeOf, useClockOffset } from '../providers/clock.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { useTitle } from '../providers/titles.ts';
import { partOf } from '../records/actions.ts';
import { Page } from '../ui/page.tsx';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { useLoad } from '../ui/use-load.ts';
import { type Due, dueOf } from './due.ts';

/** How often an open inbox asks again, in milliseconds. */
const pollEvery = 30_000;
const groups = ['overdue', 'today', 'later'] as const;

/** What the person's posts must do, the most urgent first. The landing page of every post. */
export default function InboxPage() {
  const { t } = useWords();
  const offset = useClockOffset();
  const { data, error, isLoading, reload } = useLoad(`inbox ${offset}`, () => call<{ data: readonly Row[] }>(`${resourceEntry('todo').path}/inbox`));
  const [chosen, setChosen] = useState<Row>();
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), pollEvery);
    return () => clearInterval(timer);
  }, [reload]);
  useFirstFocus('.todo-act button', data);
  const now = officeNow();
  const todos = (data?.data ?? []).map((todo) => ({ todo, due: dueOf(String(todo.dueAt), now) }));
  const late = todos.filter(({ due }) => due.group === 'overdue').length;
  const operation = chosen && operationEntry(String(chosen.step));
  return (
    <Page
      title={t('page.inbox')}
      tag={todos.length > 0 ? <span className="scope">{t('inbox.count', { n: todos.length, late })}</span> : undefined}
      actions={
        <Button icon={<ReloadOutlined aria-hidden="true" />} onClick={reload}>
          {t('act.refresh')}
        </Button>
      }
    >
      {error ? (
        <Failure error={error} onRetry={reload} />
      ) : isLoading ? (
        <Loading />
      ) : todos.length === 0 ? (
        <section className="panel">
          <Empty title={t('inbox.empty')} help={t('inbox.emptyHelp')} />
        </section>
      ) : (
        groups.map((group) => <Group key={group} group={group} todos={todos.filter(({ due }) => due.group === group)} onChoose={setChosen} />)
      )}
      {chosen && operation && (
        <OperationDialog
          operation={operation}
          id={String(chosen.subject)}
          about={String(chosen.subjectTitle)}
          prefill={{ part: partOf(chosen) }}
          onClose={() => setChosen(undefined)}
          onDone={reload}
        />
      )}
    </Page>
  );
}

type Entry = { readonly todo: Row; readonly due: Due };

function Group({ group, todos, onChoose }: { group: (typeof groups)[number]; todos: readonly Entry[]; onChoose: (todo: Row) => void }) {
  const { t } = useWords();
  if (todos.length === 0) return null;
  return (
    <section className={`panel inbox inbox-${group}`}>
      <h2>
        {t(`inbox.${group}`)} <span className="count">{todos.length}</span>
      </h2>
      <ul>
        {todos.map((entry) => (
          <TodoItem key={entry.todo.id} {...entry} onChoose={onChoose} />
        ))}
      </ul>
    </section>
  );
}

function TodoItem({ todo, due, onChoose }: Entry & { onChoose: (todo: Row) => void }) {
  const { l, t } = useWords();
  const { actor, projects } = useSession();
  const part = partOf(todo);
  const operation = operationEntry(String(todo.step));
  const subject = resourceOfId(String(todo.subject));
  const role = roles[String(todo.role) as keyof typeof roles];
  const offered = operation && decide(operation.allow, actor) !== false ? operation : undefined;
  const project = projects.find((x) => x.id === todo.project)?.name;
  const known = useTitle('project', project === undefined && typeof todo.project === 'string' ? todo.project : undefined);
  return (
    <li>
      <div className="todo-main">
        <strong>{l(operation?.label) || String(todo.step)}</strong>
        {part && <Tag>{l(operation?.parts?.[part]) || part}</Tag>}
        <span className="todo-about">
          {subject ? <Link to={`${subject.path}/${String(todo.subject)}`}>{String(todo.subjectTitle)}</Link> : String(todo.subjectTitle)}
        </span>
        <span className="hint">
          {String(project ?? known ?? '')} · {l(role)}
        </span>
      </div>
      <div className="todo-due">
        <span className={due.group === 'overdue' ? 'late' : ''}>
          {t(due.group === 'overdue' ? 'inbox.late' : 'inbox.left', { time: t(due.span.key, { n: due.span.n }) })}
        </span>
        <span className="hint">
          {t('inbox.due')} {timeOf(String(todo.dueAt))}
        </span>
        {todo.isProvisional === true && (
          <Tooltip title={t('inbox.provisionalHelp')}>
            <Tag color="orange">{t('inbox.provisional')}</Tag>
          </Tooltip>
        )}
        {todo.escalatedTo ? <Tag color="red">{t('inbox.escalated', { name: l(roles[String(todo.escalatedTo) as keyof typeof roles]) })}</Tag> : null}
      </div>
      <div className="todo-act">
        {offered && (
          <Button
            type={due.group === 'overdue' ? 'primary' : 'default'}
            onClick={() => onChoose(todo)}
            aria-label={`${t('act.do')} ${l(offered.label)} ${String(todo.subjectTitle)}`}
          >
            {t('act.do')}
          </Button>
        )}
      </div>
    </li>
  );
}
