import { Steps } from 'antd';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { StatusTag } from '../ui/status-tag.tsx';
import { useIsNarrow } from '../ui/use-is-narrow.ts';
import { courseOf } from './actions.ts';

type CourseProps = { readonly definition: ResourceDefinition; readonly record: Row; readonly isExceptional: (operation: string) => boolean };

/** How far the record has come. A state off the main line is told apart from it, never as one more step. */
export function Course({ definition, record, isExceptional }: CourseProps) {
  const { l, t } = useWords();
  const isNarrow = useIsNarrow();
  const { main, exceptions } = courseOf(definition, isExceptional);
  if (main.length < 3) return null;
  if (exceptions.includes(record.status)) {
    return (
      <section className="panel course-exception" aria-label={t('show.states')}>
        {t('show.exception')} <StatusTag states={definition.states} status={record.status} />
      </section>
    );
  }
  const place = main.indexOf(record.status);
  const next = main[place + 1];
  if (isNarrow) {
    return (
      <section className="panel course-exception" aria-label={t('show.states')}>
        <StatusTag states={definition.states} status={record.status} /> {place + 1} / {main.length}
        {next && <span>{t('show.next', { name: l(definition.states?.all[next]) })}</span>}
      </section>
    );
  }
  const items = main.map((state) => ({ title: l(definition.states?.all[state]) }));
  return (
    <section className="panel course" aria-label={t('show.states')}>
      <Steps size="small" type="dot" current={place} items={items} responsive={false} />
    </section>
  );
}
