import { PrinterOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import { operationEntry, resourceEntry } from '../office.ts';
import { type CallOptions, call } from '../providers/api.ts';
import { failureText, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { mayStart } from '../records/actions.ts';
import { download } from '../records/export.ts';

type PrintedFile = { readonly fileName: string; readonly contentType: string; readonly base64: string };

/** The button of a record that can be printed: its resource has an operation `print` that the person may start. */
export function PrintButton({ resource, record }: { resource: string; record: Row }) {
  const { actor } = useSession();
  const operation = operationEntry(`${resource}.print`);
  if (operation?.on !== 'record' || !mayStart(operation, actor, record)) return null;
  return <PdfButton path={`${resourceEntry(resource).path}/${record.id}/print`} options={{ method: operation.method ?? 'POST' }} />;
}

/** Fetches a print and hands it over as a file. A glyph that the font lacks is refused in words. */
export function PdfButton({ path, options, disabled = false }: { path: string; options: CallOptions; disabled?: boolean }) {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const print = async () => {
    setBusy(true);
    try {
      const { data } = await call<{ data: PrintedFile }>(path, options);
      const bytes = Uint8Array.from(atob(data.base64), (character) => character.charCodeAt(0));
      download(data.fileName, new Blob([bytes], { type: data.contentType }));
    } catch (error) {
      message.error(failureText(error, language, t('state.offline')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<PrinterOutlined aria-hidden="true" />} loading={isBusy} disabled={disabled} onClick={() => void print()}>
      {t('act.print')}
    </Button>
  );
}
