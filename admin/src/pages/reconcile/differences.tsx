import { differences } from '../../../../shared/areas/finance/line-states.ts';
import { RowActions } from '../../operations/buttons.tsx';
import { listPage, type Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { ListTable } from '../../records/list-table.tsx';
import { columnsOf } from '../../records/row-words.ts';
import { useDefinition } from '../../records/use-definition.ts';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { useLoad } from '../../ui/use-load.ts';

/** What the bank and the ledger do not say alike, to be settled in place. */
export default function DifferencesTab({ record }: { record: Row }) {
  const { t } = useWords();
  const definition = useDefinition('statementLine');
  const { data, error, isLoading, reload } = useLoad(`differences ${record.id}`, () => readDifferences(record));
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  if (data.length === 0) return <Empty title={t('reconcile.none')} help={t('reconcile.noneHelp')} />;
  const columns = columnsOf(definition).filter((name) => !['name', 'identity', 'project', 'bank', 'statement', 'receipt'].includes(name));
  return <ListTable definition={definition} columns={columns} rows={data} actions={(row) => <RowActions definition={definition} record={row} />} />;
}

/** The open differences of a statement, by their day; one page of each kind, more than a person settles at a sitting. */
async function readDifferences({ id, project }: Row): Promise<readonly Row[]> {
  const pages = await Promise.all(
    differences.map((status) => listPage('statementLine', { index: 'byStatus', partition: { project: String(project), status }, limit: 100 })),
  );
  const own = pages.flatMap(({ data }) => data).filter(({ statement }) => statement === id);
  return own.toSorted((a, b) => String(a.bookedOn).localeCompare(String(b.bookedOn)));
}
