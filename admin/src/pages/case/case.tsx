import { reaches } from '../../../../shared/kit/access.ts';
import { operationEntry, resourceEntry } from '../../office.ts';
import type { Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { useSession } from '../../providers/session.tsx';
import { History } from '../../records/history.tsx';
import { useDefinition } from '../../records/use-definition.ts';
import { Failure, Loading } from '../../ui/states.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { Calls } from './calls.tsx';
import { readCase } from './case-file.ts';
import { Loans } from './loans.tsx';
import { Materials } from './materials.tsx';
import { Releases } from './releases.tsx';
import { Standing } from './standing.tsx';

/** A mortgage case on one page: where it stands, its loans and papers, what came in, and what its partners did. */
export default function CaseTab({ record }: { record: Row }) {
  const { t } = useWords();
  const { actor } = useSession();
  const definition = useDefinition('mortgageCase');
  const { data, error, isLoading, reload } = useLoad(`case ${record.id} ${record.version}`, () => readCase(record.id));
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  const { loans, materials, releases, matters, todos } = data;
  const upload = operationEntry('scan.upload');
  return (
    <div className="case">
      <Standing definition={definition} record={record} todos={todos} />
      <Loans loans={loans} />
      <Materials materials={materials} loans={loans} canUpload={upload !== undefined && reaches(upload.allow, actor, record)} />
      <Releases releases={releases} />
      <div className="case-past">
        <section aria-label={t('case.calls')}>
          <h2>{t('case.calls')}</h2>
          {reaches(resourceEntry('partnerCall').read, actor, record) && (
            <Calls objects={[record, ...loans, ...materials, ...matters, ...releases].map(({ id }) => id)} />
          )}
        </section>
        <section aria-label={t('show.history')}>
          <h2>{t('show.history')}</h2>
          <History definition={definition} record={record} />
        </section>
      </div>
    </div>
  );
}
