import { InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Spin, Upload } from 'antd';
import { useState } from 'react';
import type { StatementFile } from '../../../../shared/areas/finance/bank-statement/read-statement.ts';
import { decide } from '../../../../shared/kit/access.ts';
import { resourceEntry } from '../../office.ts';
import { failureText, type Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { useSession } from '../../providers/session.tsx';
import { Page } from '../../ui/page.tsx';
import { Denied } from '../../ui/states.tsx';
import type { StatementAnswer } from './statement.worker.ts';
import { StatementConfirm } from './statement-confirm.tsx';
import { StatementPreview } from './statement-preview.tsx';
import { findStatement } from './statement-run.ts';

type Chosen = { readonly file: File; readonly statement: StatementFile; readonly earlier: Row | undefined };

/** Imports a bank's statement: read here, shown, and written and compared with the ledger only once it is confirmed. */
export default function ReconcilePage() {
  const { l, many, t, language } = useWords();
  const { actor, project, projects } = useSession();
  const [chosen, setChosen] = useState<Chosen>();
  const [refusal, setRefusal] = useState<string>();
  const [isReading, setReading] = useState(false);
  const entry = resourceEntry('bankStatement');
  if (decide(entry.create, actor) === false) return <Denied />;
  const read = async (file: File) => {
    setReading(true);
    setRefusal(undefined);
    try {
      const answer = await readInWorker(file);
      if ('refusal' in answer) setRefusal(l(answer.refusal));
      else setChosen({ file, statement: answer.statement, earlier: await findStatement(project ?? '', answer.statement.sha256) });
    } catch (error) {
      setRefusal(failureText(error, language, t('state.offline')));
    } finally {
      setReading(false);
    }
  };
  const name = String(projects.find((x) => x.id === project)?.name ?? '');
  return (
    <Page
      title={t('page.reconcile')}
      crumbs={[{ label: many(entry.label), to: entry.path }, { label: t('page.reconcile') }]}
      tag={<span className="scope">{t('import.project', { name })}</span>}
    >
      {refusal && <Alert type="error" showIcon role="alert" title={refusal} className="spaced" />}
      {chosen ? (
        <section className="panel" key={chosen.statement.sha256}>
          <div className="import-head">
            <strong>{chosen.file.name}</strong>
            <Button size="small" onClick={() => setChosen(undefined)}>
              {t('import.another')}
            </Button>
          </div>
          <StatementConfirm {...chosen} />
          <StatementPreview statement={chosen.statement} />
        </section>
      ) : (
        <section className="panel import-choose">
          <Upload.Dragger
            accept=".xlsx,.csv,.txt"
            showUploadList={false}
            disabled={isReading}
            beforeUpload={(file) => {
              void read(file);
              return false;
            }}
          >
            {isReading ? <Spin /> : <InboxOutlined aria-hidden="true" className="big-icon" />}
            <p>{t(isReading ? 'import.reading' : 'reconcile.drop')}</p>
          </Upload.Dragger>
        </section>
      )}
    </Page>
  );
}

function readInWorker(file: File): Promise<StatementAnswer> {
  const worker = new Worker(new URL('./statement.worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<StatementAnswer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<StatementAnswer>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(file);
  });
  return answer.finally(() => worker.terminate());
}
