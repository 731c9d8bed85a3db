import { Button } from 'antd';
import { useRef, useState } from 'react';
import { operationEntry, resourceEntry } from '../../office.ts';
import { RowActions } from '../../operations/buttons.tsx';
import { call } from '../../providers/api.ts';
import { officeToday } from '../../providers/clock.ts';
import { failureText, type Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { useSession } from '../../providers/session.tsx';
import { isOffered } from '../../records/actions.ts';
import { columnLabel } from '../../records/export.ts';
import { fieldColumn } from '../../records/field-column.tsx';
import { uploadScan, wrongFile } from '../../records/upload.ts';
import { useDefinition } from '../../records/use-definition.ts';
import { useRefreshAll } from '../../refine.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ScanButton } from './scan-button.tsx';

type MaterialsProps = { readonly materials: readonly Row[]; readonly loans: readonly Row[]; readonly canUpload: boolean };

/** The papers that the banks of a case want: which are here, which were sent back and why; each can be uploaded in its row. */
export function Materials({ materials, loans, canUpload }: MaterialsProps) {
  const words = useWords();
  const { t } = words;
  const definition = useDefinition('caseMaterial');
  const names = ['name', ...(loans.length > 1 ? ['loan'] : []), 'copies', 'askedBy', 'status', 'givenOn', 'reason'];
  const left = materials.filter(({ status }) => status === 'missing' || status === 'rejected').length;
  return (
    <section aria-label={t('case.materials')}>
      <h2>
        {t('case.materials')} {materials.length > 0 && <span className="scope">{t('case.materialsLeft', { n: materials.length, left })}</span>}
      </h2>
      {materials.length === 0 ? (
        <p className="hint">{t('case.noMaterials')}</p>
      ) : (
        <DataTable<Row>
          rowKey="id"
          dataSource={materials}
          columns={[
            ...names.map((name) => fieldColumn<Row>(definition, name, words)),
            { key: 'scans', title: columnLabel(definition, 'scans', words), render: (_, row) => <Scans material={row} /> },
            {
              key: 'actions',
              title: t('list.actions'),
              render: (_, row) => (
                <span className="row-actions">
                  {canUpload && <Upload material={row} />}
                  <RowActions definition={definition} record={row} />
                </span>
              ),
            },
          ]}
        />
      )}
    </section>
  );
}

function Scans({ material }: { material: Row }) {
  const { t } = useWords();
  const scans = Array.isArray(material.scans) ? material.scans.map(String) : [];
  return (
    <span className="row-actions">
      {scans.map((id, place) => (
        <ScanButton key={id} id={id} name={t('case.file', { n: place + 1 })} about={String(material.name)} />
      ))}
    </span>
  );
}

/** Sends the files of a paper to the archive and takes the paper in with them, at one stroke. */
function Upload({ material }: { material: Row }) {
  const { t, language } = useWords();
  const { actor } = useSession();
  const refreshAll = useRefreshAll();
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<{ readonly percent?: number; readonly problem?: string }>({});
  const give = operationEntry('caseMaterial.give');
  if (!give || !isOffered(give, actor, material)) return null;
  const send = async (files: readonly File[]) => {
    const wrong = files.map(wrongFile).find((found) => found !== undefined);
    if (wrong) return setState({ problem: t(wrong) });
    try {
      const scans: string[] = [];
      for (const file of files) {
        const paper = { file, document: 'loanPaper', project: String(material.project), subject: material.id };
        scans.push(await uploadScan(paper, ({ percent }) => setState({ percent: Math.round((scans.length * 100 + percent) / files.length) })));
      }
      await call(`${resourceEntry('caseMaterial').path}/${material.id}/give`, { method: 'POST', body: { givenOn: officeToday(), scans } });
      setState({});
      refreshAll();
    } catch (error) {
      setState({ problem: failureText(error, language, t('state.offline')) });
    }
  };
  const isBusy = state.percent !== undefined && !state.problem;
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".pdf,.jpg,.jpeg,.png,.tif,.tiff"
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = '';
          if (files.length > 0) void send(files);
        }}
      />
      <Button size="small" loading={isBusy} aria-label={`${t('case.upload')} ${String(material.name)}`} onClick={() => input.current?.click()}>
        {isBusy ? `${state.percent}%` : t('case.upload')}
      </Button>
      {state.problem && (
        <span role="alert" className="problem">
          {state.problem}
        </span>
      )}
    </>
  );
}
