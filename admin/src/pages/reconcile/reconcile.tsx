import { Button } from 'antd';
import type { StatementFile } from '../../../../shared/areas/finance/bank-statement/read-statement.ts';
import type { Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { ImportDesk, readInWorker } from '../import-desk.tsx';
import { findByFile } from '../import-run.ts';
import type { StatementAnswer } from './statement.worker.ts';
import { StatementConfirm } from './statement-confirm.tsx';
import { StatementPreview } from './statement-preview.tsx';

type Chosen = { readonly file: File; readonly statement: StatementFile; readonly earlier: Row | undefined };

/** Imports a bank's statement: read here, shown, and written and compared with the ledger only once it is confirmed. */
export default function ReconcilePage() {
  const { t } = useWords();
  return (
    <ImportDesk<Chosen> resource="bankStatement" title="page.reconcile" drop="reconcile.drop" help="reconcile.help" read={read}>
      {(chosen, onAnother) => (
        <section className="panel" key={chosen.statement.sha256}>
          <div className="import-head">
            <strong>{chosen.file.name}</strong>
            <Button size="small" onClick={onAnother}>
              {t('import.another')}
            </Button>
          </div>
          <StatementConfirm {...chosen} />
          <StatementPreview statement={chosen.statement} />
        </section>
      )}
    </ImportDesk>
  );
}

async function read(file: File, project: string): Promise<Chosen | Extract<StatementAnswer, { refusal: unknown }>> {
  const answer = await readInWorker<StatementAnswer>(new Worker(new URL('./statement.worker.ts', import.meta.url), { type: 'module' }), file);
  return 'refusal' in answer
    ? answer
    : { file, statement: answer.statement, earlier: await findByFile('bankStatement', { project, fileHash: answer.statement.sha256 }) };
}
