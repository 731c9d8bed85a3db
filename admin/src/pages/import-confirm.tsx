import { Alert, Button, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { Link } from 'react-router';
import { officeToday } from '../providers/clock.ts';
import { failureText, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { useRefreshAll } from '../refine.ts';
import type { SheetResult } from './import.worker.ts';
import { ImportProgress, type Progressing } from './import-desk.tsx';
import { beginImport, runImport } from './import-run.ts';

type ConfirmProps = { readonly file: File; readonly hash: string; readonly sheet: SheetResult; readonly earlier: Row | undefined };

/** Names the list, and writes it when it is confirmed; an import that stopped goes on from where it is. */
export function ImportConfirm({ file, hash, sheet, earlier }: ConfirmProps) {
  const { t, language } = useWords();
  const { project } = useSession();
  const refreshAll = useRefreshAll();
  const [list, setList] = useState(earlier);
  const [name, setName] = useState(String(earlier?.name ?? file.name.replace(/\.\w+$/, '').slice(0, 100)));
  const [validFrom, setValidFrom] = useState(String(earlier?.validFrom ?? officeToday()));
  const [progress, setProgress] = useState<Progressing>({ phase: earlier?.status === 'inForce' ? 'done' : 'idle', count: Number(earlier?.importedCount ?? 0) });
  const total = sheet.rows.length;
  const errorRows = new Set(sheet.issues.filter(({ level, row }) => level === 'error' && row > 0).map(({ row }) => row)).size;
  const warnings = sheet.issues.filter(({ level }) => level === 'warning').length;
  const start = async () => {
    setProgress((before) => ({ phase: 'running', count: before.count }));
    try {
      const record =
        list ?? (await beginImport({ project, name: name.trim(), validFrom, fileName: file.name.slice(0, 200), fileHash: hash, unitCount: total }));
      setList(record);
      const count = await runImport(record, sheet.rows, (done) => setProgress({ phase: 'running', count: done }));
      setProgress({ phase: 'done', count });
      refreshAll();
    } catch (error) {
      setProgress((before) => ({ phase: 'stopped', count: before.count, problem: failureText(error, language, t('state.offline')) }));
    }
  };
  const isRunning = progress.phase === 'running';
  return (
    <div className="import-confirm">
      <ul className="import-counts">
        <li className="good">{t('import.ready', { n: total })}</li>
        {errorRows > 0 && <li className="bad">{t('import.bad', { n: errorRows })}</li>}
        {warnings > 0 && <li className="warn">{t('import.warnings', { n: warnings })}</li>}
      </ul>
      {progress.phase !== 'done' && list && progress.count > 0 && !isRunning && <Alert type="info" title={t('import.resume', { n: progress.count })} />}
      {progress.phase === 'done' ? (
        <Alert
          type="success"
          showIcon
          title={progress.count > 0 ? t('import.done', { n: progress.count }) : t('import.finished')}
          action={<Link to="/board">{t('import.toBoard')}</Link>}
        />
      ) : (
        <div className="import-form">
          <label htmlFor="import-name">{t('import.name')}</label>
          <Input id="import-name" value={name} maxLength={100} disabled={isRunning || list !== undefined} onChange={(event) => setName(event.target.value)} />
          <label htmlFor="import-from">{t('import.validFrom')}</label>
          <DatePicker
            id="import-from"
            value={dayjs(validFrom)}
            allowClear={false}
            disabled={isRunning || list !== undefined}
            onChange={(next) => next && setValidFrom(next.format('YYYY-MM-DD'))}
          />
          <Button type="primary" loading={isRunning} disabled={total === 0 || !name.trim() || !project} onClick={() => void start()}>
            {t('import.start', { n: total - progress.count })}
          </Button>
        </div>
      )}
      <ImportProgress
        progress={progress}
        total={total}
        title={t('page.import')}
        text={t('import.progress', { n: progress.count, all: total })}
        stopped={t('import.stopped')}
      />
    </div>
  );
}
