import { InboxOutlined } from '@ant-design/icons';
import { Button, Progress, Select, Upload } from 'antd';
import { use, useState } from 'react';
import { decide } from '../../../shared/kit/access.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { loadOperation, loadResource, operationEntry } from '../office.ts';
import { failureText, listPage, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { StatusTag } from '../ui/status-tag.tsx';
import { useLoad } from '../ui/use-load.ts';
import { keepScan, openScan, type UploadState, uploadScan, wrongFile } from './upload.ts';

/** The scans about a record: sent straight to the archive, opened by a short-lived address. */
export function Files({ record }: { record: Row }) {
  const { t } = useWords();
  const { data, error, isLoading, reload } = useLoad(`files ${record.id}`, () =>
    listPage('scan', { index: 'bySubject', partition: { subject: record.id }, order: 'desc' }),
  );
  const { actor } = useSession();
  const upload = operationEntry('scan.upload');
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  return (
    <>
      {upload && decide(upload.allow, actor) !== false && <UploadBox record={record} onKept={reload} />}
      {data.data.length === 0 ? <p className="hint">{t('files.none')}</p> : <FileList files={data.data} onChange={reload} />}
    </>
  );
}

function UploadBox({ record, onKept }: { record: Row; onKept: () => void }) {
  const { l, t, language } = useWords();
  const definition = use(loadOperation(operationEntry('scan.upload') ?? missing()));
  const kinds = definition.input.document ? metaOf(definition.input.document).options : {};
  const [kind, setKind] = useState('signedContract');
  const [states, setStates] = useState<Readonly<Record<string, UploadState & { problem?: string }>>>({});
  const send = async (file: File) => {
    const note = (state: UploadState & { problem?: string }) => setStates((before) => ({ ...before, [file.name]: state }));
    const wrong = wrongFile(file);
    if (wrong) return note({ phase: 'failed', percent: 0, problem: t(wrong) });
    try {
      await uploadScan({ file, document: kind, project: String(record.project), subject: record.id }, note);
      onKept();
    } catch (error) {
      note({ phase: 'failed', percent: 0, problem: failureText(error, language, t('state.offline')) });
    }
  };
  return (
    <div className="upload">
      <div className="filter">
        <label htmlFor="file-kind">{t('files.kind')}</label>
        <Select
          id="file-kind"
          showSearch={{ optionFilterProp: 'label' }}
          value={kind}
          onChange={setKind}
          options={Object.entries(kinds ?? {}).map(([value, label]) => ({ value, label: l(label) }))}
        />
      </div>
      <Upload.Dragger
        multiple
        showUploadList={false}
        accept=".pdf,.jpg,.jpeg,.png,.tif,.tiff"
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <InboxOutlined aria-hidden="true" /> {t('files.drop')}
      </Upload.Dragger>
      <ul className="uploads" aria-live="polite">
        {Object.entries(states).map(([name, { phase, percent, problem }]) => (
          <li key={name}>
            <span>{name}</span>
            {problem ? (
              <span className="problem">{problem}</span>
            ) : (
              <>
                <span>{phase === 'failed' ? '' : t(`files.${phase}`)}</span>
                <Progress percent={percent} size="small" aria-label={name} status={phase === 'kept' ? 'success' : 'active'} />
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function FileList({ files, onChange }: { files: readonly Row[]; onChange: () => void }) {
  const { l, t } = useWords();
  const definition = use(loadResource('scan'));
  const documents = definition.fields.document ? metaOf(definition.fields.document).options : {};
  return (
    <ul className="file-list">
      {files.map((file) => (
        <li key={file.id}>
          <div>
            <strong>{String(file.name)}</strong>
            <span className="hint">
              {l(documents?.[String(file.document)])} · {sizeText(Number(file.size))}
              {file.retainUntil ? ` · ${t('files.locked', { date: String(file.retainUntil) })}` : ''}
            </span>
          </div>
          <StatusTag states={definition.states} status={file.status} />
          <FileButton file={file} onChange={onChange} />
        </li>
      ))}
    </ul>
  );
}

function FileButton({ file, onChange }: { file: Row; onChange: () => void }) {
  const { t, language } = useWords();
  const [problem, setProblem] = useState<string>();
  const isKept = file.status === 'kept';
  const act = async () => {
    try {
      await (isKept ? openScan(file.id) : keepScan(file.id).then(onChange));
      setProblem(undefined);
    } catch (error) {
      setProblem(failureText(error, language, t('state.offline')));
    }
  };
  return (
    <>
      <Button size="small" onClick={() => void act()}>
        {t(isKept ? 'act.open' : 'files.resume')}
      </Button>
      {problem && (
        <span role="alert" className="problem">
          {problem}
        </span>
      )}
    </>
  );
}

/** @example sizeText(1_536_000) // '1.5 MB' */
const sizeText = (bytes: number): string => (bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} KB`);

function missing(): never {
  throw new Error('expected the operation scan.upload');
}
