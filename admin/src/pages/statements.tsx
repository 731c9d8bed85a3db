import { DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Sheet, sheetNames } from '../../../shared/areas/finance/kinds.ts';
import { decide } from '../../../shared/kit/access.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { RefInput } from '../fields/ref-input.tsx';
import { resourceEntry } from '../office.ts';
import { PdfButton } from '../operations/print-button.tsx';
import { officeToday } from '../providers/clock.ts';
import { type ListMeta, listPage } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { ExportButton } from '../records/export-button.tsx';
import { ListTable } from '../records/list-table.tsx';
import { Pager } from '../records/pager.tsx';
import { columnsOf } from '../records/row-words.ts';
import { useDefinition } from '../records/use-definition.ts';
import { Page } from '../ui/page.tsx';
import { Denied, Empty, Failure, Loading } from '../ui/states.tsx';
import { useLoad } from '../ui/use-load.ts';

type SheetName = keyof typeof sheetNames;
type Choice = { readonly sheet: SheetName; readonly contract?: string; readonly from: string; readonly until: string };

/** Statements that are lists of records of their own (F1, F2, F7), with all that such lists offer. */
const otherForms = ['dunningNotice', 'deferral', 'callResult'] as const;

/** The statements of money that came in, of a period: as a list, as a workbook and on paper. */
export default function StatementsPage() {
  const { l, t, many } = useWords();
  const { actor, project, projects } = useSession();
  const [choice, setChoice] = useState<Choice>(() => ({ sheet: 'house', from: `${officeToday().slice(0, 8)}01`, until: officeToday() }));
  const definition = useDefinition('receipt');
  const columns = columnsOf(definition).filter((name) => name !== 'project');
  const entry = resourceEntry('receipt');
  const query = project ? queryOf(choice, project) : undefined;
  if (decide(entry.read, actor) === false) return <Denied />;
  const forms = otherForms.map(resourceEntry).filter(({ read }) => decide(read, actor) !== false);
  const { sheet, contract, from, until } = choice;
  const body = { sheet, project, ...(contract ? { contract } : {}), from, until };
  return (
    <Page
      title={t('page.statements')}
      tag={<span className="scope">{t('list.scope', { name: String(projects.find((x) => x.id === project)?.name ?? '') })}</span>}
      actions={
        <>
          {query && <ExportButton definition={definition} columns={columns} query={query} title={l(sheetNames[sheet])} />}
          <PdfButton path={`${entry.path}/print`} options={{ method: 'POST', body }} disabled={!query} />
        </>
      }
    >
      <section className="panel list-panel">
        <Choices choice={choice} onChange={setChoice} />
        {query ? (
          <Postings key={JSON.stringify(query)} query={query} columns={columns} />
        ) : (
          <Empty title={t(choice.sheet === 'customer' && project ? 'statements.chooseContract' : 'app.noProject')} />
        )}
      </section>
      {forms.length > 0 && (
        <nav className="panel" aria-label={t('statements.forms')}>
          <h2>{t('statements.forms')}</h2>
          <ul className="row-actions">
            {forms.map(({ name, path, label }) => (
              <li key={name}>
                <Link to={path}>{many(label)}</Link>
              </li>
            ))}
            <li>
              <Link to="/due">{t('page.due')}</Link>
            </li>
          </ul>
        </nav>
      )}
    </Page>
  );
}

function Choices({ choice, onChange }: { choice: Choice; onChange: (choice: Choice) => void }) {
  const { l, t } = useWords();
  const definition = useDefinition('receipt');
  const contract = definition.fields.contract;
  const day = (name: 'from' | 'until') => (
    <div className="filter">
      <label htmlFor={`statements-${name}`}>{t(`statements.${name}`)}</label>
      <DatePicker
        id={`statements-${name}`}
        value={dayjs(choice[name])}
        allowClear={false}
        onChange={(next) => next && onChange({ ...choice, [name]: next.format('YYYY-MM-DD') })}
      />
    </div>
  );
  return (
    <fieldset className="filters" aria-label={t('list.filters')}>
      <div className="filter">
        <label htmlFor="statements-sheet">{t('statements.sheet')}</label>
        <Select<SheetName>
          id="statements-sheet"
          value={choice.sheet}
          onChange={(sheet) => onChange({ sheet, from: choice.from, until: choice.until })}
          options={Object.entries(sheetNames).map(([value, label]) => ({ value: value as SheetName, label: l(label) }))}
        />
      </div>
      {choice.sheet === 'customer' && contract && (
        <div className="filter">
          <label htmlFor="statements-contract">{l(metaOf(contract).label)}</label>
          <RefInput
            id="statements-contract"
            value={choice.contract}
            meta={metaOf(contract)}
            path={['contract']}
            onChange={(next) => typeof next === 'string' && onChange({ ...choice, contract: next })}
          />
        </div>
      )}
      {day('from')}
      {day('until')}
    </fieldset>
  );
}

function Postings({ query, columns }: { query: ListMeta; columns: readonly string[] }) {
  const { t } = useWords();
  const definition = useDefinition('receipt');
  const [stack, setStack] = useState<readonly (string | undefined)[]>([undefined]);
  const cursor = stack.at(-1);
  const { data, error, isLoading, reload } = useLoad(`statement ${JSON.stringify(query)} ${cursor}`, () =>
    listPage('receipt', { ...query, ...(cursor ? { cursor } : {}) }),
  );
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  if (data.data.length === 0) return <Empty title={t('statements.none')} help={t('statements.noneHelp')} />;
  return (
    <>
      <ListTable definition={definition} columns={columns} rows={data.data} />
      <Pager count={data.data.length} page={stack.length} next={data.next} onMove={setStack} />
    </>
  );
}

/** F3 is of one contract; the others are of a project and a kind of money. */
function queryOf({ sheet, contract, from, until }: Choice, project: string): ListMeta | undefined {
  if (sheet === 'customer') return contract ? { index: 'byContract', partition: { contract }, from, until } : undefined;
  const kind: Sheet = sheet;
  return { index: 'bySheet', partition: { project, sheet: kind }, from, until };
}
