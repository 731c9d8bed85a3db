import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import type { ImportAnswer, SheetResult } from './import.worker.ts';
import { ImportConfirm } from './import-confirm.tsx';
import { ImportDesk, readInWorker } from './import-desk.tsx';
import { ImportPreview } from './import-preview.tsx';
import { findByFile } from './import-run.ts';

type Chosen = { readonly file: File; readonly hash: string; readonly sheets: readonly SheetResult[]; readonly earlier: Row | undefined };

/** Imports a price list: read here, shown, and written only once it is confirmed. */
export default function ImportPage() {
  return (
    <ImportDesk<Chosen> resource="priceList" title="page.import" drop="import.drop" help="import.help" read={read}>
      {(chosen, onAnother) => <Result key={chosen.hash} chosen={chosen} onAnother={onAnother} />}
    </ImportDesk>
  );
}

async function read(file: File, project: string): Promise<Chosen | Extract<ImportAnswer, { refusal: unknown }>> {
  const answer = await readInWorker<ImportAnswer>(new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module' }), file);
  return 'refusal' in answer ? answer : { file, ...answer, earlier: await findByFile('priceList', { project, fileHash: answer.hash }) };
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
