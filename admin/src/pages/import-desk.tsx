import { InboxOutlined } from '@ant-design/icons';
import { Alert, Progress, Spin, Upload } from 'antd';
import { type ReactNode, useState } from 'react';
import { decide } from '../../../shared/kit/access.ts';
import type { Label } from '../../../shared/kit/label.ts';
import { resourceEntry } from '../office.ts';
import { failureText } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import type { TextKey } from '../texts.ts';
import { Page } from '../ui/page.tsx';
import { Denied } from '../ui/states.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';

type DeskProps<Chosen> = {
  readonly resource: string;
  readonly title: TextKey;
  /** What the place for the file says. */
  readonly drop: TextKey;
  /** What the file must hold, and what happens with it. */
  readonly help: TextKey;
  /** What the file holds, or why it cannot be taken. */
  readonly read: (file: File, project: string) => Promise<Chosen | { readonly refusal: Label }>;
  readonly children: (chosen: Chosen, onAnother: () => void) => ReactNode;
};

/** A page that takes a file: it is read here, and what was read is shown before anything is written. */
export function ImportDesk<Chosen extends object>({ resource, title, drop, help, read, children }: DeskProps<Chosen>) {
  const { l, many, t, language } = useWords();
  const { actor, project, projects } = useSession();
  const [chosen, setChosen] = useState<Chosen>();
  const [refusal, setRefusal] = useState<string>();
  const [isReading, setReading] = useState(false);
  useFirstFocus('.import-choose [role=button], .import-form input', chosen);
  const entry = resourceEntry(resource);
  if (decide(entry.create, actor) === false) return <Denied />;
  const take = async (file: File) => {
    setReading(true);
    setRefusal(undefined);
    try {
      const answer = await read(file, project ?? '');
      if ('refusal' in answer) setRefusal(l(answer.refusal));
      else setChosen(answer);
    } catch (error) {
      setRefusal(failureText(error, language, t('state.offline')));
    } finally {
      setReading(false);
    }
  };
  const name = String(projects.find((x) => x.id === project)?.name ?? '');
  return (
    <Page
      title={t(title)}
      crumbs={[{ label: many(entry.label), to: entry.path }, { label: t(title) }]}
      tag={<span className="scope">{t('import.project', { name })}</span>}
    >
      {refusal && <Alert type="error" showIcon role="alert" title={refusal} className="spaced" />}
      {chosen ? (
        children(chosen, () => setChosen(undefined))
      ) : (
        <section className="panel import-choose">
          <Upload.Dragger
            accept=".xlsx,.csv,.txt"
            showUploadList={false}
            disabled={isReading}
            beforeUpload={(file) => {
              void take(file);
              return false;
            }}
          >
            {isReading ? <Spin /> : <InboxOutlined aria-hidden="true" className="big-icon" />}
            <p>{t(isReading ? 'import.reading' : drop)}</p>
            <p className="hint">{t(help)}</p>
          </Upload.Dragger>
        </section>
      )}
    </Page>
  );
}

/** Has a worker read a file, and ends it. */
export function readInWorker<Answer>(worker: Worker, file: File): Promise<Answer> {
  const answer = new Promise<Answer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(file);
  });
  return answer.finally(() => worker.terminate());
}

export type Progressing = { readonly phase: 'idle' | 'running' | 'done' | 'stopped'; readonly count: number; readonly problem?: string };

type ProgressProps = { readonly progress: Progressing; readonly total: number; readonly title: string; readonly text: string; readonly stopped: string };

/** How far an import is, and why it stopped. */
export function ImportProgress({ progress, total, title, text, stopped }: ProgressProps) {
  const isRunning = progress.phase === 'running';
  return (
    <>
      {(isRunning || progress.phase === 'stopped') && (
        <div role="status">
          <Progress percent={total === 0 ? 0 : Math.floor((progress.count / total) * 100)} status={isRunning ? 'active' : 'exception'} aria-label={title} />
          {text}
        </div>
      )}
      {progress.phase === 'stopped' && <Alert type="error" showIcon role="alert" title={stopped} description={progress.problem} />}
    </>
  );
}
