import { Link } from 'react-router';
import { resourceEntry } from '../../office.ts';
import { ListOperations } from '../../operations/buttons.tsx';
import type { Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { columnLabel } from '../../records/export.ts';
import { FieldValue } from '../../records/field-value.tsx';
import { useDefinition } from '../../records/use-definition.ts';
import { Empty } from '../../ui/states.tsx';
import { StatusTag } from '../../ui/status-tag.tsx';

const shown = ['kind', 'receivedOn', 'amount', 'bank', 'serial', 'payer', 'reverses', 'note'] as const;

/** Every posting of a contract, the latest first, with its lines in debit and credit. */
export function Postings({ contract, rows }: { contract: string; rows: readonly Row[] }) {
  const words = useWords();
  const { t, none } = words;
  const definition = useDefinition('receipt');
  const value = (row: Row, name: string) => <FieldValue definition={definition} name={name} value={row[name]} />;
  return (
    <section aria-label={t('ledger.postings')}>
      <div className="case-head">
        <h2>{t('ledger.postings')}</h2>
        <ListOperations definition={definition} about={{ field: 'contract', id: contract }} />
      </div>
      {rows.length === 0 && <Empty title={none(definition.label)} />}
      {rows.map((row) => (
        <article key={row.id} className="case-loan">
          <div className="case-loan-head">
            <Link to={`${resourceEntry('receipt').path}/${row.id}`}>{String(row.number)}</Link>
            {value(row, 'entry')}
            <StatusTag states={definition.states} status={row.status} />
          </div>
          <dl className="case-facts">
            {shown
              .filter((name) => row[name] !== undefined)
              .map((name) => (
                <div key={name}>
                  <dt>{columnLabel(definition, name, words)}</dt>
                  <dd>{value(row, name)}</dd>
                </div>
              ))}
          </dl>
          {value(row, 'lines')}
        </article>
      ))}
    </section>
  );
}
