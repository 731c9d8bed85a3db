import { Tag } from 'antd';
import { Link } from 'react-router';
import type { ResourceDefinition } from '../../../../shared/kit/define-resource.ts';
import { roles } from '../../../../shared/kit/roles.ts';
import { operationEntry, resourceOfId } from '../../office.ts';
import { officeNow, timeOf } from '../../providers/clock.ts';
import type { Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { columnLabel } from '../../records/export.ts';
import { FieldValue } from '../../records/field-value.tsx';
import { dueOf } from '../due.ts';

type StandingProps = { readonly definition: ResourceDefinition; readonly record: Row; readonly todos: readonly Row[] };

/** The stage of a case, who holds it since when, and what is asked of whom by when. */
export function Standing({ definition, record, todos }: StandingProps) {
  const words = useWords();
  const { t } = words;
  return (
    <section aria-label={t('case.standing')}>
      <dl className="case-facts">
        {(['status', 'holder', 'heldSince', 'round', 'total'] as const).map((name) => (
          <div key={name}>
            <dt>{name === 'status' ? t('case.stage') : columnLabel(definition, name, words)}</dt>
            <dd>
              <FieldValue definition={definition} name={name} value={record[name]} />
            </dd>
          </div>
        ))}
      </dl>
      {todos.length === 0 ? (
        <p className="hint">{t('case.nothingOpen')}</p>
      ) : (
        <ul className="case-todos">
          {todos.map((todo) => (
            <OpenTodo key={todo.id} todo={todo} />
          ))}
        </ul>
      )}
    </section>
  );
}

function OpenTodo({ todo }: { todo: Row }) {
  const { l, t } = useWords();
  const { group, span } = dueOf(String(todo.dueAt), officeNow());
  const subject = resourceOfId(String(todo.subject));
  const post = (name: unknown) => l(roles[String(name) as keyof typeof roles]);
  return (
    <li>
      <strong>{l(operationEntry(String(todo.step))?.label) || String(todo.step)}</strong>
      {subject && <Link to={`${subject.path}/${String(todo.subject)}`}>{String(todo.subjectTitle)}</Link>}
      <span className="hint">{post(todo.role)}</span>
      <span className={group === 'overdue' ? 'late' : ''}>{t(group === 'overdue' ? 'inbox.late' : 'inbox.left', { time: t(span.key, { n: span.n }) })}</span>
      <span className="hint">
        {t('inbox.due')} {timeOf(String(todo.dueAt))}
      </span>
      {todo.escalatedTo ? <Tag color="red">{t('inbox.escalated', { name: post(todo.escalatedTo) })}</Tag> : null}
    </li>
  );
}
