import { Tag } from 'antd';
import { Link } from 'react-router';
import type { ResourceDefinition } from '../../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../../shared/kit/fields/field.ts';
import { formatYuan } from '../../../../shared/kit/money.ts';
import { resourceEntry } from '../../office.ts';
import { RowActions } from '../../operations/buttons.tsx';
import type { Row } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { columnLabel } from '../../records/export.ts';
import { FieldValue } from '../../records/field-value.tsx';
import { useDefinition } from '../../records/use-definition.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { StatusTag } from '../../ui/status-tag.tsx';
import { type Repayment, repaymentsOf } from './repayments.ts';

/** A loan that has come to nothing is not paid back in instalments. */
const isOver = (loan: Row): boolean => ['refused', 'withdrawn', 'repaid'].includes(loan.status);

const shown = ['bank', 'holder', 'heldSince', 'amount', 'approvedAmount', 'disbursed', 'reconciled', 'termMonths', 'rate', 'refusal'] as const;

/** The loans of a case: where each stands, its amounts, and what the buyer pays in either way of paying it back. */
export function Loans({ loans }: { loans: readonly Row[] }) {
  const { t } = useWords();
  const definition = useDefinition('loan');
  return (
    <section aria-label={t('case.loans')}>
      <h2>{t('case.loans')}</h2>
      {loans.length === 0 && <p className="hint">{t('case.noLoans')}</p>}
      {loans.map((loan) => (
        <Loan key={loan.id} definition={definition} loan={loan} />
      ))}
    </section>
  );
}

function Loan({ definition, loan }: { definition: ResourceDefinition; loan: Row }) {
  const words = useWords();
  return (
    <article className="case-loan">
      <div className="case-loan-head">
        <Link to={`${resourceEntry('loan').path}/${loan.id}`}>{String(loan.number)}</Link>
        <FieldValue definition={definition} name="kind" value={loan.kind} />
        <StatusTag states={definition.states} status={loan.status} />
        <RowActions definition={definition} record={loan} />
      </div>
      <dl className="case-facts">
        {shown
          .filter((name) => loan[name] !== undefined)
          .map((name) => (
            <div key={name}>
              <dt>{columnLabel(definition, name, words)}</dt>
              <dd>
                <FieldValue definition={definition} name={name} value={loan[name]} />
              </dd>
            </div>
          ))}
      </dl>
      {!isOver(loan) && <Repayments definition={definition} loan={loan} />}
    </article>
  );
}

function Repayments({ definition, loan }: { definition: ResourceDefinition; loan: Row }) {
  const { l, t } = useWords();
  const rows = repaymentsOf(loan);
  const methods = definition.fields.method ? metaOf(definition.fields.method).options : {};
  const amount = (key: 'firstFen' | 'lastFen' | 'interestFen' | 'totalFen', title: string) => ({
    key,
    title,
    align: 'right' as const,
    render: (_: unknown, row: Repayment) => <span className="number-value">{formatYuan(row[key])}</span>,
  });
  if (rows.length === 0) return null;
  return (
    <DataTable<Repayment>
      rowKey="method"
      dataSource={rows}
      columns={[
        {
          key: 'method',
          title: t('case.method'),
          render: (_, { method }) => (
            <>
              {l(methods?.[method])} {method === loan.method && <Tag color="blue">{t('case.chosen')}</Tag>}
            </>
          ),
        },
        amount('firstFen', t('case.first')),
        amount('lastFen', t('case.last')),
        amount('interestFen', t('case.interest')),
        amount('totalFen', t('case.total')),
      ]}
    />
  );
}
