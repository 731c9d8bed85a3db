import { InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Segmented, Spin, Upload } from 'antd';
import { useState } from 'react';
import { decide } from '../../../shared/kit/access.ts';
import { resourceEntry } from '../office.ts';
import type { Row } from '../providers/data.ts';
import { failureText } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { Page } from '../ui/page.tsx';
import { Denied } from '../ui/states.tsx';
import type { ImportAnswer, SheetResult } from './import.worker.ts';
import { ImportConfirm } from './import-confirm.tsx';
import { ImportPreview } from './import-preview.tsx';
import { findImport } from './import-run.ts';

type Chosen = { readonly file: File; readonly hash: string; readonly sheets: readonly SheetResult[]; readonly earlier: Row | undefined };

/** Imports a price list: read here, shown, and written only once it is confirmed. */
export default function ImportPage() {
  const { l, t, language } = useWords();
  const { actor, project, projects } = useSession();
  const [chosen, setChosen] = useState<Chosen>();
  const [refusal, setRefusal] = useState<string>();
  const [isReading, setReading] = useState(false);
  const entry = resourceEntry('priceList');
  if (decide(entry.create, actor) === false) return <Denied />;
  const read = async (file: File) => {
    setReading(true);
    setRefusal(undefined);
    try {
      const answer = await readInWorker(file);
      if ('refusal' in answer) setRefusal(l(answer.refusal));
      else setChosen({ file, ...answer, earlier: await findImport(project ?? '', answer.hash) });
    } catch (error) {
      setRefusal(failureText(error, language, t('state.offline')));
    } finally {
      setReading(false);
    }
  };
  const name = String(projects.find((x) => x.id === project)?.name ?? '');
  return (
    <Page
      title={t('page.import')}
      crumbs={[{ label: l(entry.label), to: entry.path }, { label: t('page.import') }]}
      tag={<span className="scope">{t('import.project', { name })}</span>}
    >
      {refusal && <Alert type="error" showIcon role="alert" title={refusal} className="spaced" />}
      {chosen ? (
        <Result key={chosen.hash} chosen={chosen} onAnother={() => setChosen(undefined)} />
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
            <p>{t(isReading ? 'import.reading' : 'import.drop')}</p>
          </Upload.Dragger>
        </section>
      )}
    </Page>
  );
}

function Result({ chosen, onAnother }: { chosen: Chosen; onAnother: () => void }) {
  const { t } = useWords();
  const fullest = chosen.sheets.reduce((best, sheet, place) => (sheet.rows.length > (chosen.sheets[best]?.rows.length ?? 0) ? place : best), 0);
  const [place, setPlace] = useState(fullest);
  const sheet = chosen.sheets[place];
  if (!sheet) return null;
  return (
    <section className="panel">
      <div className="import-head">
        <strong>{chosen.file.name}</strong>
        {chosen.sheets.length > 1 && (
          <Segmented
            aria-label={t('import.sheet')}
            value={place}
            onChange={setPlace}
            options={chosen.sheets.map(({ name }, value) => ({ value, label: name }))}
          />
        )}
        <Button size="small" onClick={onAnother}>
          {t('import.another')}
        </Button>
      </div>
      <ImportConfirm key={place} file={chosen.file} hash={chosen.hash} sheet={sheet} earlier={chosen.earlier} />
      <ImportPreview sheet={sheet} />
    </section>
  );
}

function readInWorker(file: File): Promise<ImportAnswer> {
  const worker = new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<ImportAnswer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ImportAnswer>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(file);
  });
  return answer.finally(() => worker.terminate());
}
