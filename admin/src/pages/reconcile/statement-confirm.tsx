import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { StatementFile } from '../../../../shared/areas/finance/bank-statement/read-statement.ts';
import { metaOf } from '../../../../shared/kit/fields/field.ts';
import { RefInput } from '../../fields/ref-input.tsx';
import { resourceEntry } from '../../office.ts';
import { failureText, type Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { useSession } from '../../providers/session.tsx';
import { useDefinition } from '../../records/use-definition.ts';
import { useRefreshAll } from '../../refine.ts';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import { ImportProgress, type Progressing } from '../import-desk.tsx';
import { beginStatement, runStatement } from './statement-run.ts';

type ConfirmProps = { readonly file: File; readonly statement: StatementFile; readonly earlier: Row | undefined };

/** Names the bank, writes the lines when that is confirmed, and has them compared; what stopped goes on from where it is. */
export function StatementConfirm({ file, statement, earlier }: ConfirmProps) {
  const { l, t, language } = useWords();
  const { project } = useSession();
  const refreshAll = useRefreshAll();
  const { bank: schema } = useDefinition('bankStatement').fields;
  const [record, setRecord] = useState(earlier);
  const [bank, setBank] = useState(typeof earlier?.bank === 'string' ? earlier.bank : undefined);
  const isOver = earlier !== undefined && earlier.status !== 'importing' && earlier.status !== 'read';
  const [progress, setProgress] = useState<Progressing>({ phase: isOver ? 'done' : 'idle', count: Number(earlier?.importedCount ?? 0) });
  const total = statement.lines.length;
  const start = async () => {
    setProgress((before) => ({ phase: 'running', count: before.count }));
    try {
      const made = record ?? (await beginStatement({ project: project ?? '', bank: bank ?? '', fileName: file.name.slice(0, 200) }, statement));
      setRecord(made);
      await runStatement(made, statement.lines, (count) => setProgress({ phase: 'running', count }));
      setProgress({ phase: 'done', count: total });
      refreshAll();
    } catch (error) {
      setProgress((before) => ({ phase: 'stopped', count: before.count, problem: failureText(error, language, t('state.offline')) }));
    }
  };
  useFirstFocus('.import-confirm a', progress.phase);
  const isRunning = progress.phase === 'running';
  return (
    <div className="import-confirm">
      <Counts statement={statement} />
      {progress.phase === 'done' && record ? (
        <Alert
          type="success"
          showIcon
          title={isOver ? t('reconcile.known') : t('reconcile.progress', { n: progress.count, all: total })}
          action={<Link to={`${resourceEntry('bankStatement').path}/${record.id}`}>{t('reconcile.open')}</Link>}
        />
      ) : (
        <div className="import-form">
          {record ? (
            <span>{t('reconcile.known')}</span>
          ) : (
            schema && (
              <>
                <label htmlFor="reconcile-bank">{l(metaOf(schema).label)}</label>
                <RefInput
                  id="reconcile-bank"
                  value={bank}
                  meta={metaOf(schema)}
                  path={['bank']}
                  onChange={(next) => setBank(typeof next === 'string' ? next : undefined)}
                />
              </>
            )
          )}
          <Button type="primary" loading={isRunning} disabled={total === 0 || !bank || !project} onClick={() => void start()}>
            {t('reconcile.start', { n: total - progress.count })}
          </Button>
        </div>
      )}
      <ImportProgress
        progress={progress}
        total={total}
        title={t('page.reconcile')}
        text={t('reconcile.progress', { n: progress.count, all: total })}
        stopped={t('reconcile.stopped')}
      />
    </div>
  );
}

function Counts({ statement: { lines, issues, skipped, from, to } }: { statement: StatementFile }) {
  const { t } = useWords();
  return (
    <ul className="import-counts">
      {from && to && <li className="good">{t('reconcile.ready', { n: lines.length, from, until: to })}</li>}
      {issues.length > 0 && <li className="bad">{t('reconcile.bad', { n: issues.length })}</li>}
      {skipped.length > 0 && <li>{t('reconcile.skipped', { n: skipped.length })}</li>}
    </ul>
  );
}
