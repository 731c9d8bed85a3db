import { App, Button } from 'antd';
import { failureText } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { openScan } from '../../records/upload.ts';

/** Opens a kept scan in a new tab; `about` tells an ear what it is a scan of. */
export function ScanButton({ id, name, about }: { id: string; name: string; about: string }) {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const open = () => openScan(id).catch((error: unknown) => void message.error(failureText(error, language, t('state.offline'))));
  return (
    <Button size="small" type="link" aria-label={`${name} ${about}`} onClick={() => void open()}>
      {name}
    </Button>
  );
}
